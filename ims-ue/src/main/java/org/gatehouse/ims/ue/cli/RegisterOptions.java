package org.gatehouse.ims.ue.cli;

import java.nio.file.Path;
import org.gatehouse.ims.ue.cli.profile.ProfileOptions;
import org.gatehouse.ims.ue.cli.profile.SizeOptions;
import org.gatehouse.ims.ue.cli.subscription.SubscriptionOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of {@code ims ue register} as they were typed. */
final class RegisterOptions {
    @Option(
            names = "--pcscf",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:5060",
            description = "where the P-CSCF takes SIP (default: ${DEFAULT-VALUE})")
    String pcscf = "";

    @Option(
            names = "--subscriber",
            paramLabel = "N",
            description = "subscriber N of the lab: its identities and keys")
    @Nullable Long subscriber;

    @Option(names = "--impi", paramLabel = "NAI", description = "private identity")
    @Nullable String impi;

    @Option(
            names = "--impu",
            paramLabel = "SIP-URI",
            description = "public identity to register (default: sip: and the private one)")
    @Nullable String impu;

    @Option(
            names = "--home-domain",
            paramLabel = "NAME",
            description = "home network domain name (default: the realm of the private identity)")
    @Nullable String homeDomain;

    @Mixin SubscriptionOptions subscription = new SubscriptionOptions();

    @Option(
            names = "--k",
            paramLabel = "HEX|@FILE",
            description =
                    "key K, 32 hex digits (TUAK: or 64); else the environment variable"
                            + " GATEHOUSE_UE_K")
    @Nullable String k;

    @Option(
            names = "--algorithm",
            paramLabel = "milenage|tuak|xor",
            defaultValue = "milenage",
            description = "algorithms of the ISIM (default: ${DEFAULT-VALUE})")
    String algorithm = "milenage";

    @Option(
            names = "--opc",
            paramLabel = "HEX|@FILE",
            description = "OPc, 32 hex digits; else GATEHOUSE_UE_OPC")
    @Nullable String opc;

    @Option(
            names = "--op",
            paramLabel = "HEX|@FILE",
            description = "OP, 32 hex digits, instead of OPc; else GATEHOUSE_UE_OP")
    @Nullable String op;

    @Option(
            names = "--topc",
            paramLabel = "HEX|@FILE",
            description = "TOPc of TUAK, 64 hex digits; else GATEHOUSE_UE_TOPC")
    @Nullable String topc;

    @Option(
            names = "--top",
            paramLabel = "HEX|@FILE",
            description = "TOP, 64 hex digits, instead of TOPc; else GATEHOUSE_UE_TOP")
    @Nullable String top;

    @Option(
            names = "--sqn-file",
            paramLabel = "FILE",
            description =
                    "sequence numbers of the ISIM (default: a file of the private identity"
                            + " below $XDG_STATE_HOME or ~/.local/state)")
    @Nullable Path sqnFile;

    @Option(
            names = "--transport",
            paramLabel = "udp|tcp",
            defaultValue = "udp",
            description =
                    "transport of SIP, inside ESP too (default: ${DEFAULT-VALUE}); tcp inside ESP"
                            + " that is not the kernel's needs a TUN device: CAP_NET_ADMIN")
    String transport = "";

    @Option(
            names = "--request-transport",
            paramLabel = "udp|tcp",
            description = "transport of all requests but REGISTER (default: that of --transport)")
    @Nullable String requestTransport;

    @Option(
            names = "--local",
            paramLabel = "ADDRESS[:PORT]",
            description =
                    "own address (default: towards a loopback P-CSCF the first free of"
                            + " 127.0.1.x, else the one that leads there) and port of bare SIP")
    @Nullable String local;

    @Option(
            names = "--esp-port",
            paramLabel = "PORT[,PORT]",
            hidden = true,
            description = "UDP ports of ESP, own and the P-CSCF's, in tests")
    @Nullable String espPort;

    @Option(
            names = "--alg",
            paramLabel = "LIST",
            description =
                    "integrity algorithms to offer (default: hmac-sha-1-96,hmac-md5-96, or the"
                            + " profile's)")
    @Nullable String alg;

    @Option(
            names = "--ealg",
            paramLabel = "LIST",
            description =
                    "encryption algorithms to offer (default: aes-cbc,des-ede3-cbc,null, or the"
                            + " profile's)")
    @Nullable String ealg;

    @Option(
            names = "--ipsec",
            paramLabel = "auto|kernel|ip|udp|off",
            defaultValue = "auto",
            description = "what carries ESP; off: plain AKA (default: ${DEFAULT-VALUE})")
    String ipsec = "";

    @Option(
            names = "--bare-on-406",
            description =
                    "register without IPsec where the P-CSCF answers 406, as some phones do;"
                            + " whoever forges a 406 strips the protection")
    boolean bareOn406;

    @Option(
            names = "--mode",
            paramLabel = "trans|UDP-enc-tun",
            description = "IPsec mode to offer (default: all that --ipsec can carry)")
    @Nullable String mode;

    @Mixin ProfileOptions profile = new ProfileOptions();

    @Mixin SizeOptions sizes = new SizeOptions();

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "wait this long for each procedure (default: ${DEFAULT-VALUE})")
    long timeout;

    @Option(
            names = "--expires",
            paramLabel = "SECONDS",
            description = "registration time to ask for (default: 600000, or the profile's)")
    @Nullable Long expires;

    @Option(
            names = "--refresh",
            paramLabel = "N",
            defaultValue = "0",
            description = "re-register N times right after registering")
    int refresh;

    @Option(
            names = "--hold",
            paramLabel = "SECONDS",
            description = "stay registered this long, refresh as needed, then deregister")
    @Nullable Long hold;

    @Option(
            names = "--move-to",
            paramLabel = "ADDRESS",
            description =
                    "with --hold: when half of the time is over, drop the SAs and register without"
                            + " protection from this address (TS 33.203 clause 7.5)")
    @Nullable String moveTo;

    @Option(
            names = "--reg-event",
            paramLabel = "true|false",
            arity = "1",
            description =
                    "subscribe to the own registration, and obey the network that asks to register"
                            + " anew or ends it (default: true with --hold)")
    @Nullable Boolean regEvent;

    @Option(names = "--ladder", description = "print the messages as a ladder")
    boolean ladder;

    @Option(
            names = "--pcap",
            paramLabel = "FILE",
            description = "write the outer packets of both directions to a pcapng file")
    @Nullable Path pcap;

    @Option(
            names = "--esp-sa",
            paramLabel = "FILE",
            description = "write the session keys for Wireshark (mode 0600)")
    @Nullable Path espSa;

    @Option(names = "--json", description = "print the result as one JSON object")
    boolean json;
}
