package org.gatehouse.ims.core.ipsec.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One netlink message (struct nlmsghdr, 16 octets: length 4, type 2, flags 2, sequence 4, port 4;
 * then the payload; each message starts at a multiple of 4). Numbers are in the machine's byte
 * order.
 */
public record NetlinkMessage(int type, int flags, int sequence, byte[] payload) {
    public static final int ERROR = 2;
    public static final int DONE = 3;

    public static final int F_REQUEST = 1;
    public static final int F_ACK = 4;
    public static final int F_DUMP = 0x300;

    /** Something changed during a dump, which is not whole then. */
    public static final int F_DUMP_INTERRUPTED = 0x10;

    private static final int F_ACK_TLVS = 0x200;
    private static final int ATTRIBUTE_TEXT = 1;
    private static final int HEADER = 16;

    /** The octets of this message, to be sent. */
    public byte[] encode() {
        return ByteBuffer.allocate(HEADER + payload.length)
                .order(ByteOrder.nativeOrder())
                .putInt(HEADER + payload.length)
                .putShort((short) type)
                .putShort((short) flags)
                .putInt(sequence)
                .putInt(0)
                .put(payload)
                .array();
    }

    /**
     * The messages that one receive brought.
     *
     * @throws IllegalArgumentException if a length leads out of the octets
     */
    public static List<NetlinkMessage> split(byte[] received) {
        List<NetlinkMessage> messages = new ArrayList<>();
        ByteBuffer octets = ByteBuffer.wrap(received).order(ByteOrder.nativeOrder());
        while (octets.remaining() >= HEADER) {
            int start = octets.position();
            int length = octets.getInt();
            if (length < HEADER || length > received.length - start) {
                throw new IllegalArgumentException(
                        "netlink message of " + length + " octets (expected: at most what came)");
            }
            int type = octets.getShort() & 0xFFFF;
            int flags = octets.getShort() & 0xFFFF;
            int sequence = octets.getInt();
            octets.getInt();
            byte[] payload = new byte[length - HEADER];
            octets.get(payload);
            messages.add(new NetlinkMessage(type, flags, sequence, payload));
            octets.position(Math.min(received.length, start + Wire.aligned(length)));
        }
        return messages;
    }

    /** The errno of an acknowledgement or refusal (struct nlmsgerr), 0 for success. */
    public int errno() {
        boolean has = (type == ERROR || type == DONE) && payload.length >= 4;
        return has ? -ByteBuffer.wrap(payload).order(ByteOrder.nativeOrder()).getInt() : 0;
    }

    /** What the kernel says of a refusal beside its number; empty if it says nothing. */
    public String errorText() {
        if (type != ERROR || (flags & F_ACK_TLVS) == 0 || payload.length < 4 + HEADER) {
            return "";
        }
        ByteBuffer octets = ByteBuffer.wrap(payload).order(ByteOrder.nativeOrder());
        boolean capped = (flags & 0x100) != 0;
        int request = capped ? HEADER : Wire.aligned(octets.getInt(4));
        if (request < HEADER || 4 + request > payload.length) {
            return "";
        }
        byte[] text = Wire.attributes(payload, 4 + request).get(ATTRIBUTE_TEXT);
        return text == null ? "" : new String(text, StandardCharsets.UTF_8).replace("\0", "");
    }
}
