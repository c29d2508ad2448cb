package org.gatehouse.ims.core.ipsec.kernel;

import java.net.ConnectException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.ipsec.AssociationSet;
import org.gatehouse.ims.core.ipsec.Carrier;
import org.gatehouse.ims.core.ipsec.InnerStreams;
import org.gatehouse.ims.core.net.Network.StreamHandler;
import org.jspecify.annotations.Nullable;

/** TCP inside ESP beside {@link EngineByMode}: the mode of a set decides who has it. */
public final class StreamsByMode implements InnerStreams {
    private final InnerStreams transport;
    private final @Nullable InnerStreams encapsulated;
    private final Map<SetId, InnerStreams> owners = new ConcurrentHashMap<>();

    /**
     * @param transport has the sets in transport mode
     * @param encapsulated has those inside UDP; null if they carry no TCP
     */
    public StreamsByMode(InnerStreams transport, @Nullable InnerStreams encapsulated) {
        this.transport = transport;
        this.encapsulated = encapsulated;
    }

    @Override
    public void open(AssociationSet set) {
        InnerStreams owner = set.carrier() == Carrier.IP ? transport : encapsulated;
        if (owner != null) {
            owners.put(set.id(), owner);
            owner.open(set);
        }
    }

    @Override
    public void close(SetId set) {
        InnerStreams owner = owners.remove(set);
        if (owner != null) {
            owner.close(set);
        }
    }

    @Override
    public void connect(SetId set, StreamHandler handler) {
        InnerStreams owner = owners.get(set);
        if (owner == null) {
            handler.closed(new ConnectException(set + " carries no TCP"));
        } else {
            owner.connect(set, handler);
        }
    }

    @Override
    public void close() {
        transport.close();
        if (encapsulated != null) {
            encapsulated.close();
        }
    }
}
