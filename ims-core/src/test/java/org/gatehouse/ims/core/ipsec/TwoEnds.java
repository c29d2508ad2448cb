package org.gatehouse.ims.core.ipsec;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gatehouse.ims.core.esp.DropReason;
import org.gatehouse.ims.core.esp.ReplayWindow;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.secagree.AlgorithmPair;
import org.gatehouse.ims.core.secagree.IpsecMode;
import org.gatehouse.ims.core.secagree.Spi;
import org.gatehouse.ims.core.sim.VirtualShards;
import org.gatehouse.ims.core.sim.VirtualTime;
import org.jspecify.annotations.Nullable;

/** A UE's and a P-CSCF's engine; what one sends lies on the wire until the test moves it. */
final class TwoEnds {
    static final EspOptions OPTIONS =
            EspOptions.of(Set.of(Carrier.values()), ReplayWindow.DEFAULT_SIZE);
    static final SetId UE_SET = new SetId(1);
    static final SetId PCSCF_SET = new SetId(1000);
    static final PortPair UE_PORTS = new PortPair(31000, 31001);
    static final PortPair PCSCF_PORTS = new PortPair(5100, 5101);
    static final SpiPair UE_SPIS = new SpiPair(new Spi(1_000_000_001L), new Spi(1_000_000_002L));
    static final SpiPair PCSCF_SPIS = new SpiPair(new Spi(4_294_967_294L), new Spi(4_294_967_295L));

    final End ue;
    final End pcscf;
    final InetAddress ueAddress;
    final InetAddress pcscfAddress;

    /** A datagram on its way. */
    record Datagram(Carrier carrier, InetSocketAddress from, InetSocketAddress to, byte[] octets) {
        Datagram with(byte[] others) {
            return new Datagram(carrier, from, to, others);
        }

        Datagram from(InetSocketAddress other) {
            return new Datagram(carrier, other, to, octets);
        }

        Datagram to(InetSocketAddress other) {
            return new Datagram(carrier, from, other, octets);
        }

        Datagram over(Carrier other) {
            return new Datagram(other, from, to, octets);
        }
    }

    /** A message that came out. */
    record Message(Flow flow, String text) {}

    /** One engine and all that it says. */
    static final class End implements IpsecListener {
        final List<Datagram> sent = new ArrayList<>();
        final List<Message> received = new ArrayList<>();
        final List<Datagram> tapped = new ArrayList<>();
        final Map<DropReason, Integer> drops = new EnumMap<>(DropReason.class);
        final UserIpsec engine;
        int accepted;
        int fragmentsKept;
        int keepAlives;
        @Nullable InetSocketAddress learnt;

        /** Whether the socket takes what is sent. */
        boolean socketTakes = true;

        int exhausted;

        End(long seed, EspOptions options) {
            engine =
                    new UserIpsec(
                            new VirtualShards(new VirtualTime(), 1, seed).get(0),
                            (carrier, local, remote, octets) ->
                                    sent.add(new Datagram(carrier, local, remote, octets))
                                            && socketTakes,
                            (flow, sip) ->
                                    received.add(
                                            new Message(
                                                    flow, new String(sip, StandardCharsets.UTF_8))),
                            this,
                            (carrier, from, to, octets) ->
                                    tapped.add(new Datagram(carrier, from, to, octets)),
                            options);
        }

        void takes(Datagram datagram) {
            switch (datagram.carrier()) {
                case UDP -> engine.received(datagram.from(), datagram.to(), datagram.octets());
                case IP ->
                        engine.receivedIp(
                                datagram.from().getAddress(),
                                datagram.to().getAddress(),
                                datagram.octets());
            }
        }

        @Nullable DropReason dropOf(Datagram datagram) {
            Map<DropReason, Integer> before = new EnumMap<>(DropReason.class);
            before.putAll(drops);
            takes(datagram);
            return drops.entrySet().stream()
                    .filter(entry -> !entry.getValue().equals(before.get(entry.getKey())))
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElse(null);
        }

        int outcomes() {
            return accepted
                    + fragmentsKept
                    + keepAlives
                    + drops.values().stream().mapToInt(n -> n).sum();
        }

        @Override
        public void dropped(DropReason reason, @Nullable SetId set, InetSocketAddress outerFrom) {
            drops.merge(reason, 1, Integer::sum);
        }

        @Override
        public void fragmentKept(SetId set) {
            fragmentsKept++;
        }

        @Override
        public void accepted(SetId set) {
            accepted++;
        }

        @Override
        public void exhausted(SetId set) {
            exhausted++;
        }

        @Override
        public void keepAlive(InetSocketAddress outerFrom) {
            keepAlives++;
        }

        @Override
        public void remoteLearnt(SetId set, InetSocketAddress outerRemote) {
            learnt = outerRemote;
        }
    }

    private TwoEnds(String ueAddress, String pcscfAddress) {
        this(ueAddress, pcscfAddress, OPTIONS);
    }

    private TwoEnds(String ueAddress, String pcscfAddress, EspOptions options) {
        this.ueAddress = address(ueAddress);
        this.pcscfAddress = address(pcscfAddress);
        ue = new End(1, options);
        pcscf = new End(2, options);
    }

    /** Both ends without a set. */
    static TwoEnds bare() {
        return new TwoEnds("192.0.2.7", "203.0.113.1");
    }

    static TwoEnds joined(String algorithms) {
        TwoEnds ends = bare();
        ends.install(AlgorithmPair.parse(algorithms));
        return ends;
    }

    static TwoEnds joinedOverIpv6(String algorithms) {
        TwoEnds ends = new TwoEnds("2001:db8::7", "2001:db8:1::1");
        ends.install(AlgorithmPair.parse(algorithms));
        return ends;
    }

    /** Ends whose engines have options of their own, joined in one of the modes. */
    static TwoEnds joined(String algorithms, IpsecMode mode, EspOptions options) {
        TwoEnds ends = new TwoEnds("192.0.2.7", "203.0.113.1", options);
        ends.install(AlgorithmPair.parse(algorithms), mode);
        return ends;
    }

    /** Transport mode, as IP protocol 50. */
    static TwoEnds joinedInTransportMode(String algorithms) {
        return joined(algorithms, IpsecMode.TRANSPORT, OPTIONS);
    }

    static TwoEnds joinedInTransportModeOverIpv6(String algorithms) {
        TwoEnds ends = new TwoEnds("2001:db8::7", "2001:db8:1::1");
        ends.install(AlgorithmPair.parse(algorithms), IpsecMode.TRANSPORT);
        return ends;
    }

    private void install(AlgorithmPair algorithms) {
        install(algorithms, IpsecMode.UDP_ENCAPSULATED_TUNNEL);
    }

    private void install(AlgorithmPair algorithms, IpsecMode mode) {
        ue.engine.install(with(ueSet(algorithms), mode));
        pcscf.engine.install(with(pcscfSet(algorithms), mode));
    }

    /** The same set in another mode. */
    static AssociationSet with(AssociationSet set, IpsecMode mode) {
        boolean tunnel = mode == IpsecMode.UDP_ENCAPSULATED_TUNNEL;
        return new AssociationSet(
                set.id(),
                set.local(),
                set.remote(),
                set.integrity(),
                set.encryption(),
                mode,
                tunnel ? set.localOuter() : new InetSocketAddress(set.local().address(), 0),
                tunnel ? set.remoteOuter() : new InetSocketAddress(set.remote().address(), 0),
                set.keys());
    }

    AssociationSet ueSet(AlgorithmPair algorithms) {
        return set(UE_SET, ueEnd(), pcscfEnd(), algorithms, 4500, 4500);
    }

    AssociationSet pcscfSet(AlgorithmPair algorithms) {
        return set(PCSCF_SET, pcscfEnd(), ueEnd(), algorithms, 4500, 0);
    }

    AssociationSet.End ueEnd() {
        return new AssociationSet.End(ueAddress, UE_PORTS, UE_SPIS);
    }

    AssociationSet.End pcscfEnd() {
        return new AssociationSet.End(pcscfAddress, PCSCF_PORTS, PCSCF_SPIS);
    }

    static AssociationSet set(
            SetId id,
            AssociationSet.End local,
            AssociationSet.End remote,
            AlgorithmPair algorithms,
            int localOuterPort,
            int remoteOuterPort) {
        return new AssociationSet(
                id,
                local,
                remote,
                algorithms.integrity(),
                algorithms.encryption(),
                IpsecMode.UDP_ENCAPSULATED_TUNNEL,
                new InetSocketAddress(local.address(), localOuterPort),
                new InetSocketAddress(remote.address(), remoteOuterPort),
                keys(0x21));
    }

    static SessionKeys keys(int seed) {
        byte[] ck = new byte[16];
        byte[] ik = new byte[16];
        for (int i = 0; i < 16; i++) {
            ck[i] = (byte) (seed * 7 + i * 13);
            ik[i] = (byte) (seed * 11 + i * 29);
        }
        return new SessionKeys(ck, ik);
    }

    /** Seals a message at the UE and takes it off the wire. */
    Datagram fromUe(String message) {
        return taken(ue, UE_SET, message);
    }

    /** Seals a message at the P-CSCF and takes it off the wire. */
    Datagram fromPcscf(String message) {
        return taken(pcscf, PCSCF_SET, message);
    }

    private static Datagram taken(End end, SetId set, String message) {
        SendOutcome outcome = end.engine.send(set, message.getBytes(StandardCharsets.UTF_8));
        if (outcome != SendOutcome.SENT) {
            throw new AssertionError("not sent: " + message + ": " + outcome);
        }
        return end.sent.removeLast();
    }

    static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
