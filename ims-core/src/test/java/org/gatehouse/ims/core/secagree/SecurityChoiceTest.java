package org.gatehouse.ims.core.secagree;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.gatehouse.ims.core.secagree.SecurityChoice.Chosen;
import org.gatehouse.ims.core.secagree.SecurityChoice.Reason;
import org.gatehouse.ims.core.secagree.SecurityChoice.Unacceptable;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.core.testkit.VectorFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecurityChoiceTest {
    private static final AlgorithmPair SHA1_AES = AlgorithmPair.parse("hmac-sha-1-96/aes-cbc");
    private static final AlgorithmPair SHA1_3DES =
            AlgorithmPair.parse("hmac-sha-1-96/des-ede3-cbc");
    private static final AlgorithmPair SHA1_NULL = AlgorithmPair.parse("hmac-sha-1-96/null");
    private static final AlgorithmPair MD5_AES = AlgorithmPair.parse("hmac-md5-96/aes-cbc");
    private static final AlgorithmPair MD5_NULL = AlgorithmPair.parse("hmac-md5-96/null");
    private static final List<IpsecMode> TRANSPORT = List.of(IpsecMode.TRANSPORT);
    private static final SpisAndPorts UE =
            new SpisAndPorts(new Spi(5000), new Spi(5001), 31000, 31001);
    private static final SpisAndPorts PCSCF =
            new SpisAndPorts(new Spi(3000000000L), new Spi(3000000004L), 5100, 5101);

    static List<JsonNode> vectors() {
        return VectorFiles.read("sec-agree/sec-agree-choice.json");
    }

    @ParameterizedTest
    @MethodSource("vectors")
    @Requirement("neg-pcscf-select")
    void thePcscfChoosesAsInTheVectors(JsonNode vector) throws Exception {
        List<AlgorithmPair> policy = new ArrayList<>();
        vector.get("pcscf_policy_in_order")
                .forEach(p -> policy.add(AlgorithmPair.parse(p.asText())));
        SecurityList client = SecurityList.parse(List.of(vector.get("security_client").asText()));
        SecurityChoice choice =
                PcscfChoice.choose(client, policy, ConfidentialityPolicy.WHEN_SUPPORTED, TRANSPORT);
        String chosen = vector.at("/expect/chosen").asText("null");
        if (chosen.equals("null")) {
            assertThat(choice).isInstanceOf(Unacceptable.class);
        } else {
            assertThat(chosen(choice).algorithms()).hasToString(chosen);
        }
    }

    @Test
    @Requirement("neg-pcscf-select")
    void theFirstCombinationOfTheOwnListCountsNotTheUesOrder() {
        SecurityList client = client(MD5_NULL, MD5_AES, SHA1_NULL, SHA1_AES);
        assertThat(choose(client, ConfidentialityPolicy.WHEN_SUPPORTED, MD5_AES, SHA1_AES))
                .isEqualTo(MD5_AES);
        assertThat(choose(client, ConfidentialityPolicy.WHEN_SUPPORTED, SHA1_3DES, SHA1_AES))
                .isEqualTo(SHA1_AES);
    }

    @Test
    @Requirement({"neg-pcscf-select", "conf-pcscf-decides"})
    void combinationsWithEncryptionComeBeforeThoseWithout() {
        SecurityList client = client(SHA1_NULL, SHA1_AES);
        assertThat(choose(client, ConfidentialityPolicy.WHEN_SUPPORTED, SHA1_NULL, SHA1_AES))
                .isEqualTo(SHA1_AES);
    }

    @Test
    @Requirement("conf-pcscf-decides")
    void aPcscfThatNeverEncryptsTakesNull() {
        SecurityList client = client(SHA1_AES, SHA1_NULL);
        assertThat(choose(client, ConfidentialityPolicy.NEVER, SHA1_AES)).isEqualTo(SHA1_NULL);
    }

    @Test
    @Requirement("conf-pcscf-decides")
    void requiredConfidentialityRefusesAUeWithoutEncryption() {
        SecurityChoice choice =
                PcscfChoice.choose(
                        client(SHA1_NULL, MD5_NULL),
                        List.of(SHA1_AES, SHA1_NULL),
                        ConfidentialityPolicy.REQUIRED,
                        TRANSPORT);
        assertThat(reason(choice)).isEqualTo(Reason.NO_CONFIDENTIALITY);
    }

    @Test
    @Requirement("neg-pcscf-select")
    void anOfferThatCannotBeUsedIsSkipped() throws Exception {
        String best = "ipsec-3gpp;q=1;alg=hmac-sha2-256-128;ealg=aes-gcm";
        String spis = ";spi-c=1000;spi-s=1001;port-c=5000;port-s=5001";
        SecurityList client =
                SecurityList.parse(
                        List.of(
                                "digest;q=0.9",
                                best + spis,
                                "ipsec-3gpp;alg=hmac-sha-1-96;ealg=aes-cbc;prot=ah" + spis,
                                "ipsec-3gpp;alg=hmac-sha-1-96;ealg=aes-cbc;mod=tun" + spis,
                                "ipsec-3gpp;q=0.1;alg=hmac-md5-96;ealg=aes-cbc" + spis));
        SecurityChoice choice =
                PcscfChoice.choose(client, List.of(SHA1_AES, MD5_AES), List.of(IpsecMode.values()));
        assertThat(chosen(choice).algorithms()).isEqualTo(MD5_AES);
    }

    @ParameterizedTest
    @Requirement({"syntax-annex-h", "spi-unique"})
    @ValueSource(
            strings = {
                "tls",
                "digest;q=0.1,tls",
                "ipsec-3gpp",
                "ipsec-3gpp;spi-c=1000;spi-s=1001;port-c=5000;port-s=5001",
                "ipsec-3gpp;alg=hmac-sha-1-96;prot=ah;spi-c=1000;spi-s=1001;port-c=5000;port-s=5001",
                "ipsec-3gpp;alg=hmac-sha-1-96;mod=tun;spi-c=1000;spi-s=1001;port-c=5000;port-s=5001",
                "ipsec-3gpp;alg=hmac-sha-1-96;spi-c=255;spi-s=1001;port-c=5000;port-s=5001",
                "ipsec-3gpp;alg=hmac-sha-1-96;spi-c=1001;spi-s=1001;port-c=5000;port-s=5001",
                "ipsec-3gpp;alg=hmac-sha-1-96;mod=new;spi-c=1000;spi-s=1001;port-c=5000;port-s=5001",
            })
    void nothingIsChosenFromWhatImsDoesNotUse(String value) throws Exception {
        SecurityList list = SecurityList.parse(List.of(value));
        List<AlgorithmPair> all = List.of(SHA1_AES, SHA1_NULL, MD5_NULL);
        List<IpsecMode> modes = List.of(IpsecMode.values());
        assertThat(PcscfChoice.choose(list, all, modes)).isInstanceOf(Unacceptable.class);
        assertThat(UeChoice.choose(list, all, modes)).isInstanceOf(Unacceptable.class);
    }

    @Test
    @Requirement("nat-mode-list")
    void theModeIsTheFirstOfTheCallersThatTheUeLists() {
        SecurityList both =
                SecurityList.client(
                        List.of(SHA1_AES),
                        List.of(IpsecMode.TRANSPORT, IpsecMode.UDP_ENCAPSULATED_TUNNEL),
                        UE);
        List<IpsecMode> natted = List.of(IpsecMode.UDP_ENCAPSULATED_TUNNEL, IpsecMode.TRANSPORT);
        assertThat(chosen(PcscfChoice.choose(both, List.of(SHA1_AES), natted)).mode())
                .isEqualTo(IpsecMode.UDP_ENCAPSULATED_TUNNEL);
        SecurityList plain = client(SHA1_AES);
        assertThat(chosen(PcscfChoice.choose(plain, List.of(SHA1_AES), natted)).mode())
                .isEqualTo(IpsecMode.TRANSPORT);
        SecurityChoice none =
                PcscfChoice.choose(
                        plain, List.of(SHA1_AES), List.of(IpsecMode.UDP_ENCAPSULATED_TUNNEL));
        assertThat(reason(none)).isEqualTo(Reason.NO_COMMON_MODE);
    }

    @Test
    @Requirement("neg-ue-select")
    void theUeTakesTheHighestQThenTheFirstPlace() throws Exception {
        String spis = ";spi-c=1000;spi-s=1001;port-c=5000;port-s=5001";
        SecurityList server =
                SecurityList.parse(
                        List.of(
                                "ipsec-3gpp;q=0.1;alg=hmac-sha-1-96;ealg=aes-cbc" + spis,
                                "tls;q=0.95",
                                "ipsec-3gpp;q=0.50;alg=hmac-md5-96;ealg=aes-cbc" + spis,
                                "ipsec-3gpp;q=0.5;alg=hmac-sha-1-96" + spis));
        List<AlgorithmPair> all = List.of(SHA1_AES, MD5_AES, SHA1_NULL, MD5_NULL);
        assertThat(chosen(UeChoice.choose(server, all, TRANSPORT)).algorithms()).isEqualTo(MD5_AES);
        assertThat(chosen(UeChoice.choose(server, List.of(SHA1_AES, SHA1_NULL), TRANSPORT)))
                .extracting(Ipsec3gpp::algorithms)
                .isEqualTo(SHA1_NULL);
    }

    @Test
    void aServerListThatRepeatsTheUesSpisOrHasNoneOfItsAlgorithmsIsUnacceptable() {
        SecurityList reflected =
                SecurityList.server(
                        List.of(SHA1_AES),
                        ConfidentialityPolicy.WHEN_SUPPORTED,
                        IpsecMode.TRANSPORT,
                        new SpisAndPorts(new Spi(3000000000L), UE.spiC(), 5100, 5101));
        Set<Spi> own = Set.of(UE.spiC(), UE.spiS());
        assertThat(UeChoice.choose(reflected, List.of(SHA1_AES), TRANSPORT, own))
                .isInstanceOf(Unacceptable.class);
        assertThat(UeChoice.choose(reflected, List.of(MD5_AES), TRANSPORT))
                .isInstanceOf(Unacceptable.class);
    }

    @Test
    @Requirement("neg-server")
    void theServerListsAllItsOwnWithOneSetOfSpisAndPorts() throws Exception {
        SecurityList server =
                SecurityList.server(
                        List.of(SHA1_AES, MD5_AES, SHA1_NULL),
                        ConfidentialityPolicy.WHEN_SUPPORTED,
                        IpsecMode.TRANSPORT,
                        PCSCF);
        SecurityList read = SecurityList.parse(server.formatEach());
        assertThat(read.mechanisms())
                .extracting(m -> m.ipsec() == null ? null : m.ipsec().algorithms())
                .containsExactly(SHA1_AES, MD5_AES, SHA1_NULL);
        assertThat(read.mechanisms())
                .allMatch(m -> m.ipsec() != null && m.ipsec().end().equals(PCSCF));
        assertThat(read.mechanisms()).extracting(SecurityMechanism::q).doesNotHaveDuplicates();
        List<AlgorithmPair> all = List.of(SHA1_NULL, MD5_AES, SHA1_AES);
        assertThat(chosen(UeChoice.choose(read, all, TRANSPORT)).algorithms()).isEqualTo(SHA1_AES);
    }

    @Test
    @Requirement({"neg-server", "conf-pcscf-decides"})
    void noEncryptionIsListedIfItIsNeverApplied() {
        SecurityList server =
                SecurityList.server(
                        List.of(SHA1_AES, MD5_AES, SHA1_NULL),
                        ConfidentialityPolicy.NEVER,
                        IpsecMode.TRANSPORT,
                        PCSCF);
        assertThat(server.mechanisms())
                .extracting(m -> m.ipsec() == null ? null : m.ipsec().algorithms())
                .containsExactly(SHA1_NULL, MD5_NULL);
    }

    @Test
    void theClientListsEveryCombinationInEveryMode() {
        SecurityList client =
                SecurityList.client(
                        List.of(SHA1_AES, SHA1_NULL),
                        List.of(IpsecMode.TRANSPORT, IpsecMode.UDP_ENCAPSULATED_TUNNEL),
                        UE);
        assertThat(client.mechanisms()).hasSize(4);
        assertThat(client.spis()).isEqualTo(Set.of(UE.spiC(), UE.spiS()));
    }

    private static SecurityList client(AlgorithmPair... pairs) {
        return SecurityList.client(List.of(pairs), TRANSPORT, UE);
    }

    private static AlgorithmPair choose(
            SecurityList client, ConfidentialityPolicy policy, AlgorithmPair... own) {
        return chosen(PcscfChoice.choose(client, List.of(own), policy, TRANSPORT)).algorithms();
    }

    private static Ipsec3gpp chosen(SecurityChoice choice) {
        assertThat(choice).isInstanceOf(Chosen.class);
        return ((Chosen) choice).ipsec();
    }

    private static Reason reason(SecurityChoice choice) {
        assertThat(choice).isInstanceOf(Unacceptable.class);
        return ((Unacceptable) choice).reason();
    }
}
