package org.gatehouse.ims.core.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.gatehouse.ims.core.net.HostPort;
import org.gatehouse.ims.core.net.Names;
import org.gatehouse.ims.core.net.Network;
import org.gatehouse.ims.core.net.TlsIdentity;
import org.jspecify.annotations.Nullable;

/**
 * Sockets of this machine: Netty's, and the kernel's own for bare IP protocols. NIO: measured
 * within the noise of epoll for datagrams of SIP's size, and it needs no native library.
 */
public final class NettyNetwork implements Network {
    /** Largest UDP payload that IPv4 can carry, octets. */
    private static final int MAX_DATAGRAM = 65_507;

    /** Kernel buffer asked for each UDP socket, octets: bursts of some thousand REGISTERs. */
    private static final int DATAGRAM_BUFFER = 4 * 1024 * 1024;

    /**
     * Octets that may wait for a UDP socket's thread before a datagram is lost: what the kernel is
     * asked to hold, a burst of some thousand messages. Netty's own 64 KB are but fifty.
     */
    private static final int DATAGRAM_BACKLOG = DATAGRAM_BUFFER;

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    /** Times to connect from a fixed port before it counts as taken. */
    private static final int PORT_ATTEMPTS = 5;

    /** Between them. */
    private static final Duration PORT_PAUSE = Duration.ofMillis(20);

    private final MultiThreadIoEventLoopGroup loops;
    private final HostNames names = new HostNames();

    /**
     * @param threads socket threads, at least 1
     */
    public NettyNetwork(int threads) {
        loops = new MultiThreadIoEventLoopGroup(threads, NioIoHandler.newFactory());
    }

    /**
     * A network whose threads can be told from others, and keep no JVM alive.
     *
     * @param name prefix of the threads' names
     * @param threads socket threads, at least 1
     */
    public NettyNetwork(String name, int threads) {
        loops =
                new MultiThreadIoEventLoopGroup(
                        threads,
                        new DefaultThreadFactory(name, /* daemon= */ true),
                        NioIoHandler.newFactory());
    }

    @Override
    public Datagrams openDatagrams(InetSocketAddress local, DatagramHandler handler)
            throws IOException {
        Bootstrap bootstrap =
                new Bootstrap()
                        .group(loops)
                        .channel(NioDatagramChannel.class)
                        .option(ChannelOption.SO_RCVBUF, DATAGRAM_BUFFER)
                        .option(ChannelOption.SO_SNDBUF, DATAGRAM_BUFFER)
                        .option(ChannelOption.WRITE_BUFFER_WATER_MARK, backlog(DATAGRAM_BACKLOG))
                        .option(
                                ChannelOption.RECVBUF_ALLOCATOR,
                                new FixedRecvByteBufAllocator(MAX_DATAGRAM))
                        .handler(
                                new ChannelInitializer<DatagramChannel>() {
                                    @Override
                                    protected void initChannel(DatagramChannel channel) {
                                        channel.pipeline().addLast(new DatagramBridge(handler));
                                    }
                                });
        return new NettyDatagrams((DatagramChannel) bound(bootstrap.bind(local), local));
    }

    @Override
    public Listener listen(InetSocketAddress local, StreamAcceptor acceptor) throws IOException {
        return listen(local, acceptor, null);
    }

    Listener listen(InetSocketAddress local, StreamAcceptor acceptor, @Nullable SslContext tls)
            throws IOException {
        ServerBootstrap bootstrap =
                new ServerBootstrap()
                        .group(loops)
                        .channel(NioServerSocketChannel.class)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childHandler(
                                new ChannelInitializer<SocketChannel>() {
                                    @Override
                                    protected void initChannel(SocketChannel channel) {
                                        StreamHandler handler =
                                                acceptor.accept(channel.remoteAddress());
                                        if (tls != null) {
                                            channel.pipeline()
                                                    .addLast(tls.newHandler(channel.alloc()));
                                        }
                                        channel.pipeline()
                                                .addLast(new StreamBridge(handler, tls != null));
                                    }
                                });
        Channel channel = bound(bootstrap.bind(local), local);
        return new Listener() {
            @Override
            public InetSocketAddress local() {
                return (InetSocketAddress) channel.localAddress();
            }

            @Override
            public void close() {
                channel.close().syncUninterruptibly();
            }
        };
    }

    @Override
    public void connect(InetSocketAddress remote, StreamHandler handler) {
        open(null, remote, handler, null);
    }

    @Override
    public void connect(InetSocketAddress from, InetSocketAddress remote, StreamHandler handler) {
        open(from, remote, handler, null);
    }

    void open(
            @Nullable InetSocketAddress local,
            InetSocketAddress remote,
            StreamHandler handler,
            @Nullable SslContext tls) {
        open(local, remote, handler, tls, local == null ? 1 : PORT_ATTEMPTS);
    }

    private void open(
            @Nullable InetSocketAddress local,
            InetSocketAddress remote,
            StreamHandler handler,
            @Nullable SslContext tls,
            int attempts) {
        StreamBridge bridge = new StreamBridge(handler, tls != null);
        ChannelFuture connected =
                new Bootstrap()
                        .group(loops)
                        .channel(NioSocketChannel.class)
                        .option(ChannelOption.TCP_NODELAY, true)
                        // connections to several peers may leave from one port
                        .option(ChannelOption.SO_REUSEADDR, local != null && local.getPort() != 0)
                        .option(
                                ChannelOption.CONNECT_TIMEOUT_MILLIS,
                                (int) CONNECT_TIMEOUT.toMillis())
                        .handler(
                                new ChannelInitializer<SocketChannel>() {
                                    @Override
                                    protected void initChannel(SocketChannel channel) {
                                        if (tls != null) {
                                            channel.pipeline()
                                                    .addLast(
                                                            tls.newHandler(
                                                                    channel.alloc(),
                                                                    remote.getAddress()
                                                                            .getHostAddress(),
                                                                    remote.getPort()));
                                        }
                                        channel.pipeline().addLast(bridge);
                                    }
                                })
                        .connect(remote, local);
        connected.addListener(future -> {
            if (future.isSuccess()) {
                return;
            }
            if (attempts == 1 || !isTaken(future.cause()) || loops.isShuttingDown()) {
                bridge.failed(future.cause());
                return;
            }
            // a socket closes a moment after its end was told: the selector has it until then
            var _ =
                    loops.schedule(
                            () -> open(local, remote, handler, tls, attempts - 1),
                            PORT_PAUSE.toMillis(),
                            TimeUnit.MILLISECONDS);
        });
    }

    /** The port, or the connection between these two ports, is there already. */
    private static boolean isTaken(Throwable failure) {
        return failure instanceof BindException || failure.getCause() instanceof BindException;
    }

    @Override
    public Network secured(TlsIdentity identity) {
        return new TlsNetwork(this, identity);
    }

    @Override
    public IpPackets openIp(InetAddress local, int protocol, IpHandler handler) throws IOException {
        return RawIpSocket.open(local, protocol, handler);
    }

    @Override
    public EspInUdp openEspInUdp(InetSocketAddress local) throws IOException {
        return EspInUdpSocket.open(local);
    }

    @Override
    public Tun openTun(TunHandler handler) throws IOException {
        return TunDevice.open(handler);
    }

    @Override
    public Names names() {
        return names;
    }

    @Override
    public void close() {
        names.close();
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
    }

    static WriteBufferWaterMark backlog(int octets) {
        return new WriteBufferWaterMark(octets / 2, octets);
    }

    private static Channel bound(ChannelFuture bind, InetSocketAddress local) throws IOException {
        bind.awaitUninterruptibly();
        if (!bind.isSuccess()) {
            BindException named =
                    new BindException(
                            "cannot bind " + HostPort.of(local) + ": " + bind.cause().getMessage());
            named.initCause(bind.cause());
            throw named;
        }
        return bind.channel();
    }
}
