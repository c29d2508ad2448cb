package org.gatehouse.ims.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    private enum Policy {
        REQUIRED,
        OPTIONAL
    }

    private static final Setting<InetSocketAddress> SIP =
            Setting.of("sip", "127.0.0.1:5060", Values.address(), "Gm address.");
    private static final Setting<Policy> SEC_AGREE =
            Setting.of("sec-agree", "required", Values.oneOf(Policy.class), "Policy.");
    private static final Setting<Duration> T1 =
            Setting.of(
                    "timers.t1",
                    "500ms",
                    Values.duration(Duration.ofMillis(1), Duration.ofHours(1)),
                    "Round trip.");
    private static final Setting<List<Integer>> PORTS =
            Setting.of("ports", "1,2", Values.list(Values.integer(1, 65_535)), "Ports.");
    private static final Setting<String> TOKEN =
            Setting.secret("token", "none", Values.matching("[a-z]+", "small letters"), "Token.");
    private static final Schema SCHEMA = new Schema(List.of(SIP, SEC_AGREE, T1, PORTS, TOKEN));

    @TempDir private Path folder;

    @Test
    void everySettingHasItsDefault() {
        Settings settings = Settings.defaults(SCHEMA);
        assertThat(settings.get(SIP)).isEqualTo(address("127.0.0.1", 5060));
        assertThat(settings.get(SEC_AGREE)).isEqualTo(Policy.REQUIRED);
        assertThat(settings.get(PORTS)).containsExactly(1, 2);
    }

    @Test
    void aFileSetsFlatAndNestedKeysAndLists() throws Exception {
        Settings settings =
                load(
                        """
                        # the edge
                        sip: "[::1]:5060"
                        timers:
                          t1: 2s
                        ports: [7, 8, 9]
                        """);
        assertThat(settings.get(SIP)).isEqualTo(address("::1", 5060));
        assertThat(settings.get(T1)).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.get(PORTS)).containsExactly(7, 8, 9);
        assertThat(load("timers.t1: 3s\n").get(T1)).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void anEmptyFileChangesNothing() throws Exception {
        assertThat(load("# nothing\n").get(SEC_AGREE)).isEqualTo(Policy.REQUIRED);
    }

    @Test
    void anOverrideWinsOverTheFileAndTheLastOneOverTheFirst() throws Exception {
        Settings settings =
                load("sec-agree: required\n", "sec-agree=required", "pcscf.sec-agree=optional");
        assertThat(settings.get(SEC_AGREE)).isEqualTo(Policy.OPTIONAL);
    }

    @Test
    void aBadValueIsRefusedWithFileLineKeyFoundAndExpected() {
        assertThat(problem("sip: 127.0.0.1:5060\nsec-agree: maybe\n"))
                .isEqualTo(
                        file()
                                + ":2:12: sec-agree: found \"maybe\" (expected: required or"
                                + " optional)");
    }

    @Test
    void anUnknownKeyIsRefusedAndTheNearestOneSuggested() {
        assertThat(problem("sec_agre: optional\n"))
                .isEqualTo(file() + ":1:1: found unknown key \"sec_agre\" (expected: sec-agree?)");
        assertThat(problem("timers:\n  t9: 1s\n"))
                .startsWith(file() + ":2:3: ")
                .contains("timers.t1?");
        assertThat(problem("zzzzzzzzzzzzzz: 1\n")).contains("--help");
        assertThat(problem("colour: {red: 1}\n")).contains("unknown key \"colour\"");
    }

    @Test
    void anOverrideProblemNamesTheOption() {
        assertThat(problem("", "sec-agree=maybe"))
                .isEqualTo(
                        "--set sec-agree: sec-agree: found \"maybe\" (expected: required or"
                                + " optional)");
        assertThat(problem("", "sec-agree"))
                .isEqualTo("--set sec-agree: found no \"=\" (expected: KEY=VALUE)");
        assertThat(problem("", "seccagree=1")).contains("--set seccagree: ").contains("sec-agree?");
    }

    @Test
    void duplicateKeysAreRefusedWithBothLines() {
        assertThat(problem("sip: 1.1.1.1:1\nsip: 1.1.1.1:2\n"))
                .isEqualTo(
                        file()
                                + ":2:1: sip: found a second time (expected: once; first in line"
                                + " 1)");
        assertThat(problem("timers.t1: 1s\ntimers:\n  t1: 2s\n")).contains("first in line 1");
    }

    @Test
    void allProblemsAreToldAtOnce() {
        assertThat(problem("sip: x\nsec-agree: y\n", "ports=0")).hasLineCount(3);
    }

    @Test
    void aSecretIsNotRepeated() {
        assertThat(problem("token: Hunter2\n")).contains("token").doesNotContain("Hunter2");
        assertThat(problem("", "token=Hunter2")).contains("token").doesNotContain("Hunter2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sip: [",
                "\tsip: 1",
                "sip: 'a",
                "a: b: c",
                "- sip\n",
                "just words",
                "--- \nsip: 1.1.1.1:1\n---\nsip: 1.1.1.1:2\n",
                "sip: *nowhere",
                "ports: &a [1]\nsip: *a",
                "? [a, b]\n: 1",
                "sip: {a: 1}",
                "sec-agree: [optional]",
                "ports: [1, [2]]",
                "ports: ['1,2']",
                "sip: \"\\uD800\"",
                "sip: \u0007",
            })
    void whatIsNoSettingIsRefusedAndTheFileNamed(String text) {
        assertThat(problem(text)).startsWith(file().toString()).contains("(expected: ");
    }

    @Test
    void deepNestingAndAliasBombsAreRefused() {
        assertThat(problem("[".repeat(5000))).startsWith(file().toString());
        assertThat(problem("a: ".repeat(1) + "{a: ".repeat(50) + "1" + "}".repeat(50)))
                .contains("expected");
        StringBuilder bomb = new StringBuilder("a0: &a0 [x]\n");
        for (int i = 1; i < 30; i++) {
            bomb.append("a%d: &a%d [*a%d,*a%d]\n".formatted(i, i, i - 1, i - 1));
        }
        assertThat(problem(bomb.toString())).startsWith(file().toString());
    }

    @Test
    void aFileThatIsMissingTooLargeOrNotUtf8IsRefused() throws IOException {
        Path missing = folder.resolve("none.yaml");
        assertThatThrownBy(() -> Settings.load(missing, List.of(), "pcscf", SCHEMA))
                .isInstanceOf(ConfigException.class)
                .hasMessage(missing + ": found no such file (expected: a YAML file)");
        assertThatThrownBy(() -> Settings.load(folder, List.of(), "pcscf", SCHEMA))
                .hasMessage(folder + ": found a folder (expected: a readable file)");
        assertThat(problem("#".repeat(2 << 20))).contains("at most 1048576");
        Files.write(file(), new byte[] {'a', ':', (byte) 0xC3, '('});
        assertThatThrownBy(() -> Settings.load(file(), List.of(), "pcscf", SCHEMA))
                .hasMessageContaining("UTF-8");
    }

    @Test
    void aTagMakesNoObject() {
        assertThat(problem("sip: !!javax.script.ScriptEngineManager [x]\n"))
                .contains("tag is not allowed");
    }

    @Test
    void aDefaultThatItsOwnParserRefusesIsAProgrammingError() {
        assertThatThrownBy(() -> Setting.of("x", "abc", Values.integer(0, 1), "X."))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Schema(List.of(SIP, SIP)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:5060,true",
        "[2001:db8::1]:0,true",
        "127.0.0.1,false",
        "localhost:5060,false",
        "127.0.0.1:65536,false",
        "1.2.3:5,false",
        "999.0.0.1:5,false",
        "::1:5060,false",
        ":5060,false",
    })
    void anAddressIsNumericWithAPort(String text, boolean accepted) {
        assertThat(Values.address().parse(text).isPresent()).isEqualTo(accepted);
    }

    @ParameterizedTest
    @CsvSource({
        "0ms,false",
        "1ms,true",
        "4s,true",
        "30m,true",
        "61m,false",
        "4,false",
        "-1s,false"
    })
    void aDurationHasAUnitAndARange(String text, boolean accepted) {
        assertThat(T1.parser().parse(text).isPresent()).isEqualTo(accepted);
        assertThat(T1.parser().parse("99999999999d")).isEmpty();
        assertThat(T1.parser().parse("9999999999d")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "ims.mnc001.mcc001.3gppnetwork.org,true",
        "a,true",
        "-a.org,false",
        "a..org,false",
        "a b,false",
    })
    void aDomainNameHasLabels(String text, boolean accepted) {
        assertThat(Values.domainName().parse(text).isPresent()).isEqualTo(accepted);
    }

    private static InetSocketAddress address(String ip, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(ip), port);
    }

    private Path file() {
        return folder.resolve("pcscf.yaml");
    }

    private Settings load(String yaml, String... overrides) throws ConfigException {
        try {
            Files.writeString(file(), yaml, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return Settings.load(file(), List.of(overrides), "pcscf", SCHEMA);
    }

    private String problem(String yaml, String... overrides) {
        return problemOf(() -> load(yaml, overrides));
    }

    private static String problemOf(Loading loading) {
        @Nullable ConfigException problem = null;
        try {
            loading.load();
        } catch (ConfigException e) {
            problem = e;
        }
        assertThat(problem).as("the configuration was accepted").isNotNull();
        return String.valueOf(problem == null ? null : problem.getMessage());
    }

    private interface Loading {
        Settings load() throws ConfigException;
    }
}
