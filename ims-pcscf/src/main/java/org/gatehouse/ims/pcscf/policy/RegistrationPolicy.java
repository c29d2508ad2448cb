package org.gatehouse.ims.pcscf.policy;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.gatehouse.ims.core.esp.EspKeys;
import org.gatehouse.ims.core.ipsec.Carrier;
import org.gatehouse.ims.core.secagree.AlgorithmPair;
import org.gatehouse.ims.core.secagree.ConfidentialityPolicy;
import org.gatehouse.ims.core.secagree.IpsecMode;

/**
 * The operator's rules for registrations.
 *
 * @param secAgree which UEs have to agree on security associations
 * @param algorithms own list, first choice first (TS 33.203 clause 7.2)
 * @param modes modes that this P-CSCF carries, first choice first; none if it has no IPsec
 * @param challengeLifetime time a registration set lives until SM12
 * @param lifetimeMargin time a set outlives the registration timer
 * @param grace time a set whose use is over still answers retransmissions
 * @param switchBefore time before the expiry of the old set when the new one is taken for sending
 * @param tolerances what is let pass of which UEs
 */
public record RegistrationPolicy(
        SecAgreeRules secAgree,
        List<AlgorithmPair> algorithms,
        ConfidentialityPolicy confidentiality,
        List<IpsecMode> modes,
        Duration challengeLifetime,
        Duration lifetimeMargin,
        Duration grace,
        Duration switchBefore,
        ToleranceRules tolerances) {
    /**
     * TS 24.229 clause 5.2.2: "set the lifetime of the [temporary] set [..] to the value of the
     * reg-await-auth timer", which table 7.8.1 gives as 4 minutes.
     */
    public static final Duration REG_AWAIT_AUTH = Duration.ofMinutes(4);

    /** TS 24.229 clause 5.2.2: the expiry of the registration plus 30 seconds. */
    public static final Duration MARGIN = Duration.ofSeconds(30);

    /**
     * Four retransmissions of a UE whose T1 is 2 s (TS 24.229 table 7.7.1): at 2, 6, 14 and 30 s. A
     * UE whose 200 was lost would otherwise believe itself registered on dead associations.
     */
    public static final Duration GRACE = Duration.ofSeconds(32);

    public RegistrationPolicy {
        algorithms = List.copyOf(algorithms);
        modes = List.copyOf(modes);
    }

    /** The same with the modes of these carriers alone. */
    public RegistrationPolicy carrying(Set<Carrier> carriers) {
        List<IpsecMode> carried =
                modes.stream()
                        .filter(mode -> carriers.stream().anyMatch(c -> c.mode() == mode))
                        .toList();
        return new RegistrationPolicy(
                secAgree,
                algorithms,
                confidentiality,
                carried,
                challengeLifetime,
                lifetimeMargin,
                grace,
                switchBefore,
                tolerances);
    }

    /** Whether a UE at this address may register, and be challenged, without protection. */
    public boolean mayGoBare(InetAddress ue) {
        return modes.isEmpty() || secAgree.at(ue) != SecAgreePolicy.REQUIRED;
    }

    /** Whether this is tolerated of a UE at this address. */
    public boolean tolerates(Tolerance what, InetAddress ue) {
        return tolerances.allow(what, ue);
    }

    /** The combinations that may be taken with this CK, first choice first. */
    public List<AlgorithmPair> usableWith(byte[] ck) {
        return listed().filter(pair -> !EspKeys.isWeak(pair.encryption(), ck)).toList();
    }

    /**
     * The list of SM6, "which the P-CSCF supports", whole. What this CK is a weak key of stands
     * last, so that a UE which goes by the order takes another (RFC 2451 clause 2.3).
     */
    public List<AlgorithmPair> listedWith(byte[] ck) {
        List<AlgorithmPair> list = new ArrayList<>(usableWith(ck));
        listed().filter(pair -> EspKeys.isWeak(pair.encryption(), ck)).forEach(list::add);
        return list;
    }

    private Stream<AlgorithmPair> listed() {
        return confidentiality.effectiveOrder(algorithms).stream();
    }
}
