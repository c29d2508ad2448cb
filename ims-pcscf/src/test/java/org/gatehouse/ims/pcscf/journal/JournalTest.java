package org.gatehouse.ims.pcscf.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.gatehouse.ims.core.secagree.Spi;
import org.gatehouse.ims.core.secagree.SpisAndPorts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir private Path folder;

    private static JournalEntry entry(int n, Instant expires) {
        return new JournalEntry(
                "user " + n + "+x@home",
                InetAddress.ofLiteral("10.0.0." + n % 250),
                new SpisAndPorts(
                        new Spi(1_000_000_000L + 2L * n),
                        new Spi(1_000_000_001L + 2L * n),
                        6061,
                        6060),
                new SpisAndPorts(new Spi(5000), new Spi(5001), 30_000, 31_000),
                expires);
    }

    private Path file() {
        return folder.resolve("pcscf.journal");
    }

    @Test
    void whatStoodWhenTheProcessEndedIsKnownToTheNext() throws IOException {
        JournalEntry stands = entry(1, NOW.plusSeconds(60));
        try (Journal journal = Journal.open(file(), NOW)) {
            journal.held(stands);
            journal.held(entry(2, NOW.plusSeconds(60)));
            journal.held(entry(3, NOW.plusSeconds(10)));
            journal.gone(entry(2, NOW).key());
        }
        try (Journal next = Journal.open(file(), NOW.plusSeconds(30))) {
            assertThat(next.ended().entries()).containsExactly(stands);
            assertThat(next.ended().spis()).contains(stands.own().spiC(), stands.own().spiS());
            byte[] packet = {0x3b, (byte) 0x9a, (byte) 0xca, 0x03, 0, 0, 0, 1};
            assertThat(next.ended().addressedBy(packet)).contains(stands);
            assertThat(next.ended().addressedBy(new byte[] {0x3b, 0, 0, 0})).isEmpty();
            assertThat(next.ended().addressedBy(new byte[3])).isEmpty();
        }
        // and to the one after it, as long as the UE may still send
        try (Journal third = Journal.open(file(), NOW.plusSeconds(31))) {
            assertThat(third.ended().entries()).containsExactly(stands);
        }
    }

    @Test
    void aLineThatWasCutOffIsLeftOut() throws IOException {
        try (Journal journal = Journal.open(file(), NOW)) {
            journal.held(entry(1, NOW.plusSeconds(60)));
            journal.held(entry(2, NOW.plusSeconds(60)));
        }
        String text = Files.readString(file());
        Files.writeString(file(), text.substring(0, text.length() - 3));
        try (Journal next = Journal.open(file(), NOW)) {
            assertThat(next.ended().entries()).hasSize(1);
        }
    }

    @Test
    void theFileStaysSmallHoweverManySetsComeAndGo() throws IOException {
        try (Journal journal = Journal.open(file(), NOW)) {
            for (int n = 0; n < 30_000; n++) {
                journal.held(entry(n, NOW.plusSeconds(60)));
                journal.gone(entry(n, NOW).key());
            }
        }
        assertThat(Files.readAllLines(file())).hasSizeLessThan(10_100);
    }

    @Test
    void anotherFileIsLeftAlone() throws IOException {
        Files.writeString(file(), "precious\n");
        assertThatThrownBy(() -> Journal.open(file(), NOW))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not a journal")
                .hasMessageContaining("expected:");
        assertThat(Files.readString(file())).isEqualTo("precious\n");
    }
}
