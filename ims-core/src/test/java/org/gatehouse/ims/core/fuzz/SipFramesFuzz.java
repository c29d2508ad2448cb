package org.gatehouse.ims.core.fuzz;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.gatehouse.ims.core.sip.MessageLimits;
import org.gatehouse.ims.core.sip.SipFrames;
import org.gatehouse.ims.core.sip.SipFrames.Frame;
import org.gatehouse.ims.core.sip.SipMessage;
import org.gatehouse.ims.core.sip.SipParseException;
import org.jspecify.annotations.Nullable;

/** Octets of a SIP connection: the first says in pieces of how many octets the others come. */
public final class SipFramesFuzz {
    private static final int LONGEST_REASON = 400;

    private SipFramesFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        byte[] stream = Arrays.copyOfRange(input, 1, input.length);
        List<Frame> whole = new SipFrames().received(stream.clone());
        List<Frame> pieces = inPieces(stream, 1 + (input[0] & 0xff));
        Holds.same(whole.size(), pieces.size(), "number of frames");
        int octets = 0;
        for (int i = 0; i < whole.size(); i++) {
            byte[] frame = octets(whole.get(i));
            Holds.same(whole.get(i).getClass(), pieces.get(i).getClass(), "kind of frame");
            Holds.same(frame, octets(pieces.get(i)), "frame in pieces");
            octets += frame.length;
            read(whole.get(i), i == whole.size() - 1);
        }
        Holds.that(octets <= stream.length, "more octets than came");
    }

    private static List<Frame> inPieces(byte[] stream, int size) {
        SipFrames frames = new SipFrames();
        List<Frame> all = new ArrayList<>();
        for (int at = 0; at < stream.length; at += size) {
            int end = Math.min(at + size, stream.length);
            all.addAll(frames.received(Arrays.copyOfRange(stream, at, end)));
        }
        return all;
    }

    private static byte[] octets(Frame frame) {
        return switch (frame) {
            case Frame.Message message -> message.octets();
            case Frame.Broken broken -> broken.header();
            case Frame.Ping ping -> new byte[] {'\r', '\n', '\r', '\n'};
        };
    }

    private static void read(Frame frame, boolean last) {
        switch (frame) {
            case Frame.Ping ping -> {}
            case Frame.Broken broken -> {
                Holds.that(last, "something was read behind what has no end");
                Holds.shortLine(broken.reason(), LONGEST_REASON);
                Holds.that(parses(broken.header()) == null, "what is broken parses");
            }
            case Frame.Message message -> {
                Holds.that(message.octets().length <= MessageLimits.MESSAGE_OCTETS, "length");
                byte[] encoded = parses(message.octets());
                Holds.that(
                        encoded == null || encoded.length == message.octets().length,
                        "framing and message differ in length");
            }
        }
    }

    private static byte @Nullable [] parses(byte[] octets) {
        try {
            return SipMessage.parseStreamed(octets.clone()).encode();
        } catch (SipParseException refused) {
            Holds.shortLine(refused.message(), LONGEST_REASON);
            return null;
        }
    }
}
