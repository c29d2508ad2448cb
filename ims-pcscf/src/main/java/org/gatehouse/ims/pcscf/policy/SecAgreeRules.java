package org.gatehouse.ims.pcscf.policy;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which UEs have to agree on security associations, by where they are.
 *
 * @param networks the first one that holds the UE's address decides
 * @param elsewhere what holds outside all of them
 */
public record SecAgreeRules(List<Rule> networks, SecAgreePolicy elsewhere) {

    /** What holds for the UEs of one network. */
    public record Rule(SourceNetwork network, SecAgreePolicy policy) {
        /** Reads {@code 10.1.0.0/16=optional}. */
        public static Optional<Rule> parse(String text) {
            int sign = text.indexOf('=');
            if (sign < 0) {
                return Optional.empty();
            }
            String policy = text.substring(sign + 1).strip();
            return SourceNetwork.parse(text.substring(0, sign).strip())
                    .flatMap(network ->
                            Stream.of(SecAgreePolicy.values())
                                    .filter(p -> p.name().toLowerCase(Locale.ROOT).equals(policy))
                                    .findFirst()
                                    .map(found -> new Rule(network, found)));
        }
    }

    public SecAgreeRules {
        networks = List.copyOf(networks);
    }

    /** The same for all UEs. */
    public static SecAgreeRules everywhere(SecAgreePolicy policy) {
        return new SecAgreeRules(List.of(), policy);
    }

    /** What holds for a UE with this source address. */
    public SecAgreePolicy at(InetAddress ue) {
        return networks.stream()
                .filter(rule -> rule.network().contains(ue))
                .map(Rule::policy)
                .findFirst()
                .orElse(elsewhere);
    }

    /** Whether this holds for some UE. */
    public boolean has(SecAgreePolicy policy) {
        return elsewhere == policy || networks.stream().anyMatch(rule -> rule.policy() == policy);
    }
}
