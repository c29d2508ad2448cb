package org.gatehouse.ims.core.transport;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import javax.net.ssl.SSLException;
import org.gatehouse.ims.core.flow.TransportProtocol;
import org.gatehouse.ims.core.net.Network;
import org.gatehouse.ims.core.net.TlsIdentity;

/** A view of the sockets of this machine, with TLS on every byte stream. */
final class TlsNetwork implements Network {
    private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};

    private final NettyNetwork plain;
    private final SslContext asServer;
    private final SslContext asClient;

    TlsNetwork(NettyNetwork plain, TlsIdentity identity) {
        this.plain = plain;
        try {
            asServer =
                    believing(
                                    SslContextBuilder.forServer(identity.key(), identity.chain()),
                                    identity)
                            .clientAuth(ClientAuth.REQUIRE)
                            .build();
            // that the certificate names the address is what Netty checks unless told otherwise
            asClient =
                    believing(SslContextBuilder.forClient(), identity)
                            .keyManager(identity.key(), identity.chain())
                            .build();
        } catch (SSLException e) {
            throw new IllegalStateException("certificate or key is of no use for TLS", e);
        }
    }

    private static SslContextBuilder believing(SslContextBuilder builder, TlsIdentity identity) {
        return builder.sslProvider(SslProvider.JDK)
                .protocols(VERSIONS)
                .trustManager(identity.roots());
    }

    @Override
    public TransportProtocol streams() {
        return TransportProtocol.TLS;
    }

    @Override
    public Listener listen(InetSocketAddress local, StreamAcceptor acceptor) throws IOException {
        return plain.listen(local, acceptor, asServer);
    }

    @Override
    public void connect(InetSocketAddress remote, StreamHandler handler) {
        plain.open(null, remote, handler, asClient);
    }

    @Override
    public void connect(InetSocketAddress from, InetSocketAddress remote, StreamHandler handler) {
        plain.open(from, remote, handler, asClient);
    }

    @Override
    public Datagrams openDatagrams(InetSocketAddress local, DatagramHandler handler)
            throws IOException {
        return plain.openDatagrams(local, handler);
    }

    @Override
    public IpPackets openIp(InetAddress local, int protocol, IpHandler handler) throws IOException {
        return plain.openIp(local, protocol, handler);
    }

    /** The sockets are closed with the network that this is a view of. */
    @Override
    public void close() {}
}
