package org.gatehouse.ims.ue.isim;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.gatehouse.ims.core.aka.AkaAlgorithm;
import org.gatehouse.ims.core.aka.Isim;
import org.gatehouse.ims.core.aka.SoftIsim;
import org.gatehouse.ims.core.aka.SqnArray;

/**
 * A soft ISIM that keeps its sequence numbers in a file, as a card keeps them when its power is off
 * (TS 33.203 clause 8.1). What it accepted is in the file before RES leaves it, so that no crash
 * lets a challenge be accepted twice.
 */
public final class FileIsim implements Isim {
    private final SoftIsim isim;
    private final SqnFile file;

    private FileIsim(SoftIsim isim, SqnFile file) {
        this.isim = isim;
        this.file = file;
    }

    /**
     * The ISIM with the sequence numbers of a file; without one, a new card.
     *
     * @throws IOException if the file can't be read, or holds something else
     */
    public static FileIsim open(AkaAlgorithm algorithm, SqnFile file) throws IOException {
        SqnArray array = file.read();
        return new FileIsim(new SoftIsim(algorithm, array), file);
    }

    /**
     * @throws UncheckedIOException if the file can't be written: the answer is withheld then
     */
    @Override
    public Result authenticate(byte[] rand, byte[] autn) {
        Result result = isim.authenticate(rand, autn);
        if (result instanceof Result.Accepted) {
            try {
                file.write(isim.sqnArray());
            } catch (IOException e) {
                throw new UncheckedIOException(e.getMessage(), e);
            }
        }
        return result;
    }

    @Override
    public String toString() {
        return "FileIsim[masked]";
    }
}
