package org.gatehouse.ims.ue.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Batches: an answer for each line, whatever stands in it. */
@Timeout(60)
class BatchTest {
    private static final String K = "465b5ce8b199b49faa5f0a2ee238a6bc";
    private static final String GOOD =
            "{\"k\":\""
                    + K
                    + "\",\"opc\":\"cd63cb71954a9f4e48a5994e37a02baf\","
                    + "\"rand\":\"23553cbe9637a89d218ae64dae47bf35\","
                    + "\"auts\":\"451e8beca43ecf4e892c7852f68b\"}";

    private static final String ANSWER = "{\"sqn\":\"000000000005\",\"valid\":true}";

    private static List<JsonNode> auts(String... lines) {
        return Called.with(String.join("\n", lines), "aka", "auts", "--batch").objects();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no json",
                "{",
                "[]",
                "null",
                "7",
                "{} {}",
                "{\"k\":{}}",
                "{\"k\":[\"00\"]}",
                "{\"k\":true}",
                "{\"k\":1.5}",
                "{\"k\":\"00\",\"k\":\"00\"}",
                "{\"ke\":\"00\"}",
                "{\"k\":\"00\"}",
                "{\"k\":\"zz\"}",
                "{}",
                "\u0000",
            })
    void aBadLineHasAnErrorAndTheNextOneItsAnswer(String bad) {
        List<JsonNode> answers = auts(GOOD, bad, GOOD);

        assertThat(answers).hasSize(3);
        assertThat(answers.get(0).toString()).isEqualTo(ANSWER);
        assertThat(answers.get(1).fieldNames()).toIterable().containsExactly("error");
        assertThat(answers.get(1).get("error").asText()).isNotBlank();
        assertThat(answers.get(2).toString()).isEqualTo(ANSWER);
    }

    @Test
    void aNameMayBeWrittenInSeveralWays() {
        String check =
                GOOD.replace(
                        "\"auts\":\"451e8beca43ecf4e892c7852f68b\"",
                        "\"autn\":\"%s\",\"%s\":\"000000000005\"");
        for (String name : List.of("sqn-ms", "sqnms", "sqn_ms", "sqnMs", "--sqn-ms")) {
            String line = String.format(check, "aa689c648375b9b9d9504e3048bd09b6", name);
            assertThat(Called.with(line, "aka", "check", "--batch").out())
                    .isEqualTo(
                            "{\"result\":\"sync-failure\",\"auts\":\"451e8beca43ecf4e892c7852f68b\"}\n");
        }
        String twice =
                String.format(check, "aa689c648375b9b9d9504e3048bd09b6", "sqn-ms")
                        .replace("}", ",\"sqn_ms\":\"000000000000\"}");
        assertThat(Called.with(twice, "aka", "check", "--batch").out()).contains("twice");
    }

    @Test
    void nullIsNotGiven() {
        assertThat(auts(GOOD.replace("}", ",\"op\":null}")).getFirst().toString())
                .isEqualTo(ANSWER);
    }

    @Test
    void aLineThatIsTooLongIsPassedOver() {
        String longest = GOOD + " ".repeat(Batch.LONGEST_LINE - GOOD.length());
        List<JsonNode> answers = auts(longest, longest + " ", GOOD);

        assertThat(answers).hasSize(3);
        assertThat(answers.get(0).toString()).isEqualTo(ANSWER);
        assertThat(answers.get(1).get("error").asText()).contains("262144");
        assertThat(answers.get(2).toString()).isEqualTo(ANSWER);
    }

    @Test
    void anErrorRepeatsNoKey() {
        String error =
                Called.with("{\"" + K + "\":1}\n{\"k\":\"" + K + "0\"}", "aka", "auts", "--batch")
                        .out();
        assertThat(error).hasLineCount(2).doesNotContain(K).contains("33 characters");
    }

    @Test
    void eachAnswerIsThereBeforeTheNextLineIsAsked() throws Exception {
        BlockingQueue<String> answers = new LinkedBlockingQueue<>();
        PipedInputStream in = new PipedInputStream();
        Thread batch =
                Thread.ofVirtual()
                        .unstarted(() -> {
                            try {
                                new Batch(AkaTools.AUTS).run(in, new PrintWriter(into(answers)));
                            } catch (IOException e) {
                                answers.add("broken: " + e);
                            }
                        });
        try (PipedOutputStream questions = new PipedOutputStream(in)) {
            batch.start();
            for (int i = 0; i < 3; i++) {
                questions.write((GOOD + "\n").getBytes(StandardCharsets.UTF_8));
                questions.flush();
                assertThat(answers.take()).isEqualTo(ANSWER + "\n");
            }
        }
        batch.join();
        assertThat(answers).isEmpty();
    }

    /** Gives on what was written at each flush. */
    private static Writer into(BlockingQueue<String> answers) {
        return new Writer() {
            private final StringBuilder text = new StringBuilder();

            @Override
            public void write(char[] characters, int offset, int length) {
                text.append(characters, offset, length);
            }

            @Override
            public void flush() {
                if (!text.isEmpty()) {
                    answers.add(text.toString());
                    text.setLength(0);
                }
            }

            @Override
            public void close() {
                flush();
            }
        };
    }

    /** Every tool, fed with broken pieces of good lines and with noise. */
    @Test
    void noiseIsAnsweredLineByLine() {
        long seed = 20261125;
        Random random = new Random(seed);
        String[] commands = {
            "aka milenage",
            "aka tuak",
            "aka auts",
            "aka check",
            "aka response",
            "esp open",
            "esp keys",
            "sip check",
            "secagree choose"
        };
        for (String command : commands) {
            ByteArrayOutputStream lines = new ByteArrayOutputStream();
            int count = 300;
            for (int i = 0; i < count; i++) {
                byte[] line = GOOD.getBytes(StandardCharsets.UTF_8);
                for (int change = random.nextInt(8); change >= 0; change--) {
                    line[random.nextInt(line.length)] = (byte) random.nextInt(256);
                }
                for (byte octet : line) {
                    lines.write(octet == '\n' ? ' ' : octet);
                }
                lines.write('\n');
            }
            Called called = Called.with(lines.toByteArray(), (command + " --batch").split(" ", -1));
            assertThat(called.exit()).isZero();
            assertThat(called.objects()).as("seed " + seed + ", " + command).hasSize(count);
            assertThat(called.out()).doesNotContain("internal error");
        }
    }

    @Test
    void aBatchTakesNoOtherOption() {
        Called called = Called.with("", "aka", "auts", "--batch", "--k", K);
        assertThat(called.exit()).isEqualTo(2);
        assertThat(called.err()).contains("--batch").doesNotContain(K);
        assertThat(Called.with("", "sip", "check", "--batch", "file").exit()).isEqualTo(2);
    }

    @Test
    void aBatchEndsWhenNobodyReadsAnyMore() throws Exception {
        OutputStream broken =
                new OutputStream() {
                    @Override
                    public void write(int octet) throws IOException {
                        throw new IOException("broken pipe");
                    }
                };
        PrintStream closed = new PrintStream(broken, false, StandardCharsets.UTF_8);
        PrintWriter out = new PrintWriter(closed, true, StandardCharsets.UTF_8);
        InputStream endless =
                new InputStream() {
                    @Override
                    public int read() {
                        return '\n';
                    }
                };
        assertThat(new Batch(AkaTools.AUTS).run(endless, out)).isEqualTo(1);
    }

    @Test
    void whatIsExpectedIsNotMasked() {
        assertThat(Called.with("{}", "esp", "open", "--batch").out()).contains("4294967295");
    }

    @Test
    void anEmptyBatchHasNoAnswers() {
        Called called = Called.with("", "aka", "auts", "--batch");
        assertThat(called.exit()).isZero();
        assertThat(called.out()).isEmpty();
    }
}
