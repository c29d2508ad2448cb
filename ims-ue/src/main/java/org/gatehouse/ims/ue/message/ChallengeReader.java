package org.gatehouse.ims.ue.message;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.ims.core.digest.AkaDigest;
import org.gatehouse.ims.core.digest.AkaNonce;
import org.gatehouse.ims.core.digest.DigestChallenge;
import org.gatehouse.ims.core.digest.DigestSyntaxException;
import org.gatehouse.ims.core.net.HostPort;
import org.gatehouse.ims.core.secagree.AlgorithmPair;
import org.gatehouse.ims.core.secagree.EncryptionAlgorithm;
import org.gatehouse.ims.core.secagree.Ipsec3gpp;
import org.gatehouse.ims.core.secagree.IpsecMode;
import org.gatehouse.ims.core.secagree.SecAgreeSyntaxException;
import org.gatehouse.ims.core.secagree.SecurityChoice;
import org.gatehouse.ims.core.secagree.SecurityList;
import org.gatehouse.ims.core.secagree.Spi;
import org.gatehouse.ims.core.secagree.UeChoice;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.core.sip.Via;
import org.jspecify.annotations.Nullable;

/** Reads SM6: the AKA challenge and the P-CSCF's security proposal. */
public final class ChallengeReader {
    private static final Set<Integer> SIP_PORTS = Set.of(5060, 5061);

    private final Profile profile;

    public ChallengeReader(Profile profile) {
        this.profile = profile;
    }

    /** What came of reading. */
    public sealed interface Reading {
        /** A challenge to go on with. */
        record Usable(Challenge challenge) implements Reading {}

        /** No AKA challenge: nothing that proves the network. */
        record NotAka(String reason) implements Reading {}

        /** No security agreement comes of it. */
        record NotAgreed(String reason) implements Reading {}
    }

    /**
     * Reads a 401 to a REGISTER.
     *
     * @param offer what Security-Client said, or null where IPsec is off
     */
    public Reading read(SipResponse sm6, @Nullable Offer offer) {
        Optional<DigestChallenge> digest = akaChallenge(sm6);
        if (digest.isEmpty()) {
            return noNetwork("401 without an AKAv1-MD5 challenge (expected: RFC 3310)");
        }
        Optional<AkaNonce> nonce = AkaNonce.decode(digest.get().nonce());
        if (nonce.isEmpty()) {
            return noNetwork("nonce is not base64 of RAND and AUTN (expected: 32 octets)");
        }
        List<String> qop = digest.get().qop();
        String chosenQop = chooseQop(qop);
        if (chosenQop == null && !qop.isEmpty()) {
            return noNetwork("qop " + qop + " (expected: auth or auth-int)");
        }
        Challenge.Agreement agreement = null;
        if (offer != null) {
            switch (agree(sm6, offer)) {
                case Agreed agreed -> agreement = agreed.agreement();
                case Refused refused -> {
                    return new Reading.NotAgreed(refused.reason());
                }
            }
        }
        return new Reading.Usable(
                new Challenge(
                        digest.get().realm(),
                        digest.get().nonce(),
                        chosenQop,
                        digest.get().opaque(),
                        nonce.get(),
                        agreement));
    }

    /**
     * The next alternative for a CK that 3DES must not take (RFC 2451 clause 2.3); the P-CSCF,
     * which knows CK as well, takes it too. Null if there is none.
     */
    public Challenge.@Nullable Agreement withoutTripleDes(
            Challenge.Agreement agreement, Offer offer) {
        SecurityList list;
        try {
            list = SecurityList.parse(agreement.securityServer());
        } catch (SecAgreeSyntaxException e) {
            return null;
        }
        List<AlgorithmPair> others =
                profile.algorithms().stream()
                        .filter(pair -> pair.encryption() != EncryptionAlgorithm.DES_EDE3_CBC)
                        .toList();
        Set<IpsecMode> mode = Set.of(agreement.chosen().mode());
        return UeChoice.choose(list, others, mode, own(offer))
                                instanceof SecurityChoice.Chosen chosen
                        && !namesSipPort(chosen.ipsec())
                ? new Challenge.Agreement(
                        chosen.ipsec(), agreement.securityServer(), agreement.ownAddress())
                : null;
    }

    private static Set<Spi> own(Offer offer) {
        return Set.of(offer.spis().client(), offer.spis().server());
    }

    private sealed interface Agreeing {}

    private record Agreed(Challenge.Agreement agreement) implements Agreeing {}

    private record Refused(String reason) implements Agreeing {}

    private static Reading noNetwork(String reason) {
        return new Reading.NotAka(reason);
    }

    /**
     * "The HN shall choose the IMS AKA scheme" (TS 33.203 clause 6.1): nothing else is answered.
     */
    private static Optional<DigestChallenge> akaChallenge(SipResponse sm6) {
        for (String value : sm6.headers("WWW-Authenticate")) {
            Optional<DigestChallenge> challenge = parse(value);
            if (challenge.isPresent()
                    && AkaDigest.ALGORITHM.equalsIgnoreCase(challenge.get().algorithm())) {
                return challenge;
            }
        }
        return Optional.empty();
    }

    private static Optional<DigestChallenge> parse(String value) {
        try {
            return Optional.of(DigestChallenge.parse(value));
        } catch (DigestSyntaxException e) {
            return Optional.empty();
        }
    }

    private static @Nullable String chooseQop(List<String> offered) {
        for (String wanted : List.of("auth", "auth-int")) {
            if (offered.stream().anyMatch(wanted::equalsIgnoreCase)) {
                return wanted;
            }
        }
        return null;
    }

    private Agreeing agree(SipResponse sm6, Offer offer) {
        List<String> securityServer = sm6.headers("Security-Server");
        if (securityServer.isEmpty()) {
            return new Refused("401 without Security-Server (expected: the P-CSCF's list)");
        }
        SecurityList list;
        try {
            list = SecurityList.parse(securityServer);
        } catch (SecAgreeSyntaxException e) {
            return new Refused("Security-Server: " + e.getMessage());
        }
        return switch (UeChoice.choose(list, profile.algorithms(), profile.modes(), own(offer))) {
            case SecurityChoice.Chosen chosen -> accept(sm6, chosen.ipsec(), securityServer);
            case SecurityChoice.Unacceptable not ->
                    new Refused("Security-Server: " + not.reason().text() + ", " + not.detail());
        };
    }

    private static boolean namesSipPort(Ipsec3gpp chosen) {
        return SIP_PORTS.contains(chosen.portC()) || SIP_PORTS.contains(chosen.portS());
    }

    private Agreeing accept(SipResponse sm6, Ipsec3gpp chosen, List<String> securityServer) {
        // "The ports port_ps and port_pc are different from the standard SIP ports 5060 and 5061"
        if (namesSipPort(chosen)) {
            return new Refused("Security-Server: protected port 5060 or 5061 (TS 33.203 7.1)");
        }
        InetAddress local = profile.addresses().local().getAddress();
        InetAddress seen = addressSeenByNetwork(sm6, local);
        // TS 33.203 clause M.7.2: "received" tells of a NAT, and through a NAT transport mode does
        // not work
        if (chosen.mode() == IpsecMode.TRANSPORT && !seen.equals(local)) {
            return new Refused("transport mode through a NAT (expected: UDP-enc-tun)");
        }
        return new Agreed(new Challenge.Agreement(chosen, securityServer, seen));
    }

    /**
     * "The UE learns its public IP address by inspecting the received parameter in the top-most Via
     * header included in message SM6, in case such a parameter is present" (TS 33.203 clause
     * M.7.2). Without one the address that was sent in Via stands: over SAs the public one already.
     */
    private static InetAddress addressSeenByNetwork(SipResponse sm6, InetAddress local) {
        Via via = sm6.topVia();
        String received = via.received();
        String host = received == null ? via.host() : received;
        // a UE can't be seen under an address of the other IP version and still have SAs
        return HostPort.literal(host)
                .filter(seen -> seen.getAddress().length == local.getAddress().length)
                .orElse(local);
    }
}
