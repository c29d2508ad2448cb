package org.gatehouse.ims.core.fuzz;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.gatehouse.ims.core.diameter.DiameterFrames;
import org.gatehouse.ims.core.diameter.DiameterHeader;
import org.gatehouse.ims.core.diameter.DiameterLimits;

/** Octets of a connection: the first says in pieces of how many octets the others come. */
public final class DiameterFramesFuzz {
    private DiameterFramesFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        byte[] stream = Arrays.copyOfRange(input, 1, input.length);
        DiameterFrames.Cut whole = new DiameterFrames().received(stream.clone());
        int octets = 0;
        for (byte[] message : whole.messages()) {
            Holds.same(
                    message,
                    Arrays.copyOfRange(stream, octets, octets + message.length),
                    "message as it came");
            Holds.that(
                    message.length >= DiameterHeader.OCTETS
                            && message.length <= DiameterLimits.MAX_MESSAGE_OCTETS,
                    "length");
            Holds.same(ByteBuffer.wrap(message).getInt() & 0xffffff, message.length, "length");
            octets += message.length;
        }
        List<byte[]> messages = new ArrayList<>();
        boolean garbage = inPieces(stream, 1 + (input[0] & 0xff), messages);
        Holds.same(whole instanceof DiameterFrames.Garbage, garbage, "garbage");
        Holds.same(whole.messages().size(), messages.size(), "number of messages");
        for (int i = 0; i < messages.size(); i++) {
            Holds.same(whole.messages().get(i), messages.get(i), "message in pieces");
        }
    }

    /** Whether garbage was met. */
    private static boolean inPieces(byte[] stream, int size, List<byte[]> messages) {
        DiameterFrames frames = new DiameterFrames();
        for (int at = 0; at < stream.length; at += size) {
            DiameterFrames.Cut cut =
                    frames.received(
                            Arrays.copyOfRange(stream, at, Math.min(at + size, stream.length)));
            messages.addAll(cut.messages());
            if (cut instanceof DiameterFrames.Garbage) {
                return true;
            }
        }
        return false;
    }
}
