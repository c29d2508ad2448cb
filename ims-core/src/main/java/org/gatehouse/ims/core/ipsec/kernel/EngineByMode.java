package org.gatehouse.ims.core.ipsec.kernel;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    private final Ipsec transport;
    private final Ipsec encapsulated;
    private final Map<SetId, Ipsec> owners = new HashMap<>();

    /**
     * @param transport has the sets in transport mode
     * @param encapsulated has those inside UDP
     */
    public EngineByMode(Ipsec transport, Ipsec encapsulated) {
        this.transport = transport;
        this.encapsulated = encapsulated;
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
        return set.carrier() == Carrier.IP ? transport : encapsulated;
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
        Map<DropReason, Long> all = new HashMap<>(transport.dropsWithoutSet());
        encapsulated.dropsWithoutSet().forEach((why, count) -> all.merge(why, count, Long::sum));
        return Map.copyOf(all);
    }
}
