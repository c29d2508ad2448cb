package org.gatehouse.ims.core.diameter;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts the octets of one connection into messages. What can't be the start of a message ends the
 * connection: there is no way to find the next one. Used by one thread.
 */
public final class DiameterFrames {
    private static final int FIRST_BUFFER_OCTETS = 4_096;

    private byte[] buffer = new byte[FIRST_BUFFER_OCTETS];
    private int filled;

    /** What came of some octets. */
    public sealed interface Cut {
        /** Messages that are complete, in order; maybe none. */
        List<byte[]> messages();
    }

    /** So far so good. */
    public record Whole(List<byte[]> messages) implements Cut {}

    /**
     * Behind these messages stands what is not Diameter; the connection is to be closed.
     *
     * @param head what came of the head of that message, {@link DiameterHeader#OCTETS} at most
     */
    public record Garbage(List<byte[]> messages, DiameterSyntaxException fault, byte[] head)
            implements Cut {}

    /** Takes octets as they came. */
    public Cut received(byte[] octets) {
        append(octets);
        List<byte[]> messages = new ArrayList<>();
        int start = 0;
        while (filled - start >= Integer.BYTES) {
            int version = buffer[start] & 0xFF;
            int length =
                    (buffer[start + 1] & 0xFF) << 16
                            | (buffer[start + 2] & 0xFF) << 8
                            | (buffer[start + 3] & 0xFF);
            if (version != DiameterHeader.VERSION) {
                return garbage(
                        messages,
                        start,
                        ResultCode.UNSUPPORTED_VERSION,
                        "version " + version + " (expected: 1)");
            }
            if (length < DiameterHeader.OCTETS || length > DiameterLimits.MAX_MESSAGE_OCTETS) {
                return garbage(
                        messages,
                        start,
                        ResultCode.INVALID_MESSAGE_LENGTH,
                        "message length "
                                + length
                                + " (expected: 20 to "
                                + DiameterLimits.MAX_MESSAGE_OCTETS
                                + ")");
            }
            if (filled - start < length) {
                break;
            }
            messages.add(Arrays.copyOfRange(buffer, start, start + length));
            start += length;
        }
        keepFrom(start);
        return new Whole(messages);
    }

    private Garbage garbage(List<byte[]> messages, int start, int resultCode, String reason) {
        int end = Math.min(filled, start + DiameterHeader.OCTETS);
        return new Garbage(
                messages,
                new DiameterSyntaxException(resultCode, reason),
                Arrays.copyOfRange(buffer, start, end));
    }

    private void append(byte[] octets) {
        if (filled + octets.length > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, filled + octets.length));
        }
        System.arraycopy(octets, 0, buffer, filled, octets.length);
        filled += octets.length;
    }

    private void keepFrom(int start) {
        if (start == 0) {
            return;
        }
        System.arraycopy(buffer, start, buffer, 0, filled - start);
        filled -= start;
        if (filled == 0 && buffer.length > FIRST_BUFFER_OCTETS) {
            buffer = new byte[FIRST_BUFFER_OCTETS];
        }
    }
}
