package org.gatehouse.ims.core.transport;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import org.gatehouse.ims.core.net.Network;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From a Netty datagram channel to a handler of ours. */
final class DatagramBridge extends SimpleChannelInboundHandler<DatagramPacket> {
    private static final Logger LOG = LoggerFactory.getLogger(DatagramBridge.class);

    private final Network.DatagramHandler handler;

    DatagramBridge(Network.DatagramHandler handler) {
        this.handler = handler;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
        handler.received(packet.sender(), ByteBufUtil.getBytes(packet.content()));
    }

    /** An ICMP error surfaces here as an exception of the socket; the socket lives on. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("on the UDP socket {}: {}", context.channel().localAddress(), cause.toString());
    }
}
