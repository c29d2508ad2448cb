package org.gatehouse.ims.core.trace;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * Writes IP packets to a pcapng file (draft-ietf-opsawg-pcapng): a section header, one interface of
 * link type RAW with microseconds, and an enhanced packet block for each packet.
 */
public final class PcapngWriter implements AutoCloseable {
    private static final int SECTION_HEADER = 0x0A0D0D0A;
    private static final int BYTE_ORDER_MAGIC = 0x1A2B3C4D;
    private static final int INTERFACE_DESCRIPTION = 1;
    private static final int ENHANCED_PACKET = 6;

    /** "Raw IP; the packet begins with an IPv4 or IPv6 header" (LINKTYPE_RAW). */
    private static final int LINK_TYPE_RAW = 101;

    private static final int MAX_PACKET = 65_535;

    private final OutputStream out;

    private PcapngWriter(OutputStream out) {
        this.out = out;
    }

    /** Replaces a file by a capture without packets. */
    public static PcapngWriter create(Path file) throws IOException {
        PcapngWriter writer =
                new PcapngWriter(new BufferedOutputStream(Files.newOutputStream(file)));
        writer.header();
        return writer;
    }

    /** Adds a packet, from its IPv4 or IPv6 header on; see {@link OuterPacket}. */
    public synchronized void packet(Instant at, byte[] ipPacket) throws IOException {
        if (ipPacket.length > MAX_PACKET) {
            throw new IllegalArgumentException(
                    "IP packet: " + ipPacket.length + " octets (expected: <= " + MAX_PACKET + ")");
        }
        long micros = Math.addExact(at.getEpochSecond() * 1_000_000, at.getNano() / 1_000);
        int padded = (ipPacket.length + 3) & ~3;
        ByteBuffer body = ByteBuffer.allocate(20 + padded).order(ByteOrder.LITTLE_ENDIAN);
        body.putInt(0) // the one interface
                .putInt((int) (micros >>> 32))
                .putInt((int) micros)
                .putInt(ipPacket.length)
                .putInt(ipPacket.length)
                .put(ipPacket);
        block(ENHANCED_PACKET, body.array());
        out.flush();
    }

    private void header() throws IOException {
        block(
                SECTION_HEADER,
                ByteBuffer.allocate(16)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(BYTE_ORDER_MAGIC)
                        .putShort((short) 1)
                        .putShort((short) 0)
                        .putLong(-1) // length of the section: not known
                        .array());
        block(
                INTERFACE_DESCRIPTION,
                ByteBuffer.allocate(8)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putShort((short) LINK_TYPE_RAW)
                        .putShort((short) 0)
                        .putInt(MAX_PACKET)
                        .array());
        out.flush();
    }

    private void block(int type, byte[] body) throws IOException {
        int total = 12 + body.length;
        out.write(
                ByteBuffer.allocate(total)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(type)
                        .putInt(total)
                        .put(body)
                        .putInt(total)
                        .array());
    }

    @Override
    public synchronized void close() throws IOException {
        out.close();
    }
}
