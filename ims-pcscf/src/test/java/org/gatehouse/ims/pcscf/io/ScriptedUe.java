package org.gatehouse.ims.pcscf.io;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.gatehouse.ims.core.esp.DropReason;
import org.gatehouse.ims.core.esp.ReplayWindow;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.ipsec.AssociationSet;
import org.gatehouse.ims.core.ipsec.Carrier;
import org.gatehouse.ims.core.ipsec.EspOptions;
import org.gatehouse.ims.core.ipsec.IpsecListener;
import org.gatehouse.ims.core.ipsec.PacketTap;
import org.gatehouse.ims.core.ipsec.PortPair;
import org.gatehouse.ims.core.ipsec.SendOutcome;
import org.gatehouse.ims.core.ipsec.SessionKeys;
import org.gatehouse.ims.core.ipsec.SpiPair;
import org.gatehouse.ims.core.ipsec.UserIpsec;
import org.gatehouse.ims.core.net.Network;
import org.gatehouse.ims.core.runtime.Shard;
import org.gatehouse.ims.core.secagree.Ipsec3gpp;
import org.gatehouse.ims.core.secagree.IpsecMode;
import org.gatehouse.ims.core.secagree.SecAgreeSyntaxException;
import org.gatehouse.ims.core.secagree.SecurityList;
import org.gatehouse.ims.core.secagree.Spi;
import org.gatehouse.ims.core.secagree.SpisAndPorts;
import org.gatehouse.ims.core.sip.SipMessage;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.pcscf.testkit.HomeMessages;
import org.gatehouse.ims.pcscf.testkit.UeMessages;
import org.jspecify.annotations.Nullable;

/** A UE that does what a test tells it, with real SIP and ESP octets. */
final class ScriptedUe {
    record Heard(Flow flow, SipMessage message) {}

    final InetAddress address;
    final List<Heard> heard = new ArrayList<>();
    final List<String> drops = new ArrayList<>();
    final UserIpsec ipsec;
    SessionKeys keys = keys(HomeMessages.CK, HomeMessages.IK);

    private final InetSocketAddress pcscf;
    private final Network.Datagrams bare;
    private final Network.Datagrams esp;
    private final Network.IpPackets ip;

    /** The mode of all offers of SM1. */
    String offeredMode = "UDP-enc-tun";

    /** Packets of IP protocol 50 that came. */
    int ipPackets;

    private long sets = 100;

    ScriptedUe(Network network, Shard shard, String address, InetSocketAddress pcscf)
            throws IOException {
        this.address = InetAddress.ofLiteral(address);
        this.pcscf = pcscf;
        this.bare =
                network.openDatagrams(
                        new InetSocketAddress(this.address, 5060),
                        (from, octets) -> hear(Flow.udp(local(), from), octets));
        this.esp =
                network.openDatagrams(
                        new InetSocketAddress(this.address, 4500),
                        (from, octets) -> espCame(from, octets));
        this.ip = network.openIp(this.address, 50, this::ipCame);
        this.ipsec =
                new UserIpsec(
                        shard,
                        (carrier, outerLocal, outerRemote, packet) ->
                                sendEsp(carrier, outerRemote, packet),
                        this::hear,
                        new IpsecListener() {
                            @Override
                            public void dropped(
                                    DropReason reason,
                                    @Nullable SetId set,
                                    InetSocketAddress outerFrom) {
                                drops.add(reason.token());
                            }
                        },
                        PacketTap.NONE,
                        EspOptions.of(Set.of(Carrier.values()), ReplayWindow.DEFAULT_SIZE));
    }

    static SessionKeys keys(String ck, String ik) {
        return new SessionKeys(HexFormat.of().parseHex(ck), HexFormat.of().parseHex(ik));
    }

    InetSocketAddress local() {
        return new InetSocketAddress(address, 5060);
    }

    private void espCame(InetSocketAddress from, byte[] octets) {
        ipsec.received(from, new InetSocketAddress(address, 4500), octets);
    }

    private void ipCame(InetAddress from, byte[] packet) {
        ipPackets++;
        ipsec.receivedIp(from, address, packet);
    }

    private boolean sendEsp(Carrier carrier, InetSocketAddress to, byte[] packet) {
        if (carrier == Carrier.IP) {
            return ip.send(to.getAddress(), packet);
        }
        esp.send(to, packet);
        return true;
    }

    private void hear(Flow flow, byte[] octets) {
        heard.add(new Heard(flow, UeMessages.parse(octets)));
    }

    void sendBare(byte[] octets) {
        bare.send(pcscf, octets);
    }

    void sendOver(SetId set, byte[] octets) {
        if (ipsec.send(set, octets) != SendOutcome.SENT) {
            throw new AssertionError("not sent over " + set);
        }
    }

    SipResponse lastResponse() {
        return (SipResponse) heard.getLast().message();
    }

    Flow lastFlow() {
        return heard.getLast().flow();
    }

    /** Makes the set of a Security-Server, with the mechanism the P-CSCF prefers. */
    SetId install(SpisAndPorts own, SipResponse sm6) throws SecAgreeSyntaxException {
        SecurityList server = SecurityList.parse(sm6.headers("Security-Server"));
        return install(own, Objects.requireNonNull(server.mechanisms().getFirst().ipsec()));
    }

    /** Makes the set of the mechanism that this UE takes. */
    SetId install(SpisAndPorts own, Ipsec3gpp chosen) {
        SetId id = new SetId(++sets);
        ipsec.install(
                new AssociationSet(
                        id,
                        end(address, own),
                        end(pcscf.getAddress(), chosen.end()),
                        chosen.integrity(),
                        chosen.encryption(),
                        chosen.mode(),
                        new InetSocketAddress(address, outerPort(chosen.mode())),
                        new InetSocketAddress(pcscf.getAddress(), outerPort(chosen.mode())),
                        keys));
        return id;
    }

    private static int outerPort(IpsecMode mode) {
        return mode == IpsecMode.TRANSPORT ? 0 : 4500;
    }

    static SpisAndPorts offer(int n) {
        return new SpisAndPorts(
                new Spi(1_100_000_000L + 2L * n),
                new Spi(1_100_000_001L + 2L * n),
                30_000 + n,
                31_000);
    }

    static String offerText(String offeredMode, SpisAndPorts own) {
        return UeMessages.offer(
                offeredMode, own.spiC().value(), own.spiS().value(), own.portC(), own.portS());
    }

    private static AssociationSet.End end(InetAddress address, SpisAndPorts end) {
        return new AssociationSet.End(
                address,
                new PortPair(end.portC(), end.portS()),
                new SpiPair(end.spiC(), end.spiS()));
    }
}
