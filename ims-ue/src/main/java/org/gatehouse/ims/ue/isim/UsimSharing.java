package org.gatehouse.ims.ue.isim;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What an ISIM and the USIM on the same UICC have in common. "only the following options for
 * sharing security functions and data are permitted" (TS 33.203 clause 8.2).
 */
public enum UsimSharing {
    /** "No security functions or data are shared". */
    NOTHING(false, false, false),
    /** "Only the sequence number checking mechanism is shared". */
    SQN(false, false, true),
    /** "Only the algorithm is shared". */
    ALGORITHM(false, true, false),
    /** "Only the algorithm and sequence number checking mechanism are shared". */
    ALGORITHM_AND_SQN(false, true, true),
    /**
     * "The authentication key, authentication functions and the sequence number checking mechanism
     * are shared": the one option where a USIM alone is used.
     */
    ALL(true, true, true);

    /** What can be shared. */
    public enum Part {
        KEY,
        ALGORITHM,
        SQN
    }

    private final boolean key;
    private final boolean algorithm;
    private final boolean sqn;

    UsimSharing(boolean key, boolean algorithm, boolean sqn) {
        this.key = key;
        this.algorithm = algorithm;
        this.sqn = sqn;
    }

    /** The option with just these parts; empty if the clause does not list it. */
    public static Optional<UsimSharing> of(Set<Part> shared) {
        return Arrays.stream(values()).filter(option -> option.parts().equals(shared)).findFirst();
    }

    /**
     * The option of a comma list of key, algorithm and sqn, or "none".
     *
     * @throws IllegalArgumentException if it is none of those permitted
     */
    public static UsimSharing parse(String text) {
        Set<Part> shared = EnumSet.noneOf(Part.class);
        for (String token : text.equals("none") ? new String[0] : text.split(",", -1)) {
            shared.add(
                    Arrays.stream(Part.values())
                            .filter(part -> part.name().equalsIgnoreCase(token.strip()))
                            .findFirst()
                            .orElseThrow(() -> unknown(text)));
        }
        return of(shared).orElseThrow(() -> unknown(text));
    }

    private static IllegalArgumentException unknown(String text) {
        String permitted =
                Arrays.stream(values())
                        .map(UsimSharing::toString)
                        .collect(Collectors.joining(" or "));
        return new IllegalArgumentException(
                "'" + text + "' (expected: " + permitted + ", TS 33.203 clause 8.2)");
    }

    private Set<Part> parts() {
        return Arrays.stream(Part.values()).filter(this::shares).collect(Collectors.toSet());
    }

    public boolean shares(Part part) {
        return switch (part) {
            case KEY -> key;
            case ALGORITHM -> algorithm;
            case SQN -> sqn;
        };
    }

    @Override
    public String toString() {
        return parts().isEmpty()
                ? "none"
                : parts().stream()
                        .sorted()
                        .map(part -> part.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(","));
    }
}
