package org.gatehouse.ims.core.sip;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.ims.core.sip.Samples.REGISTER;
import static org.gatehouse.ims.core.sip.Samples.octets;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.gatehouse.ims.core.sip.SipFrames.Frame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 3261 clause 18.3 and RFC 5626 clause 4.4.1. */
class SipFramesTest {
    private final SipFrames frames = new SipFrames();

    private static List<byte[]> messages(List<Frame> frames) {
        return frames.stream()
                .filter(Frame.Message.class::isInstance)
                .map(frame -> ((Frame.Message) frame).octets())
                .toList();
    }

    private static Frame.Broken broken(List<Frame> frames) {
        assertThat(frames).last().isInstanceOf(Frame.Broken.class);
        return (Frame.Broken) frames.getLast();
    }

    private static List<String> texts(List<byte[]> messages) {
        return messages.stream().map(octets -> new String(octets, ISO_8859_1)).toList();
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    @Test
    void severalMessagesInOneSegmentAreCutApart() {
        byte[] one = octets(REGISTER);
        byte[] other = octets(REGISTER.replace("l: 4", "Content-Length : 0").replace("body", ""));

        List<Frame> cut = frames.received(joined(one, other, one));

        assertThat(messages(cut)).containsExactly(one, other, one);
        assertThat(frames.isPartial()).isFalse();
    }

    @Test
    void aMessageSplitAtAnyOctetIsWhole() {
        byte[] message = octets(REGISTER);
        for (int at = 1; at < message.length; at++) {
            assertThat(frames.received(Arrays.copyOf(message, at))).as("at " + at).isEmpty();
            assertThat(frames.isPartial()).isTrue();
            assertThat(messages(frames.received(Arrays.copyOfRange(message, at, message.length))))
                    .as("at " + at)
                    .containsExactly(message);
            assertThat(frames.isPartial()).isFalse();
        }
    }

    @Test
    void messagesThatComeOctetByOctetAreWhole() {
        byte[] message = octets(REGISTER);
        List<Frame> all = new ArrayList<>();
        for (byte octet : joined(message, octets("\n\n"), message)) {
            all.addAll(frames.received(new byte[] {octet}));
        }

        assertThat(messages(all)).containsExactly(message, message);
        assertThat(all.get(1)).isInstanceOf(Frame.Ping.class);
    }

    @Test
    void anySegmentsGiveTheSameMessages() {
        long seed = 18_3;
        Random random = new Random(seed);
        byte[] stream = {};
        for (int n = 0; n < 30; n++) {
            String body = "x".repeat(random.nextInt(3_000));
            String text = REGISTER.replace("l: 4", "l: " + body.length()).replace("body", body);
            stream = joined(stream, octets("\n".repeat(random.nextInt(2)) + text));
        }
        List<String> whole = texts(messages(new SipFrames().received(stream)));
        assertThat(whole).hasSize(30);
        for (int round = 0; round < 50; round++) {
            SipFrames cutter = new SipFrames();
            List<byte[]> cut = new ArrayList<>();
            for (int at = 0; at < stream.length; ) {
                int to = Math.min(stream.length, at + 1 + random.nextInt(4_000));
                cut.addAll(messages(cutter.received(Arrays.copyOfRange(stream, at, to))));
                at = to;
            }
            assertThat(texts(cut).equals(whole)).as("seed %d, round %d", seed, round).isTrue();
        }
    }

    @Test
    void aDoubleCrlfIsAPingAndASingleOneIsNothing() {
        assertThat(frames.received(octets("\n\n"))).containsExactly(new Frame.Ping());
        assertThat(frames.received(octets("\n"))).isEmpty();
        assertThat(frames.received(octets("\n"))).containsExactly(new Frame.Ping());
        assertThat(frames.received(octets("\n" + REGISTER))).hasSize(1);
        assertThat(frames.received(octets("\n"))).isEmpty();
        assertThat(frames.received(octets("\n\n\n"))).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "l: 2000000000",
                "l: 99999999999999999999",
                "l: -1",
                "l: +4",
                "l: 4 4",
                "l: 0x4",
                "l:",
                "l: 4\nContent-Length: 4",
                "l: 4\nl: 0",
                "X: y"
            })
    void aLengthThatCannotBeTrustedEndsTheStreamAndItsRequestCanBeRefused(String field)
            throws Exception {
        byte[] sent = octets(REGISTER.replace("l: 4", field));

        Frame.Broken broken = broken(frames.received(joined(sent, octets(REGISTER))));

        assertThat(broken.reason()).contains("Content-Length");
        assertThat(frames.isPartial()).as("nothing is kept").isFalse();
        assertThat(frames.received(octets(REGISTER))).isEmpty();
        try {
            SipMessage.parseStreamed(broken.header());
            throw new AssertionError("was read");
        } catch (SipParseException refused) {
            assertThat(refused.answerable()).isPresent();
            assertThat(refused.status()).isIn(400, 513);
        }
    }

    @Test
    void noMoreIsKeptThanCame() {
        frames.received(octets(REGISTER.replace("l: 4", "l: 60000")));

        assertThat(frames.isPartial()).isTrue();
        assertThat(frames.received(new byte[59_000])).isEmpty();
        assertThat(messages(frames.received(new byte[1_000]))).hasSize(1);
    }

    @Test
    void theLongestMessageIsTakenAndOneOctetMoreIsNot() {
        int header = octets(REGISTER.replace("l: 4", "l: 60000").replace("body", "")).length;
        int most = MessageLimits.MESSAGE_OCTETS - header;
        String fits = REGISTER.replace("l: 4", "l: " + most).replace("body", "x".repeat(most));

        assertThat(messages(frames.received(octets(fits)))).hasSize(1);
        assertThat(frames.received(octets(fits.replace("l: " + most, "l: " + (most + 1)))))
                .last()
                .isInstanceOf(Frame.Broken.class);
    }

    @Test
    void headerFieldsWithoutAnEndEndTheStream() {
        byte[] line = octets("X: " + "y".repeat(1_021) + "\n");
        List<Frame> cut = frames.received(octets("REGISTER sip:home.net SIP/2.0\n"));
        int sent = 31;
        while (cut.isEmpty()) {
            cut = frames.received(line);
            sent += line.length;
        }

        assertThat(broken(cut).header()).isEmpty();
        assertThat(sent).isBetween(40_960, 40_960 + line.length);
    }

    @Test
    void garbageEndsTheStream() {
        assertThat(broken(frames.received(octets("\0\1\2\n\n"))).reason()).isNotEmpty();
        assertThat(broken(new SipFrames().received(octets("x".repeat(10_000) + "\n\n"))).reason())
                .contains("start line");
    }
}
