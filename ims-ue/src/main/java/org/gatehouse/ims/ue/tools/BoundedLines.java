package org.gatehouse.ims.ue.tools;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Lines of a stream; what a longer one has too much is passed over, and never kept. */
final class BoundedLines {
    private final InputStream in;
    private final int longest;

    /**
     * A line without its line end.
     *
     * @param octets empty if there were too many
     */
    record Line(byte[] octets, boolean tooLong) {}

    /**
     * @param longest octets a line may have
     */
    BoundedLines(InputStream in, int longest) {
        this.in = new BufferedInputStream(in);
        this.longest = longest;
    }

    /** The next line, or null at the end. */
    @Nullable Line next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        boolean tooLong = false;
        int octet = in.read();
        if (octet < 0) {
            return null;
        }
        for (; octet >= 0 && octet != '\n'; octet = in.read()) {
            if (line.size() < longest) {
                line.write(octet);
            } else {
                tooLong = true;
            }
        }
        return tooLong ? new Line(new byte[0], true) : new Line(line.toByteArray(), false);
    }
}
