package org.gatehouse.ims.core.diameter.io;

import java.io.IOException;
import java.net.InetSocketAddress;
import org.gatehouse.ims.core.net.Network;
import org.jspecify.annotations.Nullable;

/** A host whose listening side can lose its voice: it hears, takes, and nothing comes back. */
final class MutedNetwork implements Network {
    private final Network inner;
    private boolean muted;

    MutedNetwork(Network inner) {
        this.inner = inner;
    }

    void muted(boolean now) {
        muted = now;
    }

    @Override
    public Datagrams openDatagrams(InetSocketAddress local, DatagramHandler handler)
            throws IOException {
        return inner.openDatagrams(local, handler);
    }

    @Override
    public Listener listen(InetSocketAddress local, StreamAcceptor acceptor) throws IOException {
        return inner.listen(local, remote -> new Muting(acceptor.accept(remote)));
    }

    @Override
    public void connect(InetSocketAddress remote, StreamHandler handler) {
        inner.connect(remote, handler);
    }

    @Override
    public void connect(InetSocketAddress from, InetSocketAddress remote, StreamHandler handler) {
        inner.connect(from, remote, handler);
    }

    @Override
    public void close() {
        inner.close();
    }

    private final class Muting implements StreamHandler {
        private final StreamHandler handler;

        private Muting(StreamHandler handler) {
            this.handler = handler;
        }

        @Override
        public void opened(Stream stream) {
            handler.opened(new MutedStream(stream));
        }

        @Override
        public void received(Stream stream, byte[] bytes) {
            handler.received(stream, bytes);
        }

        @Override
        public void closed(@Nullable Throwable cause) {
            handler.closed(cause);
        }
    }

    private final class MutedStream implements Stream {
        private final Stream stream;

        private MutedStream(Stream stream) {
            this.stream = stream;
        }

        @Override
        public InetSocketAddress local() {
            return stream.local();
        }

        @Override
        public InetSocketAddress remote() {
            return stream.remote();
        }

        @Override
        public boolean send(byte[] bytes) {
            return muted || stream.send(bytes);
        }

        @Override
        public void close() {
            stream.close();
        }
    }
}
