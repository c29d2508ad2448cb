package org.gatehouse.ims.core.transport;

import io.netty.buffer.Unpooled;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import org.gatehouse.ims.core.net.Network;

/** A bound UDP socket on Netty. */
record NettyDatagrams(DatagramChannel channel) implements Network.Datagrams {
    @Override
    public InetSocketAddress local() {
        return channel.localAddress();
    }

    @Override
    public void send(InetSocketAddress remote, byte[] payload) {
        // a socket that can't keep up loses datagrams here rather than queueing them without bound
        if (channel.isWritable()) {
            var _ =
                    channel.writeAndFlush(
                            new DatagramPacket(Unpooled.wrappedBuffer(payload), remote),
                            channel.voidPromise());
        }
    }

    @Override
    public void close() {
        channel.close().syncUninterruptibly();
    }
}
