package org.gatehouse.ims.pcscf.policy;

import java.net.InetAddress;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is tolerated of which UEs, by where they are.
 *
 * @param networks the first one that holds the UE's address decides; outside all of them nothing is
 *     tolerated
 */
public record ToleranceRules(List<Rule> networks) {
    /** Nothing is tolerated of anyone. */
    public static final ToleranceRules STRICT = new ToleranceRules(List.of());

    /** What a rule says that is there to keep a network strict. */
    private static final String NOTHING = "none";

    /** How a rule is written. */
    public static final String EXPECTATION =
            "NETWORK/PREFIX=SWITCH, more switches with + between, of "
                    + Stream.of(Tolerance.values())
                            .map(Tolerance::token)
                            .collect(Collectors.joining(", "))
                    + ", or none, e.g. 10.1.0.0/16=no-qop+short-list";

    /** What is tolerated of the UEs of one network. */
    public record Rule(SourceNetwork network, Set<Tolerance> tolerated) {
        public Rule {
            tolerated = Set.copyOf(tolerated);
        }

        /** Reads {@code 10.1.0.0/16=no-qop+short-list}. */
        public static Optional<Rule> parse(String text) {
            int sign = text.indexOf('=');
            if (sign < 0) {
                return Optional.empty();
            }
            return SourceNetwork.parse(text.substring(0, sign).strip())
                    .flatMap(network ->
                            switches(text.substring(sign + 1).strip())
                                    .map(tolerated -> new Rule(network, tolerated)));
        }

        private static Optional<Set<Tolerance>> switches(String text) {
            Set<Tolerance> all = EnumSet.noneOf(Tolerance.class);
            if (text.equals(NOTHING)) {
                return Optional.of(all);
            }
            for (String token : text.split("\\+", -1)) {
                Optional<Tolerance> one = Tolerance.of(token.strip());
                if (one.isEmpty()) {
                    return Optional.empty();
                }
                all.add(one.get());
            }
            return Optional.of(all);
        }
    }

    public ToleranceRules {
        networks = List.copyOf(networks);
    }

    /** Whether this is tolerated of a UE with this source address. */
    public boolean allow(Tolerance what, InetAddress ue) {
        return networks.stream()
                .filter(rule -> rule.network().contains(ue))
                .findFirst()
                .map(rule -> rule.tolerated().contains(what))
                .orElse(false);
    }
}
