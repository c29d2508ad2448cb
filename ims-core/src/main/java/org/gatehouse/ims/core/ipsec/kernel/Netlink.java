package org.gatehouse.ims.core.ipsec.kernel;

import java.util.List;
import java.util.function.Consumer;

/** A socket to the IPsec part of the kernel. Every request is answered before it returns. */
public interface Netlink extends AutoCloseable {
    /** Opens the socket of one node, where this machine has such. */
    interface Source {
        /**
         * Opens it.
         *
         * @throws NetlinkException if it has none
         */
        Netlink open() throws NetlinkException;
    }

    /** No kernel is asked: for simulated networks. */
    Source NONE =
            () -> {
                throw new NetlinkException(
                        "netlink", NetlinkException.EPROTONOSUPPORT, "this network has no kernel");
            };

    /**
     * Sends a request with {@code NLM_F_ACK} and waits for the acknowledgement.
     *
     * @throws NetlinkException if the kernel refuses
     */
    void request(int type, byte[] payload) throws NetlinkException;

    /**
     * Asks for all objects of a kind ({@code NLM_F_DUMP}).
     *
     * @throws NetlinkException if the kernel refuses
     */
    List<NetlinkMessage> dump(int type, byte[] payload) throws NetlinkException;

    /**
     * Has what the kernel tells unasked told to somebody, on a thread of its own, until this is
     * closed: that a state has ended, that a peer's outer port is another one.
     *
     * @throws NetlinkException if the kernel refuses
     */
    void listen(Consumer<NetlinkMessage> to) throws NetlinkException;

    @Override
    void close();
}
