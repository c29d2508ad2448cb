package org.gatehouse.ims.core.ipsec.kernel;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/** States and policies as Linux keeps them, and which policy a packet meets. */
final class FakeKernel implements Netlink {
    /** Selector and direction name a policy. */
    private record Place(Selector selector, KernelPolicy.Direction direction) {}

    /** A packet without ESP. */
    record Clear(InetAddress from, int fromPort, InetAddress to, int toPort, int protocol) {}

    final Map<KernelState.Id, byte[]> states = new LinkedHashMap<>();
    final List<String> log = new ArrayList<>();
    private final Map<Place, byte[]> policies = new LinkedHashMap<>();
    private Consumer<NetlinkMessage> listener = event -> {};
    private Runnable afterEach = () -> {};
    private int refuseAt = -1;
    private int requests;
    boolean closed;

    /** Refuses one request, counted from now, from 0 on. */
    void refuse(int index) {
        refuseAt = index;
        requests = 0;
    }

    void afterEachRequest(Runnable check) {
        afterEach = check;
    }

    List<KernelPolicy> policies() {
        return policies.values().stream()
                .map(payload -> Objects.requireNonNull(KernelPolicy.decode(payload)))
                .toList();
    }

    @Override
    public synchronized void request(int type, byte[] payload) throws NetlinkException {
        if (requests++ == refuseAt) {
            throw new NetlinkException("kernel", NetlinkException.ENOSYS, "as the test wants");
        }
        switch (type) {
            case KernelState.NEW -> {
                KernelState state = KernelState.decode(payload).state();
                log.add("state " + state.id().spi());
                refuseIf(states.containsKey(state.id()), NetlinkException.EEXIST);
                states.put(state.id(), payload.clone());
            }
            case KernelState.UPDATE -> {
                KernelState state = KernelState.decode(payload).state();
                log.add("update " + state.id().spi());
                refuseIf(!states.containsKey(state.id()), NetlinkException.ESRCH);
                states.put(state.id(), payload.clone());
            }
            case KernelState.DELETE -> {
                KernelState.Id id = stateNamed(payload);
                log.add("no state " + id.spi());
                refuseIf(states.remove(id) == null, NetlinkException.ESRCH);
            }
            case KernelPolicy.NEW, KernelPolicy.UPDATE -> {
                KernelPolicy policy = Objects.requireNonNull(KernelPolicy.decode(payload));
                Place place = new Place(policy.selector(), policy.direction());
                log.add("policy " + policy.direction());
                refuseIf(
                        type == KernelPolicy.NEW && policies.containsKey(place),
                        NetlinkException.EEXIST);
                policies.put(place, payload.clone());
            }
            case KernelPolicy.DELETE -> {
                Selector selector = Selector.decode(Wire.wrap(payload));
                KernelPolicy.Direction direction =
                        Objects.requireNonNull(KernelPolicy.Direction.of(payload[60]));
                log.add("no policy " + direction);
                refuseIf(
                        policies.remove(new Place(selector, direction)) == null,
                        NetlinkException.ENOENT);
            }
            default -> throw new IllegalArgumentException("type " + type);
        }
        afterEach.run();
    }

    private static void refuseIf(boolean refused, int errno) throws NetlinkException {
        if (refused) {
            throw new NetlinkException("kernel", errno, "");
        }
    }

    private static KernelState.Id stateNamed(byte[] payload) {
        var from = Wire.wrap(payload);
        int family = from.getShort(20);
        return new KernelState.Id(Wire.address(from, family), Wire.spi(from));
    }

    @Override
    public synchronized List<NetlinkMessage> dump(int type, byte[] payload) {
        boolean ofStates = type == KernelState.GET;
        var all = ofStates ? states.values() : policies.values();
        int kind = ofStates ? KernelState.NEW : KernelPolicy.NEW;
        return all.stream().map(each -> new NetlinkMessage(kind, 2, 1, each)).toList();
    }

    /** The policy of the lowest priority number that a packet meets on its way in or out. */
    Optional<KernelPolicy> met(Clear packet, KernelPolicy.Direction direction) {
        return policies().stream()
                .filter(policy -> policy.direction() == direction)
                .filter(policy -> matches(policy.selector(), packet))
                .min((a, b) -> Integer.compareUnsigned(a.priority(), b.priority()));
    }

    private static boolean matches(Selector selector, Clear packet) {
        return (selector.source() == null || selector.source().equals(packet.from()))
                && (selector.destination() == null || selector.destination().equals(packet.to()))
                && (selector.sourcePort() == 0 || selector.sourcePort() == packet.fromPort())
                && (selector.destinationPort() == 0
                        || selector.destinationPort() == packet.toPort())
                && selector.protocol() == packet.protocol();
    }

    @Override
    public void listen(Consumer<NetlinkMessage> to) {
        listener = to;
    }

    /** The kernel tells something unasked. */
    void tell(NetlinkMessage event) {
        listener.accept(event);
    }

    @Override
    public void close() {
        closed = true;
    }
}
