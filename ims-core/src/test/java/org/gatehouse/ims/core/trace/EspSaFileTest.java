package org.gatehouse.ims.core.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.gatehouse.ims.core.secagree.EncryptionAlgorithm;
import org.gatehouse.ims.core.secagree.IntegrityAlgorithm;
import org.gatehouse.ims.core.secagree.Spi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EspSaFileTest {
    @TempDir private Path folder;

    @Test
    void anSaIsOneLineInWiresharksFormat() throws Exception {
        Path file = folder.resolve("esp_sa");
        try (EspSaFile sas = EspSaFile.create(file)) {
            add(sas);
            assertThat(Files.readString(file))
                    .isEqualTo(
                            "\"IPv4\",\"127.0.1.1\",\"127.0.0.1\",\"0xb2d05e00\",\"NULL\",\"\","
                                    + "\"HMAC-MD5-96 [RFC2403]\",\"0x0102\"\n");
        }
    }

    @Test
    void onlyTheOwnerCanReadIt() throws Exception {
        Path file = folder.resolve("esp_sa");
        EspSaFile.create(file).close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void aFileOthersCanReadOrALinkIsReplacedAndNeverWrittenInto() throws Exception {
        Path open = Files.writeString(folder.resolve("open"), "old");
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-rw-rw-"));
        Path target = Files.writeString(folder.resolve("target"), "untouched");
        Path link = Files.createSymbolicLink(folder.resolve("link"), target);
        for (Path file : List.of(open, link)) {
            try (EspSaFile sas = EspSaFile.create(file)) {
                add(sas);
            }
            assertThat(file).isRegularFile();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
        assertThat(Files.isSymbolicLink(link)).isFalse();
        assertThat(target).hasContent("untouched");
    }

    @Test
    void noHalfMadeFileStaysWhereItCanNotBeMade() throws Exception {
        Path taken = Files.createDirectories(folder.resolve("taken/inner")).getParent();
        try {
            EspSaFile.create(taken).close();
            throw new AssertionError("replaced a folder");
        } catch (IOException expected) {
            try (var files = Files.list(folder)) {
                assertThat(files.toList()).containsExactly(taken);
            }
        }
    }

    private static void add(EspSaFile sas) throws IOException {
        sas.add(
                InetAddress.ofLiteral("127.0.1.1"),
                InetAddress.ofLiteral("127.0.0.1"),
                new Spi(3_000_000_000L),
                EncryptionAlgorithm.NULL,
                new byte[0],
                IntegrityAlgorithm.HMAC_MD5_96,
                new byte[] {1, 2});
    }
}
