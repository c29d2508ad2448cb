package org.gatehouse.ims.core.ipsec.kernel;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One policy (XFRM_MSG_NEWPOLICY: struct xfrm_userpolicy_info of 168 octets: selector 56, limits
 * 64, use 32, priority 4, index 4, direction, action, flags, share 1 each, 4 unused; then
 * XFRMA_TMPL).
 *
 * @param priority the lowest number goes first
 * @param template the state that packets have to pass through; null: they are blocked
 */
public record KernelPolicy(
        Selector selector, Direction direction, int priority, @Nullable Template template) {
    static final int NEW = 0x13;
    static final int DELETE = 0x14;
    static final int GET = 0x15;
    static final int UPDATE = 0x19;

    private static final int INFO = 168;
    private static final int TEMPLATE = 64;
    private static final int ATTRIBUTE_TEMPLATE = 5;
    private static final int BLOCK = 1;

    /** Which way packets go. */
    public enum Direction {
        IN(0),
        OUT(1);

        private final int number;

        Direction(int number) {
            this.number = number;
        }

        /** Null for what is forwarded. */
        static @Nullable Direction of(int number) {
            return number == IN.number ? IN : number == OUT.number ? OUT : null;
        }
    }

    /** A state, by all that names it. */
    public record Template(KernelState.Id id, InetAddress source, int request, boolean tunnel) {
        static Template of(KernelState state) {
            return new Template(state.id(), state.source(), state.request(), state.tunnel());
        }

        /**
         * struct xfrm_user_tmpl: destination 16, SPI 4, protocol 1, 3 unused, family 2, 2 unused,
         * source 16, reqid 4, mode, share, optional 1 each, 1 unused, three masks of algorithms.
         */
        private byte[] encode() {
            ByteBuffer to = Wire.buffer(TEMPLATE);
            Wire.putAddress(to, id.destination());
            Wire.putSpi(to, id.spi());
            to.put((byte) Wire.PROTOCOL_ESP).put(new byte[3]);
            to.putShort((short) Wire.family(source)).putShort((short) 0);
            Wire.putAddress(to, source);
            to.putInt(request).put((byte) (tunnel ? 1 : 0)).put(new byte[3]);
            to.putInt(-1).putInt(-1).putInt(-1);
            return Wire.octets(to);
        }

        private static Template decode(byte[] value) {
            ByteBuffer from = Wire.wrap(value);
            int family = from.getShort(24) & 0xFFFF;
            InetAddress destination = Wire.address(from, family);
            long spi = Wire.spi(from);
            from.position(28);
            InetAddress source = Wire.address(from, family);
            int request = from.getInt();
            return new Template(
                    new KernelState.Id(destination, spi), source, request, from.get() == 1);
        }
    }

    /** The payload that makes it, or replaces the one with this selector and direction. */
    byte[] encodeNew() {
        ByteBuffer info = Wire.buffer(INFO);
        selector.encode(info);
        Wire.putNoLimits(info);
        info.put(new byte[Wire.USE]);
        info.putInt(priority).putInt(0);
        info.put((byte) direction.number).put((byte) (template == null ? BLOCK : 0));
        return template == null
                ? Wire.octets(info)
                : Wire.join(
                        Wire.octets(info), Wire.attribute(ATTRIBUTE_TEMPLATE, template.encode()));
    }

    /** The payload that deletes it (struct xfrm_userpolicy_id: selector 56, index 4, direction). */
    byte[] encodeDelete() {
        ByteBuffer name = Wire.buffer(64);
        selector.encode(name);
        name.putInt(0).put((byte) direction.number);
        return Wire.octets(name);
    }

    static byte[] encodeDump() {
        return new byte[0];
    }

    /**
     * A policy of a dump.
     *
     * @return null for one that is no kind of ours: of a direction or action that we never ask for
     * @throws IllegalArgumentException if it is too short
     */
    static @Nullable KernelPolicy decode(byte[] payload) {
        Wire.require(payload, INFO, "policy");
        ByteBuffer from = Wire.wrap(payload);
        Selector selector = Selector.decode(from);
        from.position(from.position() + Wire.LIMITS + Wire.USE);
        int priority = from.getInt();
        from.getInt();
        Direction direction = Direction.of(from.get());
        boolean block = from.get() == BLOCK;
        byte[] template = Wire.attributes(payload, INFO).get(ATTRIBUTE_TEMPLATE);
        boolean whole = template != null && template.length >= TEMPLATE;
        if (direction == null || block == whole) {
            return null;
        }
        return new KernelPolicy(
                selector,
                direction,
                priority,
                template == null || block ? null : Template.decode(template));
    }
}
