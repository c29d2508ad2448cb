package org.gatehouse.ims.core.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Reads the published test data under src/test/resources/vectors. */
public final class VectorFiles {
    private static final ObjectMapper JSON = new ObjectMapper();

    private VectorFiles() {}

    /**
     * The vectors of one file.
     *
     * @param path below {@code vectors/}, for example {@code aka/milenage.json}
     */
    public static List<JsonNode> read(String path) {
        JsonNode root = readWhole(path);
        JsonNode rows = root.has("vectors") ? root.get("vectors") : root.get("messages");
        if (rows == null || rows.isEmpty()) {
            throw new IllegalArgumentException(path + " holds no vectors");
        }
        List<JsonNode> result = new ArrayList<>();
        rows.forEach(result::add);
        return result;
    }

    /** One file as it is, for those that are no list of vectors. */
    public static JsonNode readWhole(String path) {
        try (InputStream in = VectorFiles.class.getResourceAsStream("/vectors/" + path)) {
            if (in == null) {
                throw new IllegalArgumentException("no vector file " + path + " on the class path");
            }
            return JSON.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
