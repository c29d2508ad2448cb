package org.gatehouse.ims.core.ipsec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Random;
import org.gatehouse.ims.core.esp.EspOutcome;
import org.gatehouse.ims.core.esp.IvSource;
import org.gatehouse.ims.core.secagree.AlgorithmPair;
import org.gatehouse.ims.core.secagree.IpsecMode;
import org.junit.jupiter.api.Test;

class InstalledSetTest {
    @Test
    void transportModeHasUdpRightBehindEsp() throws Exception {
        TwoEnds ends = TwoEnds.bare();
        AlgorithmPair algorithms = AlgorithmPair.parse("hmac-sha-1-96/null");
        InstalledSet ue =
                new InstalledSet(
                        TwoEnds.with(ends.ueSet(algorithms), IpsecMode.TRANSPORT), TwoEnds.OPTIONS);
        InstalledSet pcscf =
                new InstalledSet(
                        TwoEnds.with(ends.pcscfSet(algorithms), IpsecMode.TRANSPORT),
                        TwoEnds.OPTIONS);
        byte[] sip = "REGISTER sip:home.example SIP/2.0".getBytes(StandardCharsets.UTF_8);
        byte[] packet = Objects.requireNonNull(ue.seal(sip, new IvSource(new Random(1))));
        // SPI, sequence number, then port_uc and port_ps
        assertThat(packet[8] << 8 | (packet[9] & 0xFF)).isEqualTo(31000);
        assertThat(packet[10] << 8 | (packet[11] & 0xFF)).isEqualTo(5101);
        InstalledSet.Inbound atServerPort = pcscf.inbound().get(0);
        EspOutcome outcome = atServerPort.open(packet);
        assertThat(outcome).isInstanceOf(EspOutcome.Authenticated.class);
        assertThat(atServerPort.message((EspOutcome.Authenticated) outcome)).isEqualTo(sip);
    }
}
