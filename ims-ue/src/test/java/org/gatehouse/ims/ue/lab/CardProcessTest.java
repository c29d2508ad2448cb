package org.gatehouse.ims.ue.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.gatehouse.ims.core.aka.SqnArray;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.ue.card.SimulatedUicc;
import org.gatehouse.ims.ue.card.io.VirtualReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code ims ue register --card}: UE, core, and the PC/SC daemon of this system as processes. */
@Timeout(300)
class CardProcessTest {
    private static final String IMPI = "001010000000001@" + LabCore.HOME_DOMAIN;
    private static final int AUTHENTICATE = 0x88;
    private static final int ISIM_FAILED = 8;

    /** The daemon takes a moment to see a reader, and a UE some seconds to ask for it. */
    private static final int ATTEMPTS = 20;

    @TempDir private Path folder;

    @Test
    @Requirement({"isim-options", "isim-contents"})
    void aUeWithACardInAReaderRegistersRefreshesAndDeregisters() throws Exception {
        SimulatedUicc card =
                new SimulatedUicc()
                        .withIsim(
                                SimulatedUe.card(SqnArray.fresh()),
                                IMPI,
                                LabCore.HOME_DOMAIN,
                                "sip:" + IMPI);
        card.pin = "1234";
        card.answersInPieces = true;
        Path pin = Files.writeString(folder.resolve("pin"), "1234\n");
        try (VirtualReader reader = VirtualReader.start(folder, card);
                DaemonProcesses lab = new DaemonProcesses(folder)) {
            reader.insert();
            DaemonProcesses.Ue ue = register(lab, pin);
            for (int i = 1; i < ATTEMPTS && ue.exitCode() == ISIM_FAILED; i++) {
                ue = register(lab, pin);
            }
            assertThat(ue.printed()).contains("isim: ISIM").contains(IMPI).contains("deregistered");
        }
        // SM4 and SM6 of three procedures
        assertThat(card.instructions).filteredOn(ins -> ins == AUTHENTICATE).hasSize(3);
    }

    private static DaemonProcesses.Ue register(DaemonProcesses lab, Path pin) throws Exception {
        return lab.register(
                List.of("--card=pcsc:Virtual", "--pin=@" + pin, "--refresh=1", "--hold=0"));
    }
}
