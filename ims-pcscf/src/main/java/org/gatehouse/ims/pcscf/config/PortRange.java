package org.gatehouse.ims.pcscf.config;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Ports from a first to a last one. */
public record PortRange(int first, int last) {
    /** Ports of a pool: four serve any number of users, and a table row needs few. */
    private static final int MOST = 1000;

    private static final Pattern TEXT = Pattern.compile("(\\d{4,5})-(\\d{4,5})");

    /** Reads {@code 6061-6068}; "different from the standard SIP ports 5060 and 5061". */
    static Optional<PortRange> parse(String text) {
        Matcher m = TEXT.matcher(text);
        if (!m.matches()) {
            return Optional.empty();
        }
        PortRange range = new PortRange(Integer.parseInt(m.group(1)), Integer.parseInt(m.group(2)));
        int size = range.last - range.first + 1;
        boolean good =
                size >= 4
                        && size <= MOST
                        && range.first >= 1024
                        && range.last <= 65_535
                        && !range.contains(5060)
                        && !range.contains(5061);
        return good ? Optional.of(range) : Optional.empty();
    }

    boolean contains(int port) {
        return port >= first && port <= last;
    }

    List<Integer> ports() {
        return IntStream.rangeClosed(first, last).boxed().toList();
    }

    @Override
    public String toString() {
        return first + "-" + last;
    }
}
