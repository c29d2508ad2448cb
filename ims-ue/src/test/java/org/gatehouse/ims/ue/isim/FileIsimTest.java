package org.gatehouse.ims.ue.isim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Set;
import org.gatehouse.ims.core.aka.AuthVectors;
import org.gatehouse.ims.core.aka.AuthenticationVector;
import org.gatehouse.ims.core.aka.Isim;
import org.gatehouse.ims.core.aka.Milenage;
import org.gatehouse.ims.core.testkit.Requirement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileIsimTest {
    /** TS 35.208 test set 3. */
    private static final Milenage KEYS =
            new Milenage(
                    HexFormat.of().parseHex("fec86ba6eb707ed08905757b1bb44b8f"),
                    HexFormat.of().parseHex("1006020f0a478bf6b699f15c062e42b3"));

    private static final byte[] AMF = {(byte) 0x80, 0};

    @TempDir private Path folder;

    private static AuthenticationVector vector(long sqn) {
        return AuthVectors.generate(KEYS, new byte[16], sqn, AMF);
    }

    private static Isim.Result authenticate(Isim isim, long sqn) {
        AuthenticationVector vector = vector(sqn);
        return isim.authenticate(vector.rand(), vector.autn());
    }

    @Test
    void aMissingFileIsANewCard() throws IOException {
        Isim isim = FileIsim.open(KEYS, new SqnFile(folder.resolve("none.sqn")));

        assertThat(authenticate(isim, 32)).isInstanceOf(Isim.Result.Accepted.class);
    }

    @Test
    @Requirement({"isim-contents", "sqn-array"})
    void whatWasAcceptedIsNotAcceptedAgainAfterARestart() throws IOException {
        SqnFile file = SqnFile.ofImpi(folder, "user/../@example.org");
        authenticate(FileIsim.open(KEYS, file), 64);

        Isim restarted = FileIsim.open(KEYS, file);

        assertThat(authenticate(restarted, 64)).isInstanceOf(Isim.Result.SyncFailure.class);
        assertThat(authenticate(restarted, 96)).isInstanceOf(Isim.Result.Accepted.class);
        assertThat(file.path()).hasParent(folder.resolve("gatehouse").resolve("isim"));
    }

    @Test
    void nothingButTheFileIsLeftInItsFolder() throws IOException {
        SqnFile file = new SqnFile(folder.resolve("card.sqn"));
        Isim isim = FileIsim.open(KEYS, file);
        for (int i = 1; i <= 40; i++) {
            authenticate(isim, 32L * i);
        }

        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file.path());
        }
    }

    @Test
    void aCorruptFileIsAClearError() throws IOException {
        Path path = folder.resolve("card.sqn");
        for (String text :
                new String[] {"", "something else\n", "gatehouse-isim-sqn 1\nsqn-ms=x\n"}) {
            Files.writeString(path, text);

            assertThatThrownBy(() -> FileIsim.open(KEYS, new SqnFile(path)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(path.toString())
                    .hasMessageContaining("expected")
                    .hasMessageContaining("remove it");
        }
        Files.write(path, new byte[] {(byte) 0xFF, (byte) 0xFE, 0, 1});
        assertThatThrownBy(() -> FileIsim.open(KEYS, new SqnFile(path)))
                .hasMessageContaining("not text");
    }

    @Test
    void aPlaceWhereNoFileCanBeIsAClearError() throws IOException {
        Path loop = folder.resolve("loop");
        Files.createSymbolicLink(loop, loop);
        assertThatThrownBy(() -> FileIsim.open(KEYS, new SqnFile(loop)))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("sequence number file " + loop + ": can't be read: ")
                .hasMessageContaining("symbolic links")
                .hasMessageContaining(" (expected: ")
                .hasMessageContaining("--sqn-file");

        Path notAFolder = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> new SqnFile(notAFolder.resolve("card.sqn")).hold())
                .hasMessageContaining("can't make card.sqn.lock beside it: " + notAFolder)
                .hasMessageContaining("is not a folder (expected: ");
    }

    /** As an ordinary user meets it; root may read all. */
    @Test
    void aFileThatMayNotBeReadIsAClearError() throws IOException {
        SqnFile file = new SqnFile(Files.createFile(folder.resolve("card.sqn")));
        Files.setPosixFilePermissions(file.path(), Set.of());
        assumeFalse(Files.isReadable(file.path()), "root reads every file");

        assertThatThrownBy(() -> FileIsim.open(KEYS, file))
                .hasMessageContaining("card.sqn: can't be read: permission denied (expected: ");
    }

    @Test
    void anAnswerIsWithheldIfItsSequenceNumberCanNotBeKept() throws IOException {
        Path notAFolder = Files.writeString(folder.resolve("file"), "");
        SqnFile file = new SqnFile(folder.resolve("gone").resolve("card.sqn"));
        Isim isim = FileIsim.open(KEYS, file);
        Files.createSymbolicLink(folder.resolve("gone"), notAFolder);

        assertThatThrownBy(() -> authenticate(isim, 32))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("card.sqn")
                .hasMessageContaining("expected");
    }

    @Test
    @Requirement("isim-power-off")
    void noKeyIsInTheFile() throws IOException {
        SqnFile file = new SqnFile(folder.resolve("card.sqn"));
        AuthenticationVector vector = vector(32);
        FileIsim.open(KEYS, file).authenticate(vector.rand(), vector.autn());

        String text = Files.readString(file.path());
        for (byte[] key : new byte[][] {vector.ck(), vector.ik(), vector.xres()}) {
            assertThat(text).doesNotContain(HexFormat.of().formatHex(key));
        }
        assertThat(text).doesNotContain("fec86ba6eb707ed08905757b1bb44b8f");
    }

    @Test
    void aFileThatAnotherUeUsesIsRefusedUntilItIsDone() throws Exception {
        SqnFile file = new SqnFile(folder.resolve("new").resolve("card.sqn"));
        try (Closeable _ = file.hold()) {
            assertThatThrownBy(file::hold)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("card.sqn: another UE uses it")
                    .hasMessageContaining("--sqn-file");
        }
        file.hold().close();
    }
}
