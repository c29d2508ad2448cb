package org.gatehouse.ims.core.aka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.gatehouse.ims.core.testkit.Requirement;
import org.junit.jupiter.api.Test;

@Requirement("aka-av-33102")
class AuthenticationVectorTest {
    private static final int[] USUAL = {16, 8, 16, 16, 16};

    @Test
    void resHas32To128Bits() {
        assertThat(vector(0, 16, 4, 16, 16, 16).xres()).hasSize(4);
        assertThat(vector(0, 16, 16, 16, 16, 16).xres()).hasSize(16);
        assertThatThrownBy(() -> vector(0, 16, 3, 16, 16, 16))
                .hasMessage("XRES: 3 octets (expected: 4 to 16)");
        assertThatThrownBy(() -> vector(0, 16, 17, 16, 16, 16))
                .hasMessage("XRES: 17 octets (expected: 4 to 16)");
    }

    @Test
    void everythingElseHas128Bits() {
        assertThatThrownBy(() -> vector(0, 15, 8, 16, 16, 16))
                .hasMessage("RAND: 15 octets (expected: 16)");
        assertThatThrownBy(() -> vector(0, 16, 8, 32, 16, 16))
                .hasMessage("CK: 32 octets (expected: 16)");
        assertThatThrownBy(() -> vector(0, 16, 8, 16, 17, 16))
                .hasMessage("IK: 17 octets (expected: 16)");
        assertThatThrownBy(() -> vector(0, 16, 8, 16, 16, 14))
                .hasMessage("AUTN: 14 octets (expected: 16)");
    }

    @Test
    void vectorsAreEqualIfAllFivePartsAre() {
        assertThat(vector(1, USUAL))
                .isEqualTo(vector(1, USUAL))
                .hasSameHashCodeAs(vector(1, USUAL));
        assertThat(vector(1, USUAL)).isNotEqualTo("a vector");
        for (int part = 0; part < USUAL.length; part++) {
            assertThat(changed(part)).as("part %d", part).isNotEqualTo(vector(1, USUAL));
        }
        assertThat(changed(0).hashCode()).isNotEqualTo(vector(1, USUAL).hashCode());
        assertThat(changed(4).hashCode()).isNotEqualTo(vector(1, USUAL).hashCode());
    }

    @Test
    void whatIsTakenOutIsACopy() {
        AuthenticationVector vector = vector(1, USUAL);
        vector.rand()[0] = 9;
        vector.xres()[0] = 9;
        vector.ck()[0] = 9;
        vector.ik()[0] = 9;
        vector.autn()[0] = 9;

        assertThat(vector).isEqualTo(vector(1, USUAL));
    }

    @Test
    void whatIsPutInIsCopied() {
        byte[][] parts = parts(1, USUAL);
        AuthenticationVector vector =
                new AuthenticationVector(parts[0], parts[1], parts[2], parts[3], parts[4]);
        for (byte[] part : parts) {
            part[0] = 9;
        }
        assertThat(vector).isEqualTo(vector(1, USUAL));
    }

    @Test
    void aTokenFallsIntoSqnAmfAndMac() {
        byte[] octets = new byte[16];
        for (int i = 0; i < octets.length; i++) {
            octets[i] = (byte) (0xF0 + i);
        }
        Autn autn = Autn.of(octets);

        assertThat(autn.concealedSqn()).isEqualTo(0xF0F1F2F3F4F5L);
        assertThat(autn.amf()).isEqualTo(Arrays.copyOfRange(octets, 6, 8));
        assertThat(autn.mac()).isEqualTo(Arrays.copyOfRange(octets, 8, 16));
        assertThat(Autn.of(autn.concealedSqn(), autn.amf(), autn.mac()).octets()).isEqualTo(octets);
        autn.octets()[0] = 0;
        assertThat(autn.octets()).isEqualTo(octets);
    }

    @Test
    void aTokenOfAnotherLengthIsRefused() {
        assertThatThrownBy(() -> Autn.of(new byte[15]))
                .hasMessage("AUTN: 15 octets (expected: 16)");
        assertThatThrownBy(() -> Autn.of(0, new byte[3], new byte[8]))
                .hasMessage("AMF: 3 octets (expected: 2)");
        assertThatThrownBy(() -> Autn.of(0, new byte[2], new byte[7]))
                .hasMessage("MAC: 7 octets (expected: 8)");
        assertThatThrownBy(() -> Autn.of(-1, new byte[2], new byte[8]))
                .hasMessage("SQN: -1 (expected: 0 to 281474976710655)");
    }

    private static AuthenticationVector changed(int part) {
        byte[][] parts = parts(1, USUAL);
        parts[part][3] ^= 1;
        return new AuthenticationVector(parts[0], parts[1], parts[2], parts[3], parts[4]);
    }

    private static AuthenticationVector vector(int fill, int... lengths) {
        byte[][] parts = parts(fill, lengths);
        return new AuthenticationVector(parts[0], parts[1], parts[2], parts[3], parts[4]);
    }

    private static byte[][] parts(int fill, int... lengths) {
        byte[][] parts = new byte[lengths.length][];
        for (int i = 0; i < lengths.length; i++) {
            parts[i] = new byte[lengths[i]];
            Arrays.fill(parts[i], (byte) (fill + i));
        }
        return parts;
    }
}
