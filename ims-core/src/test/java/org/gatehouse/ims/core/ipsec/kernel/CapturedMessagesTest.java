package org.gatehouse.ims.core.ipsec.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.HexFormat;
import java.util.List;
import org.gatehouse.ims.core.esp.EspKeys;
import org.gatehouse.ims.core.secagree.EncryptionAlgorithm;
import org.gatehouse.ims.core.secagree.IntegrityAlgorithm;
import org.junit.jupiter.api.Test;

/** Our messages are octet for octet those of iproute2, and what the kernel answers is read. */
class CapturedMessagesTest {
    private static final InetAddress A = InetAddress.ofLiteral("192.0.2.1");
    private static final InetAddress B = InetAddress.ofLiteral("192.0.2.2");
    private static final InetAddress A6 = InetAddress.ofLiteral("2001:db8::1");
    private static final InetAddress B6 = InetAddress.ofLiteral("2001:db8::2");
    private static final int REQUEST = 0x4748_0001;
    private static final byte[] IK = HexFormat.of().parseHex("0102030405060708090a0b0c0d0e0f10");
    private static final byte[] CK = HexFormat.of().parseHex("101112131415161718191a1b1c1d1e1f");

    private static final KernelState TRANSPORT =
            new KernelState(
                    new KernelState.Id(B, 0x3b9aca01L),
                    A,
                    REQUEST,
                    false,
                    new Selector(Wire.IPV4, A, 0, B, 0, 0),
                    null);
    private static final KernelPolicy OUT =
            new KernelPolicy(
                    new Selector(Wire.IPV4, A, 5061, B, 5064, Selector.UDP),
                    KernelPolicy.Direction.OUT,
                    100,
                    KernelPolicy.Template.of(TRANSPORT));
    private static final KernelPolicy BLOCK =
            new KernelPolicy(
                    new Selector(Wire.IPV6, null, 0, A6, 5061, Selector.TCP),
                    KernelPolicy.Direction.IN,
                    4000,
                    null);

    @Test
    void aStateInTransportModeIsThatOfIproute2ButForItsLastSequenceNumber() throws Exception {
        EspKeys keys =
                EspKeys.expand(
                        IntegrityAlgorithm.HMAC_SHA_1_96, EncryptionAlgorithm.AES_CBC, CK, IK);

        byte[] expected = Captured.message("new-sa-transport").payload();
        assertThat(lastSequence(expected)).isEqualTo(-1);
        putLastSequence(expected, 0xFFFF_FFFFL);
        assertThat(TRANSPORT.encodeNew(keys, 0)).isEqualTo(expected);
    }

    /** Offset of hard_packet_limit: selector 56, id 24, source 16, three numbers of 8. */
    private static final int HARD_PACKETS = 56 + 24 + 16 + 3 * 8;

    private static long lastSequence(byte[] state) {
        return Wire.wrap(state).getLong(HARD_PACKETS);
    }

    private static void putLastSequence(byte[] state, long last) {
        Wire.wrap(state).putLong(HARD_PACKETS, last);
    }

    @Test
    void aStateInsideUdpHasItsAlgorithmsAndPortsWhereIproute2HasThem() throws Exception {
        EspKeys keys =
                EspKeys.expand(IntegrityAlgorithm.HMAC_MD5_96, EncryptionAlgorithm.NULL, CK, IK);
        KernelState state =
                new KernelState(
                        new KernelState.Id(B6, 0x3b9aca02L),
                        A6,
                        REQUEST,
                        true,
                        new Selector(Wire.IPV6, null, 0, null, 0, 0),
                        new KernelState.Encapsulation(4500, 45000));

        byte[] expected = Captured.message("new-sa-tunnel").payload();
        byte[] made = state.encodeNew(keys, 0);

        assertThat(made).hasSameSizeAs(expected);
        assertThat(attributes(made)).isEqualTo(attributes(expected));
        assertThat(KernelState.decode(made).state()).isEqualTo(state);
    }

    private static String attributes(byte[] state) {
        return HexFormat.of().formatHex(state, 224, state.length);
    }

    @Test
    void aStateIsDeletedByAddressAndSpi() {
        assertThat(TRANSPORT.encodeDelete()).isEqualTo(Captured.message("delete-sa").payload());
    }

    @Test
    void policiesAreThoseOfIproute2() {
        assertThat(OUT.encodeNew()).isEqualTo(Captured.message("new-policy-out").payload());
        assertThat(OUT.encodeDelete()).isEqualTo(Captured.message("delete-policy").payload());
        assertThat(BLOCK.encodeNew()).isEqualTo(Captured.message("new-policy-block").payload());
    }

    @Test
    void aMessageIsFramedAsIproute2FramesIt() {
        NetlinkMessage message = Captured.message("delete-sa");

        assertThat(message.type()).isEqualTo(KernelState.DELETE);
        assertThat(message.flags()).isEqualTo(NetlinkMessage.F_REQUEST | NetlinkMessage.F_ACK);
        assertThat(message.encode()).isEqualTo(Captured.octets("delete-sa"));
    }

    @Test
    void aDumpOfPoliciesIsRead() {
        List<NetlinkMessage> dump = Captured.messages("policy-dump");

        assertThat(dump)
                .extracting(m -> KernelPolicy.decode(m.payload()))
                .containsExactly(BLOCK, OUT);
    }

    @Test
    void aDumpOfStatesIsReadWithoutTheirKeys() {
        List<NetlinkMessage> dump = Captured.messages("sa-dump");

        assertThat(dump).hasSize(2);
        KernelState.Counted inUdp = KernelState.decode(dump.getFirst().payload());
        assertThat(inUdp.state().id()).isEqualTo(new KernelState.Id(B6, 0x3b9aca02L));
        assertThat(inUdp.state().tunnel()).isTrue();
        assertThat(inUdp.state().encapsulation())
                .isEqualTo(new KernelState.Encapsulation(4500, 45000));
        KernelState.Counted transport = KernelState.decode(dump.getLast().payload());
        assertThat(transport.state()).isEqualTo(TRANSPORT);
        assertThat(transport.counters()).isEqualTo(KernelState.Counters.NONE);
    }

    @Test
    void aRefusalNamesItsErrno() {
        NetlinkMessage refusal = Captured.message("refusal");

        assertThat(refusal.type()).isEqualTo(NetlinkMessage.ERROR);
        assertThat(refusal.errno()).isEqualTo(NetlinkException.ESRCH);
        assertThat(refusal.errorText()).isEmpty();
    }

    @Test
    void aLengthThatLeadsOutOfTheOctetsIsRefused() {
        byte[] octets = Captured.octets("delete-sa");
        octets[0] = (byte) (octets.length + 1);

        assertThatThrownBy(() -> NetlinkMessage.split(octets))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected: at most what came");
        assertThatThrownBy(() -> KernelState.decode(new byte[100]))
                .hasMessage("state: 100 octets (expected: at least 224)");
        assertThatThrownBy(() -> KernelPolicy.decode(new byte[100]))
                .hasMessage("policy: 100 octets (expected: at least 168)");
    }
}
