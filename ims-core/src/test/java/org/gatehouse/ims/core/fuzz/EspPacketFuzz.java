package org.gatehouse.ims.core.fuzz;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Random;
import org.gatehouse.ims.core.esp.EspOutcome;
import org.gatehouse.ims.core.esp.InboundSa;
import org.gatehouse.ims.core.esp.IvSource;
import org.gatehouse.ims.core.esp.OutboundSa;
import org.gatehouse.ims.core.esp.Selectors;
import org.gatehouse.ims.core.secagree.Spi;
import org.jspecify.annotations.Nullable;

/**
 * A packet on its way through hands that lack the keys: algorithms, length of the payload, payload,
 * then changes. Nothing is accepted but what was sealed, and that once.
 */
public final class EspPacketFuzz {
    private static final int NEXT_HEADER = 17;
    private static final Spi SPI = new Spi(0xfedcba98L);

    private EspPacketFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length < 2) {
            return;
        }
        int algorithms = (input[0] & 0xff) % FuzzKeys.COUNT;
        int payloadEnd = Math.min(2 + (input[1] & 0xff), input.length);
        byte[] payload = Arrays.copyOfRange(input, 2, payloadEnd);
        byte[] changes = Arrays.copyOfRange(input, payloadEnd, input.length);

        OutboundSa sender = new OutboundSa(SPI, FuzzKeys.of(algorithms));
        byte @Nullable [] sealed =
                sender.seal(payload, NEXT_HEADER, new IvSource(new Random(input.length)));
        if (sealed == null) {
            throw new AssertionError("the first packet of an SA was not sealed");
        }
        byte[] arriving = changed(sealed, changes);
        InboundSa receiver = new InboundSa(SPI, FuzzKeys.of(algorithms), Selectors.ANY);
        boolean accepted = receiver.open(arriving) instanceof EspOutcome.Authenticated;
        Holds.same(MessageDigest.isEqual(sealed, arriving), accepted, "accepted");

        // What did not pass has left nothing behind, and what passed does not pass again.
        EspOutcome second = receiver.open(sealed);
        Holds.same(!accepted, second instanceof EspOutcome.Authenticated, "sealed packet accepted");
        if (second instanceof EspOutcome.Authenticated authenticated) {
            Holds.same(payload, authenticated.payload(), "payload");
            Holds.same(NEXT_HEADER, authenticated.nextHeader(), "next header");
            Holds.same(1L, authenticated.sequence(), "sequence number");
        }
    }

    /**
     * The changes: 0, place, octet: another octet; 1, place: cut off; 2, octets: put behind; 3: a
     * foreign packet, all that follows.
     */
    private static byte[] changed(byte[] sealed, byte[] changes) {
        byte[] packet = sealed.clone();
        int at = 0;
        while (at + 1 < changes.length) {
            int place = changes[at + 1] & 0xff;
            switch (changes[at] & 3) {
                case 0 -> {
                    if (at + 2 < changes.length && packet.length > 0) {
                        packet[place % packet.length] ^= changes[at + 2];
                    }
                    at += 3;
                }
                case 1 -> {
                    packet = Arrays.copyOf(packet, Math.min(place, packet.length));
                    at += 2;
                }
                case 2 -> {
                    packet = Arrays.copyOf(packet, packet.length + place % 33);
                    at += 2;
                }
                default -> {
                    return Arrays.copyOfRange(changes, at + 1, changes.length);
                }
            }
        }
        return packet;
    }
}
