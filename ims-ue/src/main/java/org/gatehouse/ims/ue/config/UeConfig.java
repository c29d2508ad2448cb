package org.gatehouse.ims.ue.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.gatehouse.ims.core.secagree.AlgorithmPair;
import org.gatehouse.ims.core.secagree.EncryptionAlgorithm;
import org.gatehouse.ims.core.secagree.IntegrityAlgorithm;
import org.gatehouse.ims.core.secagree.IpsecMode;
import org.gatehouse.ims.core.sip.transaction.TransactionTimers;
import org.gatehouse.ims.ue.message.Profile;
import org.gatehouse.ims.ue.message.Transports;
import org.gatehouse.ims.ue.shape.Shape;

/**
 * Settings of one UE.
 *
 * @param impi private identity
 * @param impu public identity to register
 * @param homeDomain home network domain name
 * @param pcscf where the P-CSCF takes bare SIP
 * @param pcscfEspPort UDP port of its ESP
 * @param local address of this UE
 * @param localPort UDP port for bare SIP, or 0 for a free one
 * @param transports of its requests, bare and inside SAs
 * @param localEspPort UDP port for ESP: 4500, unless a test needs another; 0 for a free one
 * @param algorithms combinations for Security-Client, in order
 * @param modes IPsec modes that can be carried; none: plain AKA without a security agreement
 * @param expires registration time to ask for
 * @param accessNetworkInfo value of P-Access-Network-Info
 * @param attempts SM1s in one procedure before it is given up
 * @param bareOn406 whether to register without IPsec where the P-CSCF answers 406, as phones of
 *     some operators do; whoever forges a 406 strips the protection then
 * @param timers SIP timers
 * @param regEvent whether it subscribes to its registration, and obeys what the network says of it
 * @param shape how it writes; {@link #shapedAs} takes over what else a profile says
 */
public record UeConfig(
        String impi,
        String impu,
        String homeDomain,
        InetSocketAddress pcscf,
        int pcscfEspPort,
        InetAddress local,
        int localPort,
        Transports transports,
        int localEspPort,
        List<AlgorithmPair> algorithms,
        List<IpsecMode> modes,
        Duration expires,
        String accessNetworkInfo,
        int attempts,
        boolean bareOn406,
        TransactionTimers timers,
        boolean regEvent,
        Shape shape) {

    /**
     * "Each protected and UDP encapsulated packet shall use port 4500 as source and destination
     * port in the encapsulating UDP header" (TS 33.203 clause M.7.1).
     */
    public static final int ESP_PORT = 4500;

    /** "the value of 600 000 seconds as the value desired" (TS 24.229 clause 5.1.1.2). */
    public static final Duration DEFAULT_EXPIRES = Duration.ofMinutes(10_000);

    /** Fixed access without more to tell (TS 24.229 clause 7.2A.4). */
    public static final String DEFAULT_ACCESS = "IEEE-802.11";

    /** With the timers of TS 24.229 table 7.7.1 about six minutes without a sign of life. */
    public static final int DEFAULT_ATTEMPTS = 3;

    public UeConfig {
        algorithms = List.copyOf(algorithms);
        modes = List.copyOf(modes);
    }

    /** A UE with defaults for all that is not its identity, its address and its P-CSCF. */
    public static UeConfig of(
            String impi,
            String impu,
            String homeDomain,
            InetSocketAddress pcscf,
            InetAddress local) {
        return new UeConfig(
                impi,
                impu,
                homeDomain,
                pcscf,
                ESP_PORT,
                local,
                0,
                Transports.UDP,
                ESP_PORT,
                allAlgorithms(),
                List.of(IpsecMode.UDP_ENCAPSULATED_TUNNEL),
                DEFAULT_EXPIRES,
                DEFAULT_ACCESS,
                DEFAULT_ATTEMPTS,
                /* bareOn406= */ false,
                TransactionTimers.UE,
                false,
                Shape.standard());
    }

    /** "all integrity and encryption algorithms" (TS 33.203 clauses 5.1.3 and 7.2), best first. */
    public static List<AlgorithmPair> allAlgorithms() {
        return pairs(
                List.of(IntegrityAlgorithm.HMAC_SHA_1_96, IntegrityAlgorithm.HMAC_MD5_96),
                List.of(
                        EncryptionAlgorithm.AES_CBC,
                        EncryptionAlgorithm.DES_EDE3_CBC,
                        EncryptionAlgorithm.NULL));
    }

    /** Every integrity algorithm with every encryption algorithm. */
    public static List<AlgorithmPair> pairs(
            List<IntegrityAlgorithm> integrity, List<EncryptionAlgorithm> encryption) {
        List<AlgorithmPair> pairs = new ArrayList<>();
        for (EncryptionAlgorithm ealg : encryption) {
            for (IntegrityAlgorithm alg : integrity) {
                pairs.add(new AlgorithmPair(alg, ealg));
            }
        }
        return pairs;
    }

    public UeConfig withAlgorithms(List<AlgorithmPair> offered) {
        return with(pcscfEspPort, local, transports, localEspPort, offered, modes, expires, timers);
    }

    public UeConfig withModes(List<IpsecMode> offered) {
        return with(
                pcscfEspPort,
                local,
                transports,
                localEspPort,
                algorithms,
                offered,
                expires,
                timers);
    }

    public UeConfig withExpires(Duration asked) {
        return with(
                pcscfEspPort, local, transports, localEspPort, algorithms, modes, asked, timers);
    }

    /** Registers without IPsec where the P-CSCF answers 406. */
    public UeConfig goingBareOn406() {
        return switched(/* goesBare= */ true, regEvent);
    }

    public UeConfig withTimers(TransactionTimers other) {
        return with(
                pcscfEspPort, local, transports, localEspPort, algorithms, modes, expires, other);
    }

    public UeConfig withRegEvent(boolean subscribes) {
        return switched(bareOn406, subscribes);
    }

    private UeConfig switched(boolean goesBare, boolean subscribes) {
        return new UeConfig(
                impi,
                impu,
                homeDomain,
                pcscf,
                pcscfEspPort,
                local,
                localPort,
                transports,
                localEspPort,
                algorithms,
                modes,
                expires,
                accessNetworkInfo,
                attempts,
                goesBare,
                timers,
                subscribes,
                shape);
    }

    /** As a profile writes and behaves; what it leaves open stays. */
    public UeConfig shapedAs(Shape other) {
        List<AlgorithmPair> offered = other.offering().pairs();
        // a phone has its address for itself; on ::1 the port of that name is the P-CSCF's
        int shapedPort = local.equals(pcscf.getAddress()) ? 0 : other.barePort();
        return new UeConfig(
                impi,
                impu,
                homeDomain,
                pcscf,
                pcscfEspPort,
                local,
                localPort == 0 ? shapedPort : localPort,
                transports,
                localEspPort,
                offered.isEmpty() ? algorithms : offered,
                modes,
                other.expires().orElse(expires),
                other.accessNetwork().isEmpty() ? accessNetworkInfo : other.accessNetwork(),
                other.attempts(),
                bareOn406 || other.bareOn406(),
                new TransactionTimers(other.t1(), timers.t2(), timers.t4()),
                regEvent,
                other);
    }

    public UeConfig withLocal(InetAddress other) {
        return with(
                pcscfEspPort, other, transports, localEspPort, algorithms, modes, expires, timers);
    }

    /** Other transports of its requests. */
    public UeConfig withTransports(Transports other) {
        return with(pcscfEspPort, local, other, localEspPort, algorithms, modes, expires, timers);
    }

    /** SIP over TCP and no security agreement. */
    public UeConfig overTcp() {
        return with(
                pcscfEspPort,
                local,
                Transports.TCP,
                localEspPort,
                algorithms,
                List.of(),
                expires,
                timers);
    }

    /** Other UDP ports for ESP than 4500. */
    public UeConfig withEspPorts(int here, int atPcscf) {
        return with(atPcscf, local, transports, here, algorithms, modes, expires, timers);
    }

    private UeConfig with(
            int newPcscfEspPort,
            InetAddress newLocal,
            Transports newTransports,
            int newLocalEspPort,
            List<AlgorithmPair> newAlgorithms,
            List<IpsecMode> newModes,
            Duration newExpires,
            TransactionTimers newTimers) {
        return new UeConfig(
                impi,
                impu,
                homeDomain,
                pcscf,
                newPcscfEspPort,
                newLocal,
                localPort,
                newTransports,
                newLocalEspPort,
                newAlgorithms,
                newModes,
                newExpires,
                accessNetworkInfo,
                attempts,
                bareOn406,
                newTimers,
                regEvent,
                shape);
    }

    /** What the registration machine needs to know, once the socket for bare SIP is bound. */
    public Profile profile(InetSocketAddress boundLocal) {
        Profile.Addresses addresses =
                new Profile.Addresses(
                        boundLocal,
                        pcscf,
                        new InetSocketAddress(local, localEspPort),
                        new InetSocketAddress(pcscf.getAddress(), pcscfEspPort));
        return new Profile(
                impi,
                impu,
                homeDomain,
                addresses,
                transports,
                algorithms,
                modes,
                expires,
                accessNetworkInfo,
                attempts,
                bareOn406,
                shape);
    }
}
