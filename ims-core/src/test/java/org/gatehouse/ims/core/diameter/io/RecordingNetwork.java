package org.gatehouse.ims.core.diameter.io;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.gatehouse.ims.core.net.Network;
import org.jspecify.annotations.Nullable;

/** A network that keeps what passes on the streams that it opens. */
final class RecordingNetwork implements Network {
    private final Network inner;
    private final List<Piece> pieces = new CopyOnWriteArrayList<>();

    RecordingNetwork(Network inner) {
        this.inner = inner;
    }

    /**
     * Some octets of a stream.
     *
     * @param outbound from the end that connected
     */
    record Piece(boolean outbound, byte[] octets) {}

    List<Piece> pieces() {
        return List.copyOf(pieces);
    }

    @Override
    public Datagrams openDatagrams(InetSocketAddress local, DatagramHandler handler)
            throws IOException {
        return inner.openDatagrams(local, handler);
    }

    @Override
    public Listener listen(InetSocketAddress local, StreamAcceptor acceptor) throws IOException {
        return inner.listen(local, acceptor);
    }

    @Override
    public void connect(InetSocketAddress remote, StreamHandler handler) {
        inner.connect(remote, recorded(handler));
    }

    @Override
    public void connect(InetSocketAddress from, InetSocketAddress remote, StreamHandler handler) {
        inner.connect(from, remote, recorded(handler));
    }

    private StreamHandler recorded(StreamHandler handler) {
        return new StreamHandler() {
            @Override
            public void opened(Stream stream) {
                handler.opened(new RecordedStream(stream));
            }

            @Override
            public void received(Stream stream, byte[] bytes) {
                pieces.add(new Piece(false, bytes));
                handler.received(stream, bytes);
            }

            @Override
            public void closed(@Nullable Throwable cause) {
                handler.closed(cause);
            }
        };
    }

    @Override
    public void close() {
        inner.close();
    }

    private final class RecordedStream implements Stream {
        private final Stream stream;

        private RecordedStream(Stream stream) {
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
            pieces.add(new Piece(true, bytes));
            return stream.send(bytes);
        }

        @Override
        public void close() {
            stream.close();
        }
    }
}
