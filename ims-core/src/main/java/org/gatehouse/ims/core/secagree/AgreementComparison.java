package org.gatehouse.ims.core.secagree;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.ims.core.secagree.SecurityMechanism.Parameter;

/**
 * Compares two lists by what they mean: phones write what they repeat in their own order, with
 * other spacing, with and without leading zeros, defaults and q.
 */
final class AgreementComparison {
    private static final String NONE = "none";

    private AgreementComparison() {}

    /**
     * The first thing in which two lists differ.
     *
     * @param position place in the list, from 1
     */
    record Difference(int position, String parameter, String expected, String got) {}

    static Optional<Difference> firstDifference(SecurityList expected, SecurityList got) {
        int expectedSize = expected.mechanisms().size();
        int gotSize = got.mechanisms().size();
        for (int i = 0; i < Math.min(expectedSize, gotSize); i++) {
            var difference =
                    firstDifference(i + 1, expected.mechanisms().get(i), got.mechanisms().get(i));
            if (difference.isPresent()) {
                return difference;
            }
        }
        return difference(
                Math.min(expectedSize, gotSize) + 1,
                "number of mechanisms",
                Integer.toString(expectedSize),
                Integer.toString(gotSize));
    }

    /** Whether all mechanisms of a list are in another one, in the order they have there. */
    static boolean isPart(SecurityList whole, SecurityList part) {
        int next = 0;
        for (SecurityMechanism mechanism : whole.mechanisms()) {
            if (next < part.mechanisms().size()
                    && firstDifference(next, mechanism, part.mechanisms().get(next)).isEmpty()) {
                next++;
            }
        }
        return next == part.mechanisms().size();
    }

    private static Optional<Difference> firstDifference(
            int position, SecurityMechanism expected, SecurityMechanism got) {
        if (!expected.name().equalsIgnoreCase(got.name())) {
            return difference(position, "mechanism", expected.name(), got.name());
        }
        if (expected.q() != SecurityMechanism.NO_PREFERENCE
                && got.q() != SecurityMechanism.NO_PREFERENCE
                && expected.q() != got.q()) {
            return difference(
                    position,
                    "q",
                    MechanismFormat.formatPreference(expected.q()),
                    MechanismFormat.formatPreference(got.q()));
        }
        Map<String, String> expectedValues = meaning(expected);
        Map<String, String> gotValues = meaning(got);
        for (Map.Entry<String, String> entry : expectedValues.entrySet()) {
            var difference =
                    difference(
                            position,
                            entry.getKey(),
                            entry.getValue(),
                            gotValues.getOrDefault(entry.getKey(), NONE));
            if (difference.isPresent()) {
                return difference;
            }
        }
        for (Map.Entry<String, String> entry : gotValues.entrySet()) {
            if (!expectedValues.containsKey(entry.getKey())) {
                return difference(position, entry.getKey(), NONE, entry.getValue());
            }
        }
        return Optional.empty();
    }

    private static Optional<Difference> difference(
            int position, String parameter, String expected, String got) {
        return expected.equals(got)
                ? Optional.empty()
                : Optional.of(new Difference(position, parameter, expected, got));
    }

    /** Every parameter but q by its lower-case name, in one spelling, with Annex H's defaults. */
    private static Map<String, String> meaning(SecurityMechanism mechanism) {
        Map<String, String> meaning = new LinkedHashMap<>();
        for (Parameter parameter : mechanism.parameters()) {
            String name = parameter.name().toLowerCase(Locale.ROOT);
            meaning.put(name, canonical(name, parameter.value()));
        }
        if (mechanism.isIpsec3gpp()) {
            meaning.putIfAbsent("prot", "esp");
            meaning.putIfAbsent("mod", "trans");
            meaning.putIfAbsent("ealg", "null");
        }
        return meaning;
    }

    private static String canonical(String name, String value) {
        return switch (name) {
            case "spi-c", "spi-s", "port-c", "port-s" -> withoutLeadingZeros(value);
            default -> value.startsWith("\"") ? value : value.toLowerCase(Locale.ROOT);
        };
    }

    private static String withoutLeadingZeros(String digits) {
        int start = 0;
        while (start < digits.length() - 1 && digits.charAt(start) == '0') {
            start++;
        }
        return digits.substring(start);
    }
}
