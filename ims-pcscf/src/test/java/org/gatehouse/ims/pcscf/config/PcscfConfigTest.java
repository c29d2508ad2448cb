package org.gatehouse.ims.pcscf.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.gatehouse.ims.core.config.ConfigException;
import org.gatehouse.ims.core.config.Settings;
import org.gatehouse.ims.core.net.HostPort;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.pcscf.policy.SecAgreePolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PcscfConfigTest {
    private static PcscfConfig config(String... overrides) throws ConfigException {
        return PcscfConfig.of(
                Settings.load(null, List.of(overrides), "pcscf", PcscfSettings.SCHEMA));
    }

    @Test
    void theDefaultsAreThoseOfTheLab() throws Exception {
        PcscfConfig config = config();
        assertThat(HostPort.of(config.sip())).isEqualTo("127.0.0.1:5060");
        assertThat(HostPort.of(config.mw())).isEqualTo("127.0.0.1:5070");
        assertThat(HostPort.of(config.esp())).isEqualTo("127.0.0.1:4500");
        assertThat(config.policy().secAgree()).isEqualTo(SecAgreePolicy.REQUIRED);
        assertThat(config.engine()).isEqualTo(IpsecEngine.UDP);
        assertThat(config.engineReason()).contains("auto");
    }

    @ParameterizedTest
    @ValueSource(strings = {"kernel", "ip"})
    void anEngineThatIsNotThereIsRefusedWithWhatIsExpected(String engine) {
        assertThatThrownBy(() -> config("pcscf.ipsec=" + engine))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("ipsec")
                .hasMessageContaining(engine)
                .hasMessageContaining("expected: auto, udp or off");
    }

    @Test
    void noIpsecAndRequiredAgreementContradictEachOther() throws Exception {
        assertThatThrownBy(() -> config("ipsec=off"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("sec-agree: optional");
        assertThat(config("ipsec=off", "sec-agree=optional").policy().modes()).isEmpty();
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
        "force-encapsulation=false, force-encapsulation",
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
