package org.gatehouse.ims.ue.shape;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A text with places for values. {@code {name}} is a value, {@code {name:10}} the same with zeros
 * in front up to ten characters, {@code {?name}} is nothing, but asks for the value to be there. A
 * group in square brackets is left out where something in it has no value; so is the whole text.
 */
public final class Template {
    /** Groups in groups; a hand-written text needs two. */
    private static final int DEEPEST = 8;

    private final List<Part> parts;

    private sealed interface Part {
        record Text(String text) implements Part {}

        record Value(String name, int width) implements Part {}

        record Condition(String name) implements Part {}

        record Group(Template inner) implements Part {}
    }

    private Template(List<Part> parts) {
        this.parts = List.copyOf(parts);
    }

    /**
     * Reads a text.
     *
     * @param known names that may stand in it
     * @throws IllegalArgumentException if a brace or bracket is alone, or a name is not known
     */
    public static Template parse(String text, Set<String> known) {
        Reader reader = new Reader(text, known);
        Template whole = reader.read(0);
        if (reader.at < text.length()) {
            throw new IllegalArgumentException("found ] (expected: [ before it)");
        }
        return whole;
    }

    /** The text with its values; empty if one that it needs is not there. */
    public Optional<String> render(Map<String, String> values) {
        StringBuilder text = new StringBuilder();
        return render(values, text) ? Optional.of(text.toString()) : Optional.empty();
    }

    /** Whether a value or condition of that name stands in it. */
    public boolean names(String name) {
        return parts.stream()
                .anyMatch(part ->
                        switch (part) {
                            case Part.Text text -> false;
                            case Part.Value value -> value.name().equals(name);
                            case Part.Condition condition -> condition.name().equals(name);
                            case Part.Group group -> group.inner().names(name);
                        });
    }

    private boolean render(Map<String, String> values, StringBuilder text) {
        for (Part part : parts) {
            switch (part) {
                case Part.Text literal -> text.append(literal.text());
                case Part.Value value -> {
                    String found = values.get(value.name());
                    if (found == null) {
                        return false;
                    }
                    text.repeat('0', Math.max(0, value.width() - found.length())).append(found);
                }
                case Part.Condition condition -> {
                    if (!values.containsKey(condition.name())) {
                        return false;
                    }
                }
                case Part.Group group -> {
                    int before = text.length();
                    if (!group.inner().render(values, text)) {
                        text.setLength(before);
                    }
                }
            }
        }
        return true;
    }

    private static final class Reader {
        private final String text;
        private final Set<String> known;
        private int at;

        Reader(String text, Set<String> known) {
            this.text = text;
            this.known = known;
        }

        /** Up to the end, or the bracket that closes this group. */
        Template read(int depth) {
            if (depth > DEEPEST) {
                throw new IllegalArgumentException(
                        "found more than " + DEEPEST + " [ in each other (expected: fewer)");
            }
            List<Part> parts = new ArrayList<>();
            StringBuilder literal = new StringBuilder();
            while (at < text.length() && text.charAt(at) != ']') {
                char c = text.charAt(at);
                if (c == '{' || c == '[') {
                    flush(literal, parts);
                    at++;
                    parts.add(c == '{' ? place() : group(depth));
                } else if (c == '}') {
                    throw new IllegalArgumentException("found } (expected: { before it)");
                } else {
                    literal.append(c);
                    at++;
                }
            }
            flush(literal, parts);
            return new Template(parts);
        }

        private static void flush(StringBuilder literal, List<Part> parts) {
            if (!literal.isEmpty()) {
                parts.add(new Part.Text(literal.toString()));
                literal.setLength(0);
            }
        }

        private Part group(int depth) {
            Template inner = read(depth + 1);
            if (at == text.length()) {
                throw new IllegalArgumentException("found [ (expected: ] behind it)");
            }
            at++;
            return new Part.Group(inner);
        }

        private Part place() {
            int end = text.indexOf('}', at);
            if (end < 0) {
                throw new IllegalArgumentException("found { (expected: } behind it)");
            }
            String inside = text.substring(at, end);
            at = end + 1;
            if (inside.startsWith("?")) {
                return new Part.Condition(checked(inside.substring(1)));
            }
            String[] halves = inside.split(":", 2);
            boolean padded = halves.length > 1;
            if (padded && !halves[1].matches("[1-9]\\d?")) {
                throw new IllegalArgumentException(
                        "found {" + inside + "} (expected: a width of 1 to 99 behind the colon)");
            }
            return new Part.Value(checked(halves[0]), padded ? Integer.parseInt(halves[1]) : 0);
        }

        private String checked(String name) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException(
                        "found {"
                                + name
                                + "} (expected: one of "
                                + String.join(", ", known.stream().sorted().toList())
                                + ")");
            }
            return name;
        }
    }
}
