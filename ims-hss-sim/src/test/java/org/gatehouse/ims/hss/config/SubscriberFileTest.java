package org.gatehouse.ims.hss.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.gatehouse.ims.core.aka.AlgorithmSet;
import org.gatehouse.ims.core.aka.Tuak;
import org.gatehouse.ims.core.config.ConfigException;
import org.gatehouse.ims.core.config.Settings;
import org.gatehouse.ims.core.diameter.cx.UserProfile.Identity;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.hss.subscriber.Subscriber;
import org.gatehouse.ims.hss.subscriber.Subscriber.ImplicitSet;
import org.gatehouse.ims.hss.subscriber.SubscriberKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubscriberFileTest {
    private static final String K = "fec86ba6eb707ed08905757b1bb44b8f";
    private static final String OP = "dbc59adcb6f9a0ef735477b7fadf8374";
    private static final String OPC = "1006020f0a478bf6b699f15c062e42b3";
    private static final String ALICE =
            """
            - impi: alice@home.net
              k: %s
              opc: %s
              implicit-sets:
                - [sip:alice@Home.net, "tel:+1-201-555-0123"]
                - [sip:work@home.net, sip:boss@home.net]
              barred: [sip:work@home.net]
            """
                    .formatted(K, OPC);

    @TempDir private Path folder;

    @Test
    void ownSubscribersAreRead() throws Exception {
        Subscriber alice = read(ALICE).getFirst();

        assertThat(alice.impi()).isEqualTo("alice@home.net");
        assertThat(alice.key().k()).isEqualTo(HexFormat.of().parseHex(K));
        assertThat(alice.key().opc()).isEqualTo(HexFormat.of().parseHex(OPC));
        assertThat(alice.key().amf()).isEqualTo(HexFormat.of().parseHex("8000"));
        assertThat(alice.sets())
                .containsExactly(
                        ImplicitSet.of("sip:alice@home.net", "tel:+12015550123"),
                        new ImplicitSet(
                                List.of(
                                        new Identity("sip:work@home.net", true),
                                        new Identity("sip:boss@home.net", false))));
    }

    @Test
    void opMayBeGivenInsteadOfOpc() throws Exception {
        Subscriber alice = read(ALICE.replace("opc: " + OPC, "op: " + OP)).getFirst();

        assertThat(alice.key().opc()).isEqualTo(HexFormat.of().parseHex(OPC));
    }

    @Test
    void aSubscriberOfTuakHasTopcOrTopAndAKeyOf16Or32Octets() throws Exception {
        String topc = "bd04d9530e87513c5d837ac2ad954623a8e2330c115305a73eb45d1f40cccbff";
        String k = "ab".repeat(16);
        String tuak =
                ALICE.replace("k: " + K, "k: " + k)
                        .replace("opc: " + OPC, "algorithm: TUAK\n  topc: " + topc);
        SubscriberKey key = read(tuak).getFirst().key();
        SubscriberKey ofTop =
                read(tuak.replace("topc: " + topc, "top: " + "55".repeat(32))).getFirst().key();
        SubscriberKey ofLongKey = read(tuak.replace(k, k + k)).getFirst().key();

        // test set 1 of TS 35.233
        assertThat(key.set()).isEqualTo(AlgorithmSet.TUAK);
        assertThat(key.opc()).isEqualTo(HexFormat.of().parseHex(topc));
        assertThat(ofTop).isEqualTo(key);
        assertThat(ofLongKey.k()).hasSize(32);
        assertThat(key.algorithm()).isInstanceOf(Tuak.class);
    }

    @Test
    void aSubscriberOfATestUsimHasAKeyAlone() throws Exception {
        SubscriberKey key = read(ALICE.replace("opc: " + OPC, "algorithm: xor")).getFirst().key();

        assertThat(key.set()).isEqualTo(AlgorithmSet.XOR);
        assertThat(key.opc()).isEmpty();
    }

    @Test
    void theSameSecretsOfAnotherAlgorithmAreAnotherKey() {
        byte[] k = HexFormat.of().parseHex(K);
        byte[] amf = new byte[2];

        assertThat(SubscriberKey.of(AlgorithmSet.XOR, k, new byte[0], amf))
                .isEqualTo(SubscriberKey.of(AlgorithmSet.XOR, k, new byte[0], amf))
                .isNotEqualTo(SubscriberKey.of(AlgorithmSet.TUAK, k, new byte[32], amf));
        assertThatThrownBy(() -> SubscriberKey.of(AlgorithmSet.XOR, new byte[32], k, amf))
                .hasMessage("K: 32 octets (expected: another length for xor)");
        assertThatThrownBy(() -> SubscriberKey.of(AlgorithmSet.TUAK, k, new byte[16], amf))
                .hasMessage("OPc: 16 octets (expected: 32)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "impi: alice@home.net|impi: alice|:1: impi: (expected: USER@DOMAIN",
                "k: f|k: xf|:2: k: (expected: 32 hex digits)",
                "opc: 1|opc: z1|:3: opc: (expected: 32 hex digits)",
                "k: f|kk: f|:2: kk: unknown (expected: one of",
                "k: f|impi: f|:2: impi: found twice (expected: once)",
                "opc: 1006020f0a478bf6b699f15c062e42b3|amf: 8000"
                        + "|:1: opc: missing (expected: in each subscriber)",
                "barred: [sip:work@home.net]|algorithm: comp128|:7: algorithm: (expected: milenage, tuak or xor)",
                "barred: [sip:work@home.net]|algorithm: xor|:3: opc: not of the algorithm xor",
                "barred: [sip:work@home.net]|algorithm: tuak|:3: opc: not of the algorithm tuak",
                "barred: [sip:work@home.net]|topc: 00|:7: topc: not of the algorithm milenage",
                "barred: [sip:work@home.net]|op: 00112233445566778899aabbccddeeff"
                        + "|:3: opc: found with op (expected: one of them)",
                "[sip:alice@Home.net, \"tel:+1-201-555-0123\"]|[]|:5: implicit-sets: no list",
                "[sip:alice@Home.net, \"tel:+1-201-555-0123\"]|[alice]"
                        + "|:5: implicit-sets: (expected: a SIP or tel URI",
                "sip:boss@home.net|sip:alice@home.net"
                        + "|:1: sip:alice@home.net: found twice (expected: once in the file)",
                "- impi: alice@home.net|- impi: [|(expected: valid YAML)"
            })
    @Requirement("arch-key-stays")
    void whatIsWrongIsNamedWithFileAndLine(String right, String wrong, String message) {
        assertThatThrownBy(() -> read(ALICE.replaceFirst(Pattern.quote(right), wrong)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("own.yaml")
                .hasMessageContaining(message)
                .hasMessageNotContaining(K.substring(1))
                .hasMessageNotContaining(OPC.substring(1));
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> SubscriberFile.read(folder.resolve("missing.yaml")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("missing.yaml");
    }

    @Test
    void labSubscribersAreThoseOfTheContract() throws ConfigException {
        HssConfig config = HssConfig.of(Settings.defaults(HssSettings.SCHEMA));
        List<Subscriber> lab = LabSubscribers.of(config.homeDomain(), config.labSubscribers());

        assertThat(lab).hasSize(100);
        assertThat(lab.getFirst().impi())
                .isEqualTo("001010000000001@ims.mnc001.mcc001.3gppnetwork.org");
        assertThat(lab.get(99).impi())
                .isEqualTo("001010000000100@ims.mnc001.mcc001.3gppnetwork.org");
        assertThat(lab.getFirst().sets())
                .containsExactly(
                        ImplicitSet.of(
                                "sip:001010000000001@ims.mnc001.mcc001.3gppnetwork.org",
                                "tel:+999010000000001"));
        assertThat(lab.getFirst().key().k()).isEqualTo(HexFormat.of().parseHex(K));
        assertThat(lab.getFirst().key().opc()).isEqualTo(HexFormat.of().parseHex(OPC));
        assertThat(lab.getFirst().key()).hasToString("SubscriberKey[masked]");
    }

    private List<Subscriber> read(String yaml) throws ConfigException, IOException {
        Path file = folder.resolve("own.yaml");
        Files.writeString(file, yaml);
        return SubscriberFile.read(file);
    }
}
