package org.gatehouse.ims.core.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A line of src/test/resources/phones: what a real phone or network sends. Counted as a vector. */
public record PhoneLine(List<String> cells) {
    /**
     * The lines of one file: cells with tabs between; a line that starts with # is a remark.
     *
     * @param file below {@code phones/}
     */
    public static List<PhoneLine> read(String file) {
        try (InputStream in = PhoneLine.class.getResourceAsStream("/phones/" + file)) {
            if (in == null) {
                throw new IllegalArgumentException("no file " + file + " on the class path");
            }
            List<PhoneLine> lines =
                    new String(in.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .filter(line -> !line.startsWith("#"))
                            .map(line -> new PhoneLine(List.of(line.split("\t", -1))))
                            .toList();
            VectorCount.announce("phones/" + file, lines);
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String cell(int column) {
        return cells.get(column);
    }

    /** Whose line it is, and what it shows. */
    @Override
    public String toString() {
        return cells.get(0) + ' ' + cells.get(1);
    }
}
