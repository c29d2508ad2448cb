package org.gatehouse.ims.ue.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.ue.lab.DaemonProcesses.Name;
import org.gatehouse.ims.ue.lab.DaemonProcesses.Ue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Daemons and UEs as processes on loopback, each in turn killed with -9. */
@Timeout(300)
class KilledDaemonsTest {
    private static final String ASSOCIATIONS = "/api/associations";
    private static final String IMPI = "001010000000001@" + LabCore.HOME_DOMAIN;
    private static final Pattern SPI = Pattern.compile("\"spi\"\\s*:\\s*(\\d+)");

    @TempDir private Path folder;

    private DaemonProcesses lab;

    @BeforeEach
    void start() throws Exception {
        lab = new DaemonProcesses(folder);
    }

    @AfterEach
    void stop() throws Exception {
        lab.close();
    }

    /** A UE that finds out within seconds (timer F) that nobody answers, and refreshes soon. */
    private Ue quickUe(int expires) throws Exception {
        Path profile = folder.resolve("quick.yaml");
        Files.writeString(profile, "extends: standard\ndescription: quick\nt1: 100ms\n");
        return lab.register(1, "--profile=" + profile, "--expires=" + expires, "--hold=100")
                .awaitText("registered");
    }

    /** SPIs that the P-CSCF has for the user, once there are any. */
    private Set<String> spis() throws Exception {
        return SPI.matcher(lab.await(Name.PCSCF, ASSOCIATIONS, IMPI))
                .results()
                .map(spi -> spi.group(1))
                .collect(Collectors.toSet());
    }

    @Test
    @Requirement("rereg-protected")
    void aUeIsBackByItselfAfterThePcscfWasKilledAndStartedWithItsJournal() throws Exception {
        quickUe(20);
        Set<String> before = spis();

        lab.killAndStart(Name.PCSCF);
        assertThat(lab.get(Name.PCSCF, ASSOCIATIONS)).doesNotContain(IMPI);

        assertThat(spis()).hasSize(4).doesNotContainAnyElementsOf(before);
        // the journal said whose ESP that was
        assertThat(lab.get(Name.PCSCF, "/metrics"))
                .containsPattern("pcscf_discarded_total\\{reason=\"ended-by-restart\"[^}]*} [1-9]");
    }

    @Test
    @Tag("long")
    @Requirement("rereg-pcscf-unprotected-sm1")
    void aUeThatWasKilledRegistersAnewAndWhatItHadGoes() throws Exception {
        Ue killed = lab.register(1, "--hold=100").awaitText("registered");
        Set<String> before = spis();
        killed.kill();

        lab.register(1, "--hold=100").awaitText("registered");

        assertThat(spis()).hasSize(4).doesNotContainAnyElementsOf(before);
    }

    @Test
    void aUeStaysRegisteredThoughTheScscfWasKilledAndForgotIt() throws Exception {
        quickUe(10);
        lab.await(Name.SCSCF, "/api/registrations", IMPI);

        lab.killAndStart(Name.SCSCF);
        assertThat(lab.get(Name.SCSCF, "/api/registrations")).doesNotContain(IMPI);

        // with its next refresh
        lab.await(Name.SCSCF, "/api/registrations", IMPI);
    }

    @Test
    @Tag("long")
    @Requirement("aka-av-fifo-once")
    void anHssThatWasKilledRepeatsNoSqnAndTheScscfFindsItAgain() throws Exception {
        assertThat(lab.register(1, "--refresh=3", "--hold=0").printed()).contains("deregistered");

        lab.killAndStart(Name.HSS);
        lab.awaitHealth(Name.SCSCF);

        // the card would answer a repeated number with AUTS
        assertThat(lab.register(1, "--refresh=1", "--hold=0", "--ladder").printed())
                .contains("deregistered")
                .doesNotContain("auts");
    }
}
