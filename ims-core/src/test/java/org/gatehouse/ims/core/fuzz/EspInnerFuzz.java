package org.gatehouse.ims.core.fuzz;

import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.gatehouse.ims.core.esp.EspOutcome;
import org.gatehouse.ims.core.esp.InboundSa;
import org.gatehouse.ims.core.esp.InnerFragments;
import org.gatehouse.ims.core.esp.InnerPacket;
import org.gatehouse.ims.core.esp.InnerPacket.Endpoint;
import org.gatehouse.ims.core.esp.IvSource;
import org.gatehouse.ims.core.esp.OutboundSa;
import org.gatehouse.ims.core.esp.SipSelectors;
import org.gatehouse.ims.core.esp.TcpSegment;
import org.gatehouse.ims.core.secagree.Spi;
import org.jspecify.annotations.Nullable;

/**
 * What a UE with the right keys may put inside ESP: carrier (IPv4 or IPv6 tunnel, transport), next
 * header, then the clear text.
 */
public final class EspInnerFuzz {
    private static final int SOURCE_PORT = 5060;
    private static final int DESTINATION_PORT = 6060;
    private static final Endpoint[] SOURCES = {v4(1), v6(1), v4(1)};
    private static final Endpoint[] DESTINATIONS = {v4(2), v6(2), v4(2)};
    private static final int TRANSPORT = 2;
    private static final TcpSegment.Addresses DEVICE =
            new TcpSegment.Addresses(v6(1).address(), v6(2).address());
    private static final Spi SPI = new Spi(4711);

    private EspInnerFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length < 2) {
            return;
        }
        int carrier = (input[0] & 0xff) % SOURCES.length;
        int nextHeader = input[1] & 0xff;
        byte[] clear = Arrays.copyOfRange(input, 2, input.length);
        SipSelectors selectors =
                carrier == TRANSPORT
                        ? SipSelectors.transport(SOURCES[carrier], DESTINATIONS[carrier])
                        : SipSelectors.tunnel(SOURCES[carrier], DESTINATIONS[carrier]);
        byte @Nullable [] packet =
                new OutboundSa(SPI, FuzzKeys.of(0))
                        .seal(clear, nextHeader, new IvSource(new Random(1)));
        if (packet == null) {
            throw new AssertionError("the first packet of an SA was not sealed");
        }
        InboundSa receiver = new InboundSa(SPI, FuzzKeys.of(0), selectors);
        switch (receiver.open(packet)) {
            case EspOutcome.Authenticated inside -> {
                Holds.same(clear, inside.payload(), "payload");
                delivered(selectors, carrier, inside);
                Holds.that(receiver.open(packet) instanceof EspOutcome.Dropped, "a replay passed");
            }
            case EspOutcome.AuthenticFragment fragment -> {
                alone(selectors, carrier, fragment);
                Holds.that(receiver.open(packet) instanceof EspOutcome.Dropped, "a replay passed");
            }
            case EspOutcome.Dropped dropped ->
                    Holds.same(0L, receiver.highestSequence(), dropped.reason().token());
        }
    }

    /** A fragment without others waits within the bounds, or is all there is, or is dropped. */
    private static void alone(
            SipSelectors selectors, int carrier, EspOutcome.AuthenticFragment fragment) {
        InnerFragments fragments =
                new InnerFragments((sa, why) -> Holds.that(false, "given up: " + why));
        switch (fragments.add(SPI, selectors, fragment, Instant.EPOCH)) {
            case EspOutcome.Authenticated whole -> delivered(selectors, carrier, whole);
            case EspOutcome.AuthenticFragment kept ->
                    Holds.that(kept == fragment && fragments.packets() == 1, "one is kept");
            case EspOutcome.Dropped dropped ->
                    Holds.same(0L, fragments.octets(), dropped.reason().token());
        }
    }

    /** What passed the selectors says the same when it is written anew. */
    private static void delivered(
            SipSelectors selectors, int carrier, EspOutcome.Authenticated inside) {
        if (selectors.isTcp(inside.payload(), inside.nextHeader())) {
            segment(selectors, carrier, inside);
            return;
        }
        byte[] payload = selectors.udpPayload(inside.payload());
        Holds.that(payload.length <= inside.payload().length - 8, "UDP payload");
        byte[] own =
                carrier == TRANSPORT
                        ? InnerPacket.udp(SOURCES[carrier], DESTINATIONS[carrier], payload)
                        : InnerPacket.ipAndUdp(SOURCES[carrier], DESTINATIONS[carrier], payload);
        Holds.same(
                null,
                selectors.check(own, own.length, inside.nextHeader()),
                "the same payload from us");
        Holds.same(payload, selectors.udpPayload(own), "payload written and read");
    }

    /** A segment that passed goes to the kernel under other addresses, and comes back. */
    private static void segment(
            SipSelectors selectors, int carrier, EspOutcome.Authenticated inside) {
        byte[] segment = selectors.tcpSegment(inside.payload());
        Holds.same((long) SOURCE_PORT, (long) TcpSegment.sourcePort(segment), "source port");
        byte[] own =
                carrier == TRANSPORT
                        ? segment.clone()
                        : InnerPacket.ip(
                                SOURCES[carrier].address(),
                                DESTINATIONS[carrier].address(),
                                InnerPacket.PROTOCOL_TCP,
                                segment);
        Holds.same(
                null,
                selectors.check(own, own.length, inside.nextHeader()),
                "the same segment from us");
        Holds.same(segment, selectors.tcpSegment(own), "segment written and read");
        byte[] packet = TcpSegment.packet(segment, DEVICE);
        byte @Nullable [] read = TcpSegment.of(packet);
        if (read == null) {
            throw new AssertionError("a segment was lost on the device");
        }
        Holds.same(segment, read, "segment through the device");
        byte @Nullable [] reset = TcpSegment.resetFor(packet, segment);
        Holds.that(reset == null || TcpSegment.of(reset) != null, "a reset is no segment");
    }

    private static Endpoint v4(int host) {
        return new Endpoint(new byte[] {10, 0, 0, (byte) host}, port(host));
    }

    private static Endpoint v6(int host) {
        byte[] address = new byte[16];
        address[0] = 0x20;
        address[1] = 0x01;
        address[2] = 0x0d;
        address[3] = (byte) 0xb8;
        address[15] = (byte) host;
        return new Endpoint(address, port(host));
    }

    private static int port(int host) {
        return host == 1 ? SOURCE_PORT : DESTINATION_PORT;
    }
}
