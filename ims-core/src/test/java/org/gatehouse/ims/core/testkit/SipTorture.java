package org.gatehouse.ims.core.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.stream.Stream;

/** The torture messages of RFC 4475 and RFC 5118, and a real phone's REGISTER. */
public final class SipTorture {
    private SipTorture() {}

    /**
     * One message; where the archive's octets have a fault of their own, both they and the mended
     * ones are here.
     *
     * @param row what the index says of it
     */
    public record Sample(String id, JsonNode row, String file) {
        public byte[] octets() {
            return read(file);
        }

        @Override
        public String toString() {
            return id;
        }
    }

    public static Stream<Sample> samples() {
        return Stream.of("sip-torture/rfc4475/", "sip-torture/rfc5118/", "sip-ims/")
                .flatMap(folder ->
                        VectorFiles.read(folder + "index.json").stream()
                                .flatMap(row -> samplesOf(folder, row)));
    }

    private static Stream<Sample> samplesOf(String folder, JsonNode row) {
        String id = row.get("id").asText();
        String file = folder + row.get("file").asText();
        if (!row.has("fixed_file")) {
            return Stream.of(new Sample(id, row, file));
        }
        String fixed = folder + row.get("fixed_file").asText();
        if (row.has("no_blank_line")) {
            return Stream.of(new Sample(id + ".no-end", row, file), new Sample(id, row, fixed));
        }
        return Stream.of(new Sample(id, row, file), new Sample(id + ".fixed", row, fixed));
    }

    /** The octets of a file below vectors/. */
    public static byte[] read(String path) {
        try (InputStream in = SipTorture.class.getResourceAsStream("/vectors/" + path)) {
            if (in == null) {
                throw new IllegalArgumentException("no file " + path);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
