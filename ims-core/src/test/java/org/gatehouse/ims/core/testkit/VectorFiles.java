package org.gatehouse.ims.core.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.function.Executable;

/**
 * Reads the published test data under src/test/resources/vectors, and announces it for counting.
 */
public final class VectorFiles {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Read once, so that a row is the same object, and counted once, wherever it is used. */
    private static final Map<String, List<JsonNode>> READ = new ConcurrentHashMap<>();

    private VectorFiles() {}

    /**
     * The vectors of one file.
     *
     * @param path below {@code vectors/}, for example {@code aka/milenage.json}
     */
    public static List<JsonNode> read(String path) {
        return READ.computeIfAbsent(path, VectorFiles::readAndAnnounce);
    }

    /**
     * A dynamic test of one vector, counted when it passes; a parameterized test needs nothing of
     * the kind.
     */
    public static DynamicTest test(String name, JsonNode vector, Executable check) {
        return DynamicTest.dynamicTest(
                name,
                () -> {
                    check.execute();
                    VectorCount.ran(vector);
                });
    }

    private static List<JsonNode> readAndAnnounce(String path) {
        JsonNode root = readWhole(path);
        JsonNode rows = root.has("vectors") ? root.get("vectors") : root.get("messages");
        if (rows == null || rows.isEmpty()) {
            throw new IllegalArgumentException(path + " holds no vectors");
        }
        List<JsonNode> result = new ArrayList<>();
        rows.forEach(result::add);
        VectorCount.announce(path, result);
        return List.copyOf(result);
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
