package org.gatehouse.ims.core.ipsec.inner;

import org.gatehouse.ims.core.net.Network;
import org.jspecify.annotations.Nullable;

/** Ends a connection that no set is for. */
public record Refused() implements Network.StreamHandler {
    @Override
    public void opened(Network.Stream stream) {
        stream.endAbruptly();
        stream.close();
    }

    @Override
    public void received(Network.Stream stream, byte[] bytes) {}

    @Override
    public void closed(@Nullable Throwable cause) {}
}
