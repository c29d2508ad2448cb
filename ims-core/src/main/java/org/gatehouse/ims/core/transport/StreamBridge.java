package org.gatehouse.ims.core.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.net.InetSocketAddress;
import org.gatehouse.ims.core.net.Network;
import org.jspecify.annotations.Nullable;

/** From a Netty socket channel to a stream handler of ours. */
final class StreamBridge extends SimpleChannelInboundHandler<ByteBuf> {
    private final Network.StreamHandler handler;
    private final boolean isSecured;
    private @Nullable NettyStream stream;
    private @Nullable Throwable cause;
    private boolean ended;

    /**
     * @param isSecured whether the stream opens with the end of a TLS handshake
     */
    StreamBridge(Network.StreamHandler handler, boolean isSecured) {
        this.handler = handler;
        this.isSecured = isSecured;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        if (!isSecured) {
            open(context);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (handshake.isSuccess()) {
                open(context);
            } else {
                cause = handshake.cause();
                var _ = context.close();
            }
        }
    }

    private void open(ChannelHandlerContext context) {
        context.channel().config().setWriteBufferWaterMark(NettyNetwork.backlog(handler.backlog()));
        NettyStream opened = new NettyStream(context.channel());
        stream = opened;
        handler.opened(opened);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
        NettyStream open = stream;
        if (open != null) {
            handler.received(open, ByteBufUtil.getBytes(bytes));
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable thrown) {
        cause = thrown;
        var _ = context.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        end(cause);
    }

    /** The connection could not be made. */
    void failed(Throwable why) {
        end(why);
    }

    private void end(@Nullable Throwable why) {
        if (!ended) {
            ended = true;
            handler.closed(why);
        }
    }

    private record NettyStream(Channel channel) implements Network.Stream {
        @Override
        public InetSocketAddress local() {
            return (InetSocketAddress) channel.localAddress();
        }

        @Override
        public InetSocketAddress remote() {
            return (InetSocketAddress) channel.remoteAddress();
        }

        @Override
        public boolean send(byte[] bytes) {
            if (!channel.isActive() || !channel.isWritable()) {
                return false;
            }
            var _ = channel.writeAndFlush(Unpooled.wrappedBuffer(bytes), channel.voidPromise());
            return true;
        }

        @Override
        public void close() {
            var _ = channel.close();
        }

        @Override
        public void endAbruptly() {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
        }
    }
}
