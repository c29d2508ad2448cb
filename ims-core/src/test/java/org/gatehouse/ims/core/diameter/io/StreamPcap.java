package org.gatehouse.ims.core.diameter.io;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Writes the octets of one stream as a pcap file of TCP segments towards Diameter's port. */
final class StreamPcap {
    private static final int MAGIC = 0xA1B2_C3D4;
    private static final int LINK_TYPE_RAW = 101;
    private static final int LOOPBACK = 0x7F00_0001;
    private static final int CLIENT_PORT = 49_152;
    private static final int DIAMETER_PORT = 3_868;
    private static final int TCP = 6;
    private static final int HEADERS = 40;
    private static final int PUSH_ACK = 0x18;

    private StreamPcap() {}

    static byte[] of(List<RecordingNetwork.Piece> pieces) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        ByteBuffer head = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
        head.putInt(MAGIC).putShort((short) 2).putShort((short) 4).putInt(0).putInt(0);
        file.writeBytes(head.putInt(65_535).putInt(LINK_TYPE_RAW).array());
        int[] sent = {1, 1};
        int second = 0;
        for (RecordingNetwork.Piece piece : pieces) {
            byte[] packet = packet(piece, sent);
            ByteBuffer record = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
            record.putInt(second++).putInt(0).putInt(packet.length).putInt(packet.length);
            file.writeBytes(record.array());
            file.writeBytes(packet);
        }
        return file.toByteArray();
    }

    /** IPv4 and TCP in front, without checksums. */
    private static byte[] packet(RecordingNetwork.Piece piece, int[] sent) {
        int self = piece.outbound() ? 0 : 1;
        int length = HEADERS + piece.octets().length;
        ByteBuffer out = ByteBuffer.allocate(length);
        out.putInt(0x4500_0000 | length).putInt(0).put((byte) 64).put((byte) TCP);
        out.putShort((short) 0).putInt(LOOPBACK).putInt(LOOPBACK);
        out.putShort((short) (piece.outbound() ? CLIENT_PORT : DIAMETER_PORT));
        out.putShort((short) (piece.outbound() ? DIAMETER_PORT : CLIENT_PORT));
        out.putInt(sent[self]).putInt(sent[1 - self]);
        out.put((byte) 0x50).put((byte) PUSH_ACK).putShort((short) 65_535).putInt(0);
        sent[self] += piece.octets().length;
        return out.put(piece.octets()).array();
    }
}
