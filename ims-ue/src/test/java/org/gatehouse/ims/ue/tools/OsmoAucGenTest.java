package org.gatehouse.ims.ue.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gatehouse.ims.core.testkit.Tools;
import org.junit.jupiter.api.Test;

/** The same numbers from osmo-auc-gen, an authentication centre that we did not write. */
class OsmoAucGenTest {
    private static final int ROUNDS = 8;
    private static final long SEED = 35206;

    private final Random random = new Random(SEED);

    @Test
    void milenageAgreesWithAnotherAuthenticationCentre() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            String op = i % 2 == 0 ? "opc" : "op";
            Map<String, String> options = subscriber(op);
            long sqn = random.nextLong(1L << 48);
            options.put("sqn", HexFormat.of().toHexDigits(sqn, 12));
            options.put("amf", hex(2));
            Map<String, String> ours = Called.with("aka milenage", options).values();
            String theirs = osmo(options, "-f", options.get("amf"), "-s", Long.toString(sqn));

            for (String name : List.of("autn", "ik", "ck", "res")) {
                assertThat(ours)
                        .as("seed " + SEED + ", round " + i)
                        .containsEntry(name, field(theirs, name));
            }
        }
    }

    @Test
    void autsAgreesWithAnotherAuthenticationCentre() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            Map<String, String> options = subscriber("opc");
            long sqnMs = random.nextLong(1L << 40);
            Map<String, String> stale = new LinkedHashMap<>(options);
            stale.put("sqn", "000000000000");
            stale.put("amf", "8000");
            Map<String, String> challenge = new LinkedHashMap<>(options);
            challenge.put(
                    "autn",
                    String.valueOf(Called.with("aka milenage", stale).values().get("autn")));
            challenge.put("sqn-ms", HexFormat.of().toHexDigits(sqnMs, 12));
            String auts = String.valueOf(Called.with("aka check", challenge).values().get("auts"));

            options.put("auts", auts);
            assertThat(Called.with("aka auts", options).out())
                    .isEqualTo("sqn=" + HexFormat.of().toHexDigits(sqnMs, 12) + "\nvalid=true\n");
            String theirs = osmo(options, "-A", auts);
            assertThat(field(theirs, "SQN.MS"))
                    .as("seed " + SEED + ", round " + i)
                    .isEqualTo(Long.toString(sqnMs));
        }
    }

    private Map<String, String> subscriber(String op) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("k", hex(16));
        options.put(op, hex(16));
        options.put("rand", hex(16));
        return options;
    }

    private static String osmo(Map<String, String> options, String... more) throws Exception {
        Path tool = Tools.require("osmo-auc-gen");
        String op = options.containsKey("op") ? "op" : "opc";
        List<String> command = new ArrayList<>(List.of(tool.toString(), "-3", "-a", "milenage"));
        command.addAll(List.of("-k", String.valueOf(options.get("k"))));
        command.addAll(List.of(op.equals("op") ? "-O" : "-o", String.valueOf(options.get(op))));
        command.addAll(List.of("-r", String.valueOf(options.get("rand"))));
        command.addAll(List.of(more));
        Tools.Result result = Tools.run(command);
        assertThat(result.exit()).as(result.out() + result.err()).isZero();
        return result.out() + result.err();
    }

    private static String field(String output, String name) {
        Matcher line =
                Pattern.compile(
                                "^" + name + "\\s*[:=]\\s*(\\S+)",
                                Pattern.CASE_INSENSITIVE | Pattern.MULTILINE)
                        .matcher(output);
        assertThat(line.find()).as(name + " in " + output).isTrue();
        return line.group(1);
    }

    private String hex(int octets) {
        byte[] bytes = new byte[octets];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
