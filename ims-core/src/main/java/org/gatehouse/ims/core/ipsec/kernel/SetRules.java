package org.gatehouse.ims.core.ipsec.kernel;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.gatehouse.ims.core.ipsec.AssociationSet;
import org.gatehouse.ims.core.ipsec.Carrier;
import org.gatehouse.ims.core.ipsec.kernel.KernelPolicy.Direction;
import org.gatehouse.ims.core.ipsec.kernel.KernelPolicy.Template;
import org.gatehouse.ims.core.secagree.Spi;

/**
 * What a set is to the kernel: four states, and for each a policy for UDP and one for TCP. ICMP and
 * all else have no policy, and so no part in the SAs: "the SAs ... UDP and TCP" (TS 33.203 clause
 * 7.1).
 *
 * @param states inbound at the server port, inbound at the client port, to the peer's server port,
 *     to the peer's client port
 * @param in policies for what arrives
 * @param out policies for what leaves
 */
public record SetRules(List<KernelState> states, List<KernelPolicy> in, List<KernelPolicy> out) {
    private static final List<Integer> PROTOCOLS = List.of(Selector.UDP, Selector.TCP);

    public SetRules {
        states = List.copyOf(states);
        in = List.copyOf(in);
        out = List.copyOf(out);
    }

    static SetRules of(AssociationSet set, Marks marks) {
        AssociationSet.End local = set.local();
        AssociationSet.End remote = set.remote();
        InetSocketAddress here = set.localOuter();
        InetSocketAddress there = set.remoteOuter();
        List<KernelState> states =
                List.of(
                        state(set, marks, local.spis().server(), there, here)
                                .between(remote.clientAddress(), local.serverAddress()),
                        state(set, marks, local.spis().client(), there, here)
                                .between(remote.serverAddress(), local.clientAddress()),
                        state(set, marks, remote.spis().server(), here, there)
                                .between(local.clientAddress(), remote.serverAddress()),
                        state(set, marks, remote.spis().client(), here, there)
                                .between(local.serverAddress(), remote.clientAddress()));
        return new SetRules(
                states,
                policies(states.subList(0, 2), Direction.IN, marks),
                policies(states.subList(2, 4), Direction.OUT, marks));
    }

    /** What names the states of a set. */
    static List<KernelState.Id> ids(AssociationSet set) {
        return of(set, Marks.PCSCF).states().stream().map(KernelState::id).toList();
    }

    /** A state whose selector is still open. */
    private record Open(
            KernelState.Id id,
            InetAddress source,
            int request,
            boolean tunnel,
            KernelState.Encapsulation ports) {
        KernelState between(InetSocketAddress from, InetSocketAddress to) {
            Selector selector =
                    new Selector(
                            Wire.family(from.getAddress()),
                            from.getAddress(),
                            from.getPort(),
                            to.getAddress(),
                            to.getPort(),
                            0);
            return new KernelState(id, source, request, tunnel, selector, tunnel ? ports : null);
        }
    }

    private static Open state(
            AssociationSet set,
            Marks marks,
            Spi spi,
            InetSocketAddress source,
            InetSocketAddress destination) {
        return new Open(
                new KernelState.Id(destination.getAddress(), spi.value()),
                source.getAddress(),
                marks.request(set.id().value()),
                set.carrier() == Carrier.UDP,
                new KernelState.Encapsulation(source.getPort(), destination.getPort()));
    }

    private static List<KernelPolicy> policies(
            List<KernelState> states, Direction direction, Marks marks) {
        List<KernelPolicy> policies = new ArrayList<>();
        for (KernelState state : states) {
            for (int protocol : PROTOCOLS) {
                policies.add(
                        new KernelPolicy(
                                state.selector().withProtocol(protocol),
                                direction,
                                marks.priority(),
                                Template.of(state)));
            }
        }
        return policies;
    }

    /** Policies that stop all UDP and TCP at a protected port, in clear or not, from anyone. */
    static List<KernelPolicy> blocks(InetSocketAddress port, Marks marks) {
        InetAddress address = port.getAddress();
        int family = Wire.family(address);
        List<KernelPolicy> blocks = new ArrayList<>();
        for (int protocol : PROTOCOLS) {
            Selector to = new Selector(family, null, 0, address, port.getPort(), protocol);
            Selector from = new Selector(family, address, port.getPort(), null, 0, protocol);
            blocks.add(new KernelPolicy(to, Direction.IN, marks.blockPriority(), null));
            blocks.add(new KernelPolicy(from, Direction.OUT, marks.blockPriority(), null));
        }
        return blocks;
    }
}
