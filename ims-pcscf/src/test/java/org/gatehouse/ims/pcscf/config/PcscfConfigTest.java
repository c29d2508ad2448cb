package org.gatehouse.ims.pcscf.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.gatehouse.ims.core.config.ConfigException;
import org.gatehouse.ims.core.config.Settings;
import org.gatehouse.ims.core.ipsec.Carrier;
import org.gatehouse.ims.core.net.HostPort;
import org.gatehouse.ims.core.secagree.IpsecMode;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.pcscf.policy.SecAgreePolicy;
import org.gatehouse.ims.pcscf.policy.SecAgreeRules;
import org.gatehouse.ims.pcscf.policy.Tolerance;
import org.gatehouse.ims.pcscf.policy.ToleranceRules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PcscfConfigTest {
    private static PcscfConfig config(String... overrides) throws ConfigException {
        return PcscfConfig.of(
                Settings.load(null, List.of(overrides), "pcscf", PcscfSettings.SCHEMA));
    }

    @ParameterizedTest
    @CsvSource({
        "sip=[2001:db8::1]:5060, esp",
        "mw=[2001:db8::1]:5070, icscf",
        "sip=[fe80::1]:5060, sip",
    })
    void addressesThatCannotWorkTogetherAreRefused(String override, String named) {
        assertThatThrownBy(() -> config(override))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(named + ": found ")
                .hasMessageContaining("expected: ");
    }

    @Test
    void gmAndMwMayBeOfTwoIpVersions() throws ConfigException {
        PcscfConfig config = config("sip=[2001:0DB8:0:0::1]:5060", "esp=[2001:db8::1]:4500");
        assertThat(HostPort.of(config.sip())).isEqualTo("[2001:db8::1]:5060");
    }

    @Test
    void theDefaultsAreThoseOfTheLab() throws Exception {
        PcscfConfig config = config();
        assertThat(HostPort.of(config.sip())).isEqualTo("127.0.0.1:5060");
        assertThat(HostPort.of(config.mw())).isEqualTo("127.0.0.1:5070");
        assertThat(HostPort.of(config.esp())).isEqualTo("127.0.0.1:4500");
        assertThat(config.policy().secAgree())
                .isEqualTo(SecAgreeRules.everywhere(SecAgreePolicy.REQUIRED));
        assertThat(config.engine()).isEqualTo(IpsecEngine.AUTO);
        assertThat(config.replayWindow()).isEqualTo(64);
        assertThat(config.policy().modes())
                .containsExactly(IpsecMode.UDP_ENCAPSULATED_TUNNEL, IpsecMode.TRANSPORT);
    }

    @ParameterizedTest
    @CsvSource({
        "auto, true, UDP-enc-tun trans",
        "auto, false, trans UDP-enc-tun",
        "udp, true, UDP-enc-tun",
        "kernel, true, trans UDP-enc-tun",
        "kernel, false, trans UDP-enc-tun",
        "ip, true, trans",
        "ip, false, trans"
    })
    void engineAndForcedEncapsulationOrderTheModes(String engine, boolean forced, String modes)
            throws Exception {
        PcscfConfig config = config("ipsec=" + engine, "force-encapsulation=" + forced);
        assertThat(config.policy().modes().stream().map(IpsecMode::token))
                .containsExactly(modes.split(" "));
        assertThat(config.carrying(Set.of(Carrier.UDP)).policy().modes())
                .isSubsetOf(IpsecMode.UDP_ENCAPSULATED_TUNNEL);
    }

    @Test
    void withoutEncapsulationThereHasToBeTransportMode() {
        assertThatThrownBy(() -> config("ipsec=udp", "force-encapsulation=false"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("force-encapsulation")
                .hasMessageContaining("expected: ipsec: auto or ip");
    }

    @ParameterizedTest
    @ValueSource(strings = {"user", "xfrm"})
    void anEngineThatIsNotThereIsRefusedWithWhatIsExpected(String engine) {
        assertThatThrownBy(() -> config("pcscf.ipsec=" + engine))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("ipsec")
                .hasMessageContaining(engine)
                .hasMessageContaining("expected: auto or kernel or ip or udp or off");
    }

    @Test
    void noIpsecAndRequiredAgreementContradictEachOther() throws Exception {
        assertThatThrownBy(() -> config("ipsec=off"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("sec-agree: optional");
        assertThatThrownBy(() ->
                        config(
                                "ipsec=off",
                                "sec-agree=refused",
                                "sec-agree-networks=10.0.0.0/8=required"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("sec-agree-networks");
        assertThat(config("ipsec=off", "sec-agree=optional").policy().modes()).isEmpty();
    }

    @Test
    void theNetworksOfSecAgreeAreReadInTheirOrder() throws Exception {
        SecAgreeRules rules =
                config("sec-agree-networks=10.1.0.0/16=optional, fd00::/8=refused")
                        .policy()
                        .secAgree();
        assertThat(rules.networks())
                .extracting(rule -> rule.network() + "=" + rule.policy())
                .containsExactly("10.1.0.0/16=OPTIONAL", "fd00::/8=REFUSED");
        assertThat(rules.elsewhere()).isEqualTo(SecAgreePolicy.REQUIRED);
    }

    @Test
    void whatIsToleratedIsReadByNetworkAndNothingIsWhereNoneHoldsTheAddress() throws Exception {
        ToleranceRules rules =
                config("tolerate=10.1.2.0/24=none, 10.1.0.0/16=no-qop + short-list")
                        .policy()
                        .tolerances();
        assertThat(tolerated(rules, "10.1.3.1"))
                .containsExactly(Tolerance.NO_QOP, Tolerance.SHORT_LIST);
        assertThat(tolerated(rules, "10.1.2.1")).isEmpty();
        assertThat(tolerated(rules, "10.2.0.1")).isEmpty();
        assertThat(tolerated(rules, "fd00::1")).isEmpty();
    }

    /** Phones of a built-in profile protect 5060 and 5061: they register with the defaults. */
    @Test
    void byDefaultTheSipPortsAloneAreTolerated() throws Exception {
        ToleranceRules rules = config().policy().tolerances();
        assertThat(tolerated(rules, "10.1.3.1")).containsExactly(Tolerance.SIP_PORTS);
        assertThat(tolerated(rules, "fd00::1")).containsExactly(Tolerance.SIP_PORTS);
    }

    @Test
    void aBadToleranceIsRefusedWithItsLineAndWhatIsExpected() {
        String yaml = "sec-agree: required\ntolerate:\n  - 10.0.0.0/8=no-qop\n  - ::/0=lenient\n";
        assertThatThrownBy(() -> Settings.read("pcscf.yaml", yaml, PcscfSettings.SCHEMA))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("pcscf.yaml:3")
                .hasMessageContaining("tolerate")
                .hasMessageContaining("lenient")
                .hasMessageContaining("partial-verify");
    }

    private static List<Tolerance> tolerated(ToleranceRules rules, String ue) {
        return Stream.of(Tolerance.values())
                .filter(what -> rules.allow(what, InetAddress.ofLiteral(ue)))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "protected-server-port=5060, protected-server-port",
        "protected-server-port=5061, protected-server-port",
        "protected-client-ports=5055-5065, protected-client-ports",
        "protected-client-ports=6061-6062, protected-client-ports",
        "protected-client-ports=6050-6070, protected-client-ports",
        "sip=0.0.0.0:5060, sip",
        "confidentiality=sometimes, confidentiality",
        "sec-agree=maybe, sec-agree",
        "sec-agree-networks=10.1.0.0/16, sec-agree-networks",
        "sec-agree-networks=10.1.0.0/16=maybe, sec-agree-networks",
        "sec-agree-networks=10.1.0.0/33=optional, sec-agree-networks",
        "sec-agree-networks=10.1.2.0/16=optional, sec-agree-networks",
        "sec-agree-networks=10.1/16=optional, sec-agree-networks",
        "sec-agree-networks=ims.test/16=optional, sec-agree-networks",
        "tolerate=10.1.0.0/16, tolerate",
        "tolerate=10.1.0.0/16=, tolerate",
        "tolerate=10.1.0.0/16=no-qop+, tolerate",
        "tolerate=10.1.0.0/16=none+no-qop, tolerate",
        "tolerate=10.1.0.0/16=anything, tolerate",
        "tolerate=10.1.0.0/33=no-qop, tolerate",
        "force-encapsulation=perhaps, force-encapsulation",
        "replay-window=31, replay-window",
        "replay-window=4097, replay-window",
        "no-such-key=1, no-such-key"
    })
    @Requirement("port-not-sip")
    void aBadValueIsRefusedAndItsKeyIsNamed(String override, String key) {
        assertThatThrownBy(() -> config(override))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(key)
                .hasMessageContaining("expected");
    }

    @Test
    void requiredConfidentialityWithoutACipherIsRefused() {
        assertThatThrownBy(() -> config("algorithms=hmac-md5-96/null", "confidentiality=required"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("algorithms");
    }
}
