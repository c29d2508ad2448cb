package org.gatehouse.ims.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gatehouse.ims.core.net.TlsIdentity;
import org.gatehouse.ims.core.testkit.TestCertificates;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsSettingsTest {
    private static final Setting<Boolean> SWITCH =
            Setting.of("sip-tls", "false", Values.bool(), "Whether it is on");

    @TempDir private Path folder;
    private TestCertificates made;

    @BeforeEach
    void make() throws Exception {
        made = TestCertificates.make(folder, "node", "127.0.0.1");
    }

    private Optional<TlsIdentity> read(String... overrides) throws ConfigException {
        List<Setting<?>> all = new ArrayList<>(TlsSettings.all());
        all.add(SWITCH);
        List<String> given = new ArrayList<>(made.settings(made.certificate()));
        given.addAll(List.of(overrides));
        return TlsSettings.read(Settings.load(null, given, "x", new Schema(all)), SWITCH);
    }

    @Test
    void whereNothingIsOnNoFileIsRead() throws Exception {
        assertThat(read("tls.key=" + folder.resolve("nowhere"))).isEmpty();
    }

    @Test
    void certificateKeyAndRootsAreReadAndNothingOfTheKeyIsShown() throws Exception {
        TlsIdentity identity = read("sip-tls=true").orElseThrow();
        assertThat(identity.chain()).hasSize(1);
        assertThat(identity.roots()).isEqualTo(identity.chain());
        assertThat(identity.key().getAlgorithm()).isEqualTo("EC");
        assertThat(identity).hasToString("TlsIdentity[CN=node]");
    }

    @Test
    void whatIsMissingOrNoPemIsNamedWithItsSettingAndTheKeyIsNotRepeated() throws Exception {
        assertThatThrownBy(() -> read("sip-tls=true", "tls.roots="))
                .isInstanceOf(ConfigException.class)
                .hasMessage("tls.roots: found nothing (expected: a file, for sip-tls is on)");
        assertThatThrownBy(() -> read("sip-tls=true", "tls.key=" + folder.resolve("nowhere")))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("tls.key: found no readable file");
        Path empty = Files.writeString(folder.resolve("empty"), "");
        assertThatThrownBy(() -> read("sip-tls=true", "tls.certificate=" + empty))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("tls.certificate: found no certificate");
        Path bad =
                Files.writeString(
                        folder.resolve("bad"),
                        "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n");
        assertThatThrownBy(() -> read("sip-tls=true", "tls.key=" + bad))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("tls.key: found a key of another kind")
                .hasMessageNotContaining("c2VjcmV0");
    }
}
