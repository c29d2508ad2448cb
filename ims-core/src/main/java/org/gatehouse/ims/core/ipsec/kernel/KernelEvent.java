package org.gatehouse.ims.core.ipsec.kernel;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What the kernel tells of a state without having been asked. */
sealed interface KernelEvent {
    /** Octets of a struct xfrm_usersa_id: destination 16, SPI 4, family 2, protocol 1, 1 unused. */
    int ID = 24;

    /** The state it is about. */
    KernelState.Id id();

    /** The kernel has ended a state: its sequence numbers are used up, or nobody prolonged it. */
    record Expired(KernelState.Id id) implements KernelEvent {
        /** XFRM_MSG_EXPIRE: a struct xfrm_usersa_info of 224 octets, then whether it is final. */
        static final int TYPE = 0x18;

        private static final int HARD = 224;
    }

    /**
     * A packet that passed the integrity check of an inbound state came from another outer address
     * or port than it names.
     */
    record Moved(KernelState.Id id, InetSocketAddress from) implements KernelEvent {
        /**
         * XFRM_MSG_MAPPING (struct xfrm_user_mapping: id 24, reqid 4, old source 16, new source 16,
         * old port 2, new port 2).
         */
        static final int TYPE = 0x26;

        private static final int OCTETS = 64;
        private static final int NEW_SOURCE = ID + 4 + Wire.ADDRESS;
        private static final int NEW_PORT = NEW_SOURCE + Wire.ADDRESS + 2;
    }

    /**
     * Reads one.
     *
     * @return null for one that ends nothing, or of a kind that nobody asked for
     * @throws IllegalArgumentException if it is too short
     */
    static @Nullable KernelEvent of(NetlinkMessage message) {
        return switch (message.type()) {
            case Expired.TYPE -> expired(message.payload());
            case Moved.TYPE -> moved(message.payload());
            default -> null;
        };
    }

    private static @Nullable KernelEvent expired(byte[] payload) {
        Wire.require(payload, Expired.HARD + 1, "end of a state");
        if (payload[Expired.HARD] == 0) {
            return null;
        }
        return new Expired(KernelState.decode(payload).state().id());
    }

    private static KernelEvent moved(byte[] payload) {
        Wire.require(payload, Moved.OCTETS, "move of a peer");
        ByteBuffer from = Wire.wrap(payload);
        int family = from.getShort(Wire.ADDRESS + 4) & 0xFFFF;
        KernelState.Id id = new KernelState.Id(Wire.address(from, family), Wire.spi(from));
        from.position(Moved.NEW_SOURCE);
        InetAddress source = Wire.address(from, family);
        from.position(Moved.NEW_PORT);
        return new Moved(id, new InetSocketAddress(source, Wire.port(from)));
    }
}
