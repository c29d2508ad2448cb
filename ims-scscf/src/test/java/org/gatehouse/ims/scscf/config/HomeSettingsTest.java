package org.gatehouse.ims.scscf.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gatehouse.ims.scscf.testbed.Addresses.at;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.gatehouse.ims.core.config.ConfigException;
import org.gatehouse.ims.core.config.Settings;
import org.gatehouse.ims.scscf.auth.Reauthentication;
import org.gatehouse.ims.scscf.icscf.ServerEntry;
import org.junit.jupiter.api.Test;

class HomeSettingsTest {
    private static final ServerEntry OWN =
            new ServerEntry("sip:127.0.0.1:5082", at("127.0.0.1", 5082), Set.of());

    @Test
    void theDefaultsAreThoseOfTheLabAndOfTheStandard() throws ConfigException {
        Settings settings = Settings.defaults(HomeSchemas.SCSCF);

        ScscfConfig scscf = ScscfSettings.read(settings);
        IcscfConfig icscf = HomeSchemas.ICSCF_BESIDE.read(settings, OWN);

        assertThat(scscf.sip()).isEqualTo(at("127.0.0.1", 5082));
        assertThat(scscf.auth().serverName()).isEqualTo("sip:127.0.0.1:5082");
        assertThat(scscf.auth().realm()).isEqualTo("ims.mnc001.mcc001.3gppnetwork.org");
        assertThat(scscf.auth().reauthentication())
                .extracting(Reauthentication::trigger)
                .isEqualTo(Reauthentication.Trigger.ALWAYS);
        assertThat(scscf.auth().batch()).isEqualTo(1);
        assertThat(scscf.auth().challengeTimeout()).isEqualTo(Duration.ofMinutes(4));
        assertThat(scscf.auth().acceptUnprotectedAnswer()).isFalse();
        assertThat(scscf.routing().serviceRoute()).isEqualTo("<sip:orig@127.0.0.1:5082;lr>");
        assertThat(icscf.sip()).isEqualTo(at("127.0.0.1", 5081));
    }

    @Test
    void theLabLetsPlainUesInThroughASettingOfTheDaemon() throws ConfigException {
        Settings settings = load("scscf.accept-unprotected-answer=true", "icscf.sip=127.0.0.9:1");

        assertThat(ScscfSettings.read(settings).auth().acceptUnprotectedAnswer()).isTrue();
        assertThat(HomeSchemas.ICSCF_BESIDE.read(settings, OWN).sip().getPort()).isEqualTo(1);
    }

    @Test
    void serversAreReadWithNameAddressAndCapabilities() throws ConfigException {
        Settings settings =
                load("icscf.servers=sip:s1.example 192.0.2.1:5082 1+7,sip:s2.example [::1]:6");

        assertThat(HomeSchemas.ICSCF_BESIDE.read(settings, OWN).servers().all())
                .containsExactly(
                        new ServerEntry("sip:s1.example", at("192.0.2.1", 5082), Set.of(1, 7)),
                        new ServerEntry("sip:s2.example", at("::1", 6), Set.of()));
    }

    @Test
    void anAddressThatNoPeerCouldAnswerToIsRefused() throws ConfigException {
        Settings settings = load("sip=0.0.0.0:5082");

        assertThatThrownBy(() -> ScscfSettings.read(settings))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("sip: found 0.0.0.0:5082")
                .hasMessageContaining("expected");
    }

    @Test
    void expiriesOutOfOrderAreRefused() throws ConfigException {
        Settings settings = load("min-expires=2h", "default-expires=1h");

        assertThatThrownBy(() -> ScscfSettings.read(settings))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("min <= default <= max");
    }

    private static Settings load(String... overrides) throws ConfigException {
        return Settings.load(null, List.of(overrides), "scscf", HomeSchemas.SCSCF);
    }
}
