package org.gatehouse.ims.ue.tools;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Answers one JSON object a line with one JSON object a line, each as soon as it is read. */
final class Batch {
    /** Octets of a line: room for the hex of the largest packet and the base64 of a message. */
    static final int LONGEST_LINE = 256 * 1024;

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
                    .build();

    private final Tool tool;
    private final Map<String, String> nameOfKey = new LinkedHashMap<>();

    Batch(Tool tool) {
        this.tool = tool;
        tool.inputs().forEach(input -> nameOfKey.put(plain(input.name()), input.name()));
    }

    /** Answers until the end of the input, or until nobody reads any more. */
    int run(InputStream in, PrintWriter out) throws IOException {
        BoundedLines lines = new BoundedLines(in, LONGEST_LINE);
        for (BoundedLines.Line line = lines.next(); line != null; line = lines.next()) {
            out.print(JSON.writeValueAsString(answer(line)) + '\n');
            // checkError flushes: who asks line by line waits for the answer
            if (out.checkError()) {
                return Answer.NEGATIVE;
            }
        }
        return Answer.OK;
    }

    private Map<String, Object> answer(BoundedLines.Line line) {
        try {
            return tool.function().apply(new Values(texts(line), DataSource.BATCH)).values();
        } catch (ToolException e) {
            return Map.of("error", e.message());
        } catch (RuntimeException e) {
            // a mistake of ours; the lines behind it are answered all the same
            return Map.of("error", "internal error: " + e.getClass().getSimpleName());
        }
    }

    private Map<String, String> texts(BoundedLines.Line line) throws ToolException {
        if (line.tooLong()) {
            throw ToolException.usage(
                    "line too long (expected: at most " + LONGEST_LINE + " octets)");
        }
        JsonNode object = read(line.octets());
        if (object == null || !object.isObject()) {
            throw ToolException.usage("no JSON object (expected: one in each line)");
        }
        Map<String, String> texts = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            String name = nameOfKey.get(plain(entry.getKey()));
            if (name == null) {
                throw ToolException.usage(
                        "unknown key '"
                                + KeyMask.shown(entry.getKey())
                                + "' (expected: "
                                + tool.inputs().stream()
                                        .map(Tool.Input::name)
                                        .collect(Collectors.joining(", "))
                                + ")");
            }
            JsonNode value = entry.getValue();
            if (value.isNull()) {
                continue;
            }
            if (!value.isTextual() && !value.isIntegralNumber()) {
                throw ToolException.usage(name + ": no text (expected: a string or a number)");
            }
            if (texts.put(name, value.asText()) != null) {
                throw ToolException.usage(name + ": given twice (expected: once)");
            }
        }
        return texts;
    }

    private static @Nullable JsonNode read(byte[] octets) throws ToolException {
        try {
            return JSON.readTree(octets);
        } catch (JsonProcessingException e) {
            throw ToolException.usage(
                    "no JSON, column "
                            + e.getLocation().getColumnNr()
                            + " (expected: one JSON object in each line)");
        } catch (IOException e) {
            throw ToolException.usage("no JSON (expected: one JSON object in each line)");
        }
    }

    /** {@code sqn-ms}, {@code sqn_ms}, {@code sqnMs} and {@code --sqn-ms} are one name. */
    private static String plain(String name) {
        return name.replaceAll("[-_]", "").toLowerCase(Locale.ROOT);
    }
}
