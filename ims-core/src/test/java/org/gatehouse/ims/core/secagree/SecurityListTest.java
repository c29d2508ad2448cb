package org.gatehouse.ims.core.secagree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.gatehouse.ims.core.secagree.SecurityMechanism.Parameter;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.core.testkit.VectorFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Requirement("syntax-annex-h")
class SecurityListTest {
    private static final String GOOD =
            "ipsec-3gpp;alg=hmac-sha-1-96;spi-c=1000;spi-s=1001;port-c=5000;port-s=5001";

    static List<JsonNode> vectors() {
        return VectorFiles.read("sec-agree/sec-agree-headers.json");
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void publishedHeadersParseAsTheyShould(JsonNode vector) {
        List<String> values = new ArrayList<>();
        vector.get("values").forEach(value -> values.add(value.asText()));
        boolean grammarOk = vector.get("grammar_ok").asBoolean();
        if (!grammarOk) {
            assertThatThrownBy(() -> SecurityList.parse(values))
                    .isInstanceOf(SecAgreeSyntaxException.class);
            return;
        }
        List<String> errors = new ArrayList<>();
        vector.get("semantic_errors").forEach(error -> errors.add(error.asText()));
        try {
            SecurityList list = SecurityList.parse(values);
            assertThat(namesAndParameters(list)).isEqualTo(namesAndParameters(vector));
            boolean usable = list.mechanisms().stream().anyMatch(m -> m.problem().isEmpty());
            boolean ofThisRelease = !values.toString().contains("aes-gcm");
            assertThat(usable).isEqualTo(vector.get("usable_for_ims").asBoolean() && ofThisRelease);
        } catch (SecAgreeSyntaxException e) {
            assertThat(errors).as(e.getMessage()).isNotEmpty();
        }
    }

    private static List<String> namesAndParameters(SecurityList list) {
        List<String> result = new ArrayList<>();
        for (SecurityMechanism mechanism : list.mechanisms()) {
            result.add(mechanism.name());
            for (Parameter parameter : mechanism.parameters()) {
                result.add(parameter.name() + "=" + parameter.value());
            }
        }
        return result;
    }

    private static List<String> namesAndParameters(JsonNode vector) {
        List<String> result = new ArrayList<>();
        for (JsonNode mechanism : vector.get("mechanisms")) {
            result.add(mechanism.get("mechanism").asText());
            for (JsonNode parameter : mechanism.get("params")) {
                if (!parameter.get(0).asText().equals("q")) {
                    String value = parameter.get(1).isNull() ? "" : parameter.get(1).asText();
                    result.add(parameter.get(0).asText() + "=" + value);
                }
            }
        }
        return result;
    }

    @Test
    void theOrderSpacingAndCaseOfParametersDoNotMatter() throws Exception {
        Random random = new Random(33203);
        List<String> parameters =
                new ArrayList<>(
                        List.of(
                                "q=0.5",
                                "alg=hmac-md5-96",
                                "prot=esp",
                                "mod=UDP-enc-tun",
                                "ealg=aes-cbc",
                                "spi-c=0000001000",
                                "spi-s=4294967295",
                                "port-c=31000",
                                "port-s=31001"));
        for (int run = 0; run < 200; run++) {
            Collections.shuffle(parameters, random);
            StringBuilder text = new StringBuilder(anyCase("ipsec-3gpp", random));
            for (String parameter : parameters) {
                text.append(anySpace(random)).append(';').append(anySpace(random));
                text.append(anyCase(parameter, random).replace("=", anySpace(random) + "="));
            }
            SecurityMechanism mechanism = only(SecurityList.parse(List.of(text.toString())));
            assertThat(mechanism.q()).isEqualTo(500);
            assertThat(mechanism.ipsec())
                    .as(text.toString())
                    .isEqualTo(
                            new Ipsec3gpp(
                                    IntegrityAlgorithm.HMAC_MD5_96,
                                    EncryptionAlgorithm.AES_CBC,
                                    IpsecProtocol.ESP,
                                    IpsecMode.UDP_ENCAPSULATED_TUNNEL,
                                    new Spi(1000),
                                    new Spi(4294967295L),
                                    31000,
                                    31001));
        }
    }

    private static String anyCase(String text, Random random) {
        StringBuilder result = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            String one = text.substring(i, i + 1);
            result.append(random.nextBoolean() ? one.toUpperCase(Locale.ROOT) : one);
        }
        return result.toString();
    }

    private static String anySpace(Random random) {
        return List.of("", " ", "\t ", "\r\n ").get(random.nextInt(4));
    }

    @Test
    void whatIsNotWrittenHasItsDefault() throws Exception {
        Ipsec3gpp ipsec = only(SecurityList.parse(List.of(GOOD))).ipsec();
        assertThat(ipsec)
                .isEqualTo(
                        new Ipsec3gpp(
                                IntegrityAlgorithm.HMAC_SHA_1_96,
                                EncryptionAlgorithm.NULL,
                                IpsecProtocol.ESP,
                                IpsecMode.TRANSPORT,
                                new Spi(1000),
                                new Spi(1001),
                                5000,
                                5001));
    }

    @Test
    void severalFieldsAndCommaListsAreOneList() throws Exception {
        SecurityList one = SecurityList.parse(List.of("tls;q=0.2," + GOOD + " , digest"));
        SecurityList several = SecurityList.parse(List.of("tls;q=0.2", GOOD + ",digest"));
        assertThat(one.mechanisms()).isEqualTo(several.mechanisms()).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "spi-c=4294967296",
                "spi-c=-1",
                "spi-c=0x1000",
                "spi-c=00000000001",
                "spi-c=\"1000\"",
                "spi-c",
                "port-c=0",
                "port-c=65536",
                "port-c=78952",
                "port-c=sip",
                "port-c=99999999999999999999",
                "q=1.5",
                "q=1.001",
                "q=0.1234",
                "q=.5",
                "q=01",
                "q",
                "alg=hmac-md5-96;alg=hmac-md5-96"
            })
    void badValuesAreRefused(String bad) {
        String name = bad.contains("=") ? bad.substring(0, bad.indexOf('=')) : bad;
        String text = GOOD.replaceAll(";" + name + "=[^;]*", "") + ";" + bad;
        assertThatThrownBy(() -> SecurityList.parse(List.of(text)))
                .isInstanceOf(SecAgreeSyntaxException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "4294967295", "0000000256", "2147483648"})
    void anSpiIsAnUnsigned32BitNumber(String spi) throws Exception {
        String text = GOOD.replace("spi-c=1000", "spi-c=" + spi);
        Ipsec3gpp ipsec = Objects.requireNonNull(only(SecurityList.parse(List.of(text))).ipsec());
        assertThat(ipsec.spiC()).isEqualTo(new Spi(Long.parseLong(spi)));
    }

    @Test
    void anSpiIsSentWithTenDigits() {
        SecurityList list =
                SecurityList.client(
                        List.of(AlgorithmPair.parse("hmac-md5-96/null")),
                        List.of(IpsecMode.TRANSPORT),
                        new SpisAndPorts(new Spi(256), new Spi(4294967295L), 5062, 5063));
        assertThat(list.format())
                .isEqualTo(
                        "ipsec-3gpp;alg=hmac-md5-96;prot=esp;mod=trans;ealg=null"
                                + ";spi-c=0000000256;spi-s=4294967295;port-c=5062;port-s=5063");
    }

    @Test
    void unknownMechanismsAndAlgorithmsAreKeptAndAreNoOffers() throws Exception {
        SecurityList list =
                SecurityList.parse(
                        List.of(
                                "sdes-srtp;mediasec;x=\"a,;b\\\"\",ipsec-3gpp;alg=hmac-sha2-256-128;"
                                        + "ealg=aes-gcm;spi-c=7;spi-s=4000000000;port-c=1;port-s=2"));
        assertThat(list.mechanisms()).allMatch(mechanism -> mechanism.ipsec() == null);
        assertThat(list.mechanisms().get(1).problem()).contains("unknown alg hmac-sha2-256-128");
        assertThat(list.spis()).isEqualTo(Set.of(new Spi(7), new Spi(4000000000L)));
        assertThat(list.format())
                .isEqualTo(
                        "sdes-srtp;mediasec;x=\"a,;b\\\"\", ipsec-3gpp;alg=hmac-sha2-256-128;"
                                + "ealg=aes-gcm;spi-c=7;spi-s=4000000000;port-c=1;port-s=2");
    }

    @Test
    void whatIsFormattedParsesToTheSame() throws Exception {
        for (JsonNode vector : vectors()) {
            List<String> values = new ArrayList<>();
            vector.get("values").forEach(value -> values.add(value.asText()));
            try {
                SecurityList list = SecurityList.parse(values);
                assertThat(SecurityList.parse(list.formatEach()).sameAgreement(list)).isTrue();
                assertThat(SecurityList.parse(List.of(list.format())).sameAgreement(list)).isTrue();
            } catch (SecAgreeSyntaxException e) {
                // shown by the other test
            }
        }
    }

    @Test
    void theNumberOfMechanismsAndParametersIsBounded() {
        String many = String.join(",", Collections.nCopies(33, "tls"));
        assertThatThrownBy(() -> SecurityList.parse(List.of(many)))
                .isInstanceOf(SecAgreeSyntaxException.class)
                .hasMessageContaining("32");
        StringBuilder wide = new StringBuilder("tls");
        for (int i = 0; i < 25; i++) {
            wide.append(";p").append(i).append("=1");
        }
        assertThatThrownBy(() -> SecurityList.parse(List.of(wide.toString())))
                .isInstanceOf(SecAgreeSyntaxException.class)
                .hasMessageContaining("24");
        assertThatThrownBy(() -> SecurityList.parse(List.of()))
                .isInstanceOf(SecAgreeSyntaxException.class);
    }

    @Test
    void noTextMakesTheParserThrowAnythingElse() {
        Random random = new Random(3329);
        String alphabet = "ipsec-3gpp;=,\"\\ \t\r\nqalg01.éspi-c\u0000[]";
        for (int run = 0; run < 20_000; run++) {
            StringBuilder text = new StringBuilder(run % 2 == 0 ? GOOD : "");
            int edits = 1 + random.nextInt(12);
            for (int i = 0; i < edits; i++) {
                char c = alphabet.charAt(random.nextInt(alphabet.length()));
                text.insert(random.nextInt(text.length() + 1), c);
            }
            try {
                SecurityList list = SecurityList.parse(List.of(text.toString()));
                assertThat(list.sameAgreement(list)).isTrue();
                list.spis();
                list.mechanisms().forEach(SecurityMechanism::problem);
            } catch (SecAgreeSyntaxException e) {
                assertThat(e).hasMessageNotContaining("\n").hasMessageNotContaining("\u0000");
            }
        }
    }

    private static SecurityMechanism only(SecurityList list) {
        assertThat(list.mechanisms()).hasSize(1);
        return list.mechanisms().get(0);
    }
}
