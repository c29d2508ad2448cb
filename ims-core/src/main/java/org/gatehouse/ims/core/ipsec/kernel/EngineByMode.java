package org.gatehouse.ims.core.ipsec.kernel;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.ims.core.esp.DropReason;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.ipsec.AssociationSet;
import org.gatehouse.ims.core.ipsec.Carrier;
import org.gatehouse.ims.core.ipsec.Ipsec;
import org.gatehouse.ims.core.ipsec.SecurityAssociation;
import org.gatehouse.ims.core.ipsec.SendOutcome;
import org.gatehouse.ims.core.ipsec.SetStatistics;

/** Two engines at once: the mode of a set decides which has it. Belongs to one shard. */
public final class EngineByMode implements Ipsec {
    private final Ipsec kernel;
    private final Set<Carrier> kernels;
    private final Ipsec own;
    private final Map<SetId, Ipsec> owners = new HashMap<>();

    /**
     * @param kernels the carriers whose sets engine {@code kernel} has
     * @param own has all others
     */
    public EngineByMode(Ipsec kernel, Set<Carrier> kernels, Ipsec own) {
        this.kernel = kernel;
        this.kernels = Set.copyOf(kernels);
        this.own = own;
    }

    @Override
    public void install(AssociationSet set, Installation done) {
        Ipsec engine = of(set);
        owners.put(set.id(), engine);
        engine.install(
                set,
                new Installation() {
                    @Override
                    public void installed() {
                        done.installed();
                    }

                    @Override
                    public void failed(String reason) {
                        owners.remove(set.id());
                        done.failed(reason);
                    }
                });
    }

    private Ipsec of(AssociationSet set) {
        return kernels.contains(set.carrier()) ? kernel : own;
    }

    @Override
    public void remove(SetId set) {
        Ipsec engine = owners.remove(set);
        if (engine != null) {
            engine.remove(set);
        }
    }

    @Override
    public SendOutcome send(SetId set, byte[] sip) {
        Ipsec engine = owners.get(set);
        return engine == null ? SendOutcome.NO_SET : engine.send(set, sip);
    }

    @Override
    public boolean sendKeepAlive(SetId set) {
        Ipsec engine = owners.get(set);
        return engine != null && engine.sendKeepAlive(set);
    }

    @Override
    public Optional<SetStatistics> statistics(SetId set) {
        return Optional.ofNullable(owners.get(set)).flatMap(engine -> engine.statistics(set));
    }

    @Override
    public List<SecurityAssociation> associations(SetId set) {
        Ipsec engine = owners.get(set);
        return engine == null ? List.of() : engine.associations(set);
    }

    @Override
    public Map<DropReason, Long> dropsWithoutSet() {
        Map<DropReason, Long> all = new HashMap<>(kernel.dropsWithoutSet());
        own.dropsWithoutSet().forEach((why, count) -> all.merge(why, count, Long::sum));
        return Map.copyOf(all);
    }
}
