package org.gatehouse.ims.core.aka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where ranges end: what mutants of the code survived the other tests by. */
class AkaEdgesTest {
    private static AuthenticationVector vector(int changed) {
        byte[][] parts = {new byte[16], new byte[8], new byte[16], new byte[16], new byte[16]};
        if (changed >= 0) {
            parts[changed][0] = 1;
        }
        return new AuthenticationVector(parts[0], parts[1], parts[2], parts[3], parts[4]);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void vectorsThatDifferInOnePartAreNotEqual(int part) {
        assertThat(vector(part)).isNotEqualTo(vector(-1)).isEqualTo(vector(part));
        assertThat(vector(part)).hasSameHashCodeAs(vector(part));
    }

    @Test
    void vectorsWithOtherRandOrAutnHaveOtherHashes() {
        assertThat(vector(0).hashCode())
                .isNotEqualTo(vector(-1).hashCode())
                .isNotEqualTo(vector(4).hashCode());
        assertThat(vector(4).hashCode()).isNotEqualTo(vector(-1).hashCode());
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 16})
    void resIsOf32To128Bits(int octets) {
        byte[] res = new byte[octets];
        assertThat(
                        new AuthenticationVector(
                                        new byte[16], res, new byte[16], new byte[16], new byte[16])
                                .xres())
                .hasSize(octets);
    }

    @Test
    void aCardWithTheHighestNumbersIsRestoredAndNoneWithHigherOnes() {
        SqnProfile profile = new SqnProfile(1, 1L << 28, null);
        List<String> highest = List.of("sqn-ms=ffffffffffff", "seq-0=7fffffffffff", "seq-1=0");
        SqnArray card = SqnArray.restore(profile, highest).orElseThrow();
        assertThat(card.highest()).isEqualTo(0xffff_ffff_ffffL);
        assertThat(card.profile()).isEqualTo(profile);
        assertThat(SqnArray.restore(profile, List.of("sqn-ms=1000000000000", "seq-0=0", "seq-1=0")))
                .isEmpty();
        assertThat(SqnArray.restore(profile, List.of("sqn-ms=0", "seq-0=800000000000", "seq-1=0")))
                .isEmpty();
    }

    @Test
    void theWholeRangeOfIndAndSeqMayBeUsed() {
        SqnProfile profile = new SqnProfile(0, 1, null);
        assertThat(profile.arraySize()).isEqualTo(1);
        long last = profile.highestSeq();
        assertThat(last).isEqualTo(0xffff_ffff_ffffL);
        assertThat(new SqnGenerator(profile, IndRange.only(0), last).current()).isEqualTo(last);
        assertThat(new SqnProfile(8, 1, null).highestSeq()).isEqualTo(0xff_ffff_ffffL);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SqnGenerator(profile, IndRange.only(1), 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SqnGenerator(profile, IndRange.only(0), last + 1));
    }

    @Test
    void noKeyIsPrinted() {
        assertThat(vector(-1)).hasToString("AuthenticationVector[masked]");
        Milenage milenage = new Milenage(new byte[16], new byte[16]);
        assertThat(milenage).hasToString("Milenage[masked]");
        assertThat(milenage.outputs(new byte[16], 0, new byte[2]))
                .hasToString("AkaOutputs[masked]");
    }
}
