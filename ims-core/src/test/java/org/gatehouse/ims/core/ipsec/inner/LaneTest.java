package org.gatehouse.ims.core.ipsec.inner;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Objects;
import org.gatehouse.ims.core.esp.TcpSegment;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.flow.TransportProtocol;
import org.junit.jupiter.api.Test;

class LaneTest {
    private static final InetAddress DEVICE = InetAddress.ofLiteral("fe80::1");
    private static final InetSocketAddress PCSCF = new InetSocketAddress("203.0.113.1", 6060);
    private static final InetSocketAddress UE = new InetSocketAddress("192.0.2.7", 31_000);

    private final Lane lane = new Lane(new SetId(1), PCSCF, UE, true);

    private static InetAddress alias(int n) {
        return InetAddress.ofLiteral("fe80::1:0:0:" + n);
    }

    private static byte[] segment(int from, int to) {
        byte[] segment = new byte[20];
        segment[0] = (byte) (from >>> 8);
        segment[1] = (byte) from;
        segment[2] = (byte) (to >>> 8);
        segment[3] = (byte) to;
        segment[12] = 0x50;
        return segment;
    }

    @Test
    void sipSeesTheRealAddresses() {
        assertThat(lane.flow()).isEqualTo(new Flow(TransportProtocol.TCP, PCSCF, UE, new SetId(1)));
    }

    @Test
    void nothingOfThePeerReachesTheKernelBeforeAConnectionBegins() {
        assertThat(lane.toKernel(segment(31_000, 6060))).isNull();
        assertThat(lane.needsAlias()).isTrue();
    }

    /** Else TIME_WAIT of the last one would have to judge the first segment of the next. */
    @Test
    void aConnectionThatEndedLeavesItsAliasToNoOther() {
        Lane.Alias first = lane.begin(1, DEVICE, alias(1));
        assertThat(lane.needsAlias()).isFalse();
        lane.ended(first);
        assertThat(lane.needsAlias()).isTrue();
        Lane.Alias second = lane.begin(2, DEVICE, alias(2));
        assertThat(lane.needsAlias()).isFalse();
        // what the kernel says on the first one goes nowhere
        assertThat(lane.toPeer(segment(6060, 31_000), first)).isFalse();
        assertThat(lane.toPeer(segment(6060, 31_000), second)).isTrue();
    }

    @Test
    void aSegmentOfThePeerComesFromItsAlias() {
        lane.begin(5, DEVICE, alias(5));
        byte[] packet = Objects.requireNonNull(lane.toKernel(segment(31_000, 6060)));
        assertThat(TcpSegment.destination(packet)).isEqualTo(DEVICE.getAddress());
        assertThat(packet).containsSubsequence(alias(5).getAddress());
    }

    @Test
    void aSegmentOfTheKernelWithOtherPortsIsNotCarried() {
        assertThat(lane.carries(segment(6060, 31_000))).isTrue();
        assertThat(lane.carries(segment(6061, 31_000))).isFalse();
        assertThat(lane.carries(segment(6060, 31_001))).isFalse();
    }
}
