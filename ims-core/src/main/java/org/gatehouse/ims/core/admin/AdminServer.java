package org.gatehouse.ims.core.admin;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.gatehouse.ims.core.net.HostPort;

/**
 * HTTP server with /health, /metrics (Prometheus) and the JSON resources of a daemon. GET and HEAD
 * change nothing and need no token; POST does what {@link AdminActions} allows.
 */
public final class AdminServer implements AutoCloseable {
    /** Octets of a request line and of a header field: no request of ours needs more. */
    private static final int MAX_LINE = 4096;

    private static final int MAX_HEADER = 8192;

    /** Octets of a request body: an order with some dozen identities. */
    private static final int MAX_BODY = 8192;

    /** Connections at once: some scrapers and a person, not a public. */
    static final int MAX_CONNECTIONS = 64;

    /** Seconds a connection may go without a whole request before it is closed. */
    static final int IDLE_SECONDS = 30;

    private final EventLoopGroup group;
    private final Channel channel;

    private AdminServer(EventLoopGroup group, Channel channel) {
        this.group = group;
        this.channel = channel;
    }

    /**
     * Listens; port 0 takes a free one.
     *
     * @param api resources by their path below /api/, e.g. {@code registrations}
     */
    public static AdminServer start(
            InetSocketAddress address,
            Health health,
            PrometheusMeterRegistry meters,
            Map<String, ApiResource> api)
            throws IOException {
        return start(address, health, meters, api, AdminActions.NONE);
    }

    /** Listens, with actions behind POST. */
    public static AdminServer start(
            InetSocketAddress address,
            Health health,
            PrometheusMeterRegistry meters,
            Map<String, ApiResource> api,
            AdminActions actions)
            throws IOException {
        AdminResources resources = new AdminResources(health, meters, api, actions);
        AtomicInteger connections = new AtomicInteger();
        EventLoopGroup group =
                new MultiThreadIoEventLoopGroup(
                        1, new DefaultThreadFactory("admin", true), NioIoHandler.newFactory());
        ServerBootstrap bootstrap =
                new ServerBootstrap()
                        .group(group)
                        .channel(NioServerSocketChannel.class)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .childHandler(initializer(resources, connections));
        ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            var _ = group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
            throw new IOException(
                    "admin address " + HostPort.of(address) + ": " + bound.cause().getMessage(),
                    bound.cause());
        }
        return new AdminServer(group, bound.channel());
    }

    private static ChannelInitializer<SocketChannel> initializer(
            AdminResources resources, AtomicInteger connections) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(SocketChannel child) {
                if (connections.incrementAndGet() > MAX_CONNECTIONS) {
                    connections.decrementAndGet();
                    var _ = child.close();
                    return;
                }
                child.closeFuture().addListener(closed -> connections.decrementAndGet());
                equip(child.pipeline(), resources);
            }
        };
    }

    static void equip(ChannelPipeline pipeline, AdminResources resources) {
        HttpDecoderConfig limits =
                new HttpDecoderConfig()
                        .setMaxInitialLineLength(MAX_LINE)
                        .setMaxHeaderSize(MAX_HEADER);
        pipeline.addLast(new HttpServerCodec(limits))
                .addLast(new HttpObjectAggregator(MAX_BODY, true))
                // behind the aggregator: who sends an octet now and then holds nothing open
                .addLast(new ReadTimeoutHandler(IDLE_SECONDS))
                .addLast(new FlowControlHandler())
                .addLast(new AdminHandler(resources));
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) channel.localAddress();
    }

    @Override
    public void close() {
        channel.close().awaitUninterruptibly();
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
