package org.gatehouse.ims.ue.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import org.gatehouse.ims.core.aka.AkaAlgorithm;
import org.gatehouse.ims.core.aka.Milenage;
import org.gatehouse.ims.core.aka.Tuak;
import org.gatehouse.ims.core.aka.XorTestAlgorithm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class SecretsTest {
    /** Test set 1 of TS 35.233. */
    private static final String K = "ab".repeat(16);

    private static final String TOP = "55".repeat(32);
    private static final String TOPC =
            "bd04d9530e87513c5d837ac2ad954623a8e2330c115305a73eb45d1f40cccbff";
    private static final byte[] RAND = HexFormat.of().parseHex("42".repeat(16));
    private static final long AK =
            new Tuak(HexFormat.of().parseHex(K), HexFormat.of().parseHex(TOPC), Tuak.Sizes.IMS)
                    .anonymityKey(RAND);

    @TempDir private Path folder;

    @Test
    void tuakTakesTopcOrTop() throws CommandFailure {
        AkaAlgorithm topc = read("--algorithm", "tuak", "--k", K, "--topc", TOPC);
        AkaAlgorithm top = read("--algorithm", "TUAK", "--k", K, "--top", TOP);

        assertThat(topc).isInstanceOf(Tuak.class);
        assertThat(topc.anonymityKey(RAND)).isEqualTo(AK);
        assertThat(top.anonymityKey(RAND)).isEqualTo(AK);
        assertThat(read("--algorithm", "tuak", "--k", K + K, "--top", TOP).anonymityKey(RAND))
                .isNotEqualTo(AK);
    }

    @Test
    void secretsOfTuakMayComeFromTheEnvironmentAndFromFiles() throws Exception {
        Path file = folder.resolve("top");
        Files.writeString(file, TOP + "\n");

        assertThat(
                        new Secrets(Map.of("GATEHOUSE_UE_K", K, "GATEHOUSE_UE_TOPC", TOPC))
                                .algorithm(options("--algorithm", "tuak"))
                                .anonymityKey(RAND))
                .isEqualTo(AK);
        assertThat(
                        new Secrets(Map.of("GATEHOUSE_UE_TOPC", "00"))
                                .algorithm(
                                        options(
                                                "--algorithm",
                                                "tuak",
                                                "--k",
                                                K,
                                                "--top",
                                                "@" + file))
                                .anonymityKey(RAND))
                .isEqualTo(AK);
    }

    @Test
    void aTestUsimHasAKeyAloneAndMilenageIsTheDefault() throws CommandFailure {
        assertThat(read("--algorithm", "xor", "--k", K)).isInstanceOf(XorTestAlgorithm.class);
        assertThat(read("--k", K, "--opc", K)).isInstanceOf(Milenage.class);
        assertThat(read("--subscriber", "1")).isInstanceOf(Milenage.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--algorithm comp128 --k #|--algorithm comp128 (expected: milenage, tuak or xor)",
                "--algorithm xor --k # --opc #|--opc or --op: not of this --algorithm",
                "--algorithm tuak --k # --op #|--opc or --op: not of this --algorithm",
                "--k # --topc #|--topc or --top: not of this --algorithm",
                "--k # --top #|--topc or --top: not of this --algorithm",
                "--algorithm xor|no K (expected: --k, or GATEHOUSE_UE_K)",
                "--algorithm tuak --k #|no --topc (expected: --topc or --top, or GATEHOUSE_UE_TOPC)",
                "--k #|no --opc (expected: --opc or --op, or GATEHOUSE_UE_OPC)",
                "--k # --op # --opc #|--op and --opc (expected: one of them)",
                "--k ## --opc #|--k: 64 characters (expected: 32 hex digits)",
                "--algorithm tuak --k # --topc #|--topc: 32 characters (expected: 64 hex digits)",
                "--algorithm xor --k abc|--k: 3 characters (expected: 32 hex digits)",
            })
    void whatIsMissingWrongOrOfAnotherAlgorithmIsSaidWithoutTheSecret(
            String arguments, String message) {
        assertThatThrownBy(() -> read(arguments.replace("#", K).split(" ")))
                .isInstanceOf(CommandFailure.class)
                .hasMessageStartingWith(message)
                .hasMessageNotContaining(K);
    }

    private static AkaAlgorithm read(String... arguments) throws CommandFailure {
        return new Secrets(Map.of()).algorithm(options(arguments));
    }

    private static RegisterOptions options(String... arguments) {
        return CommandLine.populateCommand(new RegisterOptions(), arguments);
    }
}
