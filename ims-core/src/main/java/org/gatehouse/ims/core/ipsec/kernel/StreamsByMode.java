package org.gatehouse.ims.core.ipsec.kernel;

import java.net.ConnectException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.ipsec.AssociationSet;
import org.gatehouse.ims.core.ipsec.Carrier;
import org.gatehouse.ims.core.ipsec.InnerStreams;
import org.gatehouse.ims.core.net.Network.StreamHandler;
import org.jspecify.annotations.Nullable;

/** TCP inside ESP beside {@link EngineByMode}: the mode of a set decides who has it. */
public final class StreamsByMode implements InnerStreams {
    private final InnerStreams kernel;
    private final Set<Carrier> kernels;
    private final @Nullable InnerStreams own;
    private final Map<SetId, InnerStreams> owners = new ConcurrentHashMap<>();

    /**
     * @param kernels the carriers whose sets the kernel has
     * @param own has all others; null if they carry no TCP
     */
    public StreamsByMode(InnerStreams kernel, Set<Carrier> kernels, @Nullable InnerStreams own) {
        this.kernel = kernel;
        this.kernels = Set.copyOf(kernels);
        this.own = own;
    }

    @Override
    public void open(AssociationSet set) {
        InnerStreams owner = kernels.contains(set.carrier()) ? kernel : own;
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
        kernel.close();
        if (own != null) {
            own.close();
        }
    }
}
