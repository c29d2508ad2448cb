package org.gatehouse.ims.core.aka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AlgorithmSetTest {
    @ParameterizedTest
    @EnumSource(AlgorithmSet.class)
    void cardAndAucOfOneSetUnderstandEachOther(AlgorithmSet set) {
        byte[] k = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
        byte[] opc = set.derive(k, new byte[set.operatorLength()]);
        AuthenticationVector vector =
                AuthVectors.generate(
                        set.of(k, opc), new byte[16], SqnGenerator.after(1).current(), new byte[2]);

        assertThat(opc).hasSize(set.operatorLength());
        for (AlgorithmSet other : AlgorithmSet.values()) {
            byte[] otherOpc = other.derive(k, new byte[other.operatorLength()]);
            Isim.Result result =
                    new SoftIsim(other.of(k, otherOpc), SqnArray.fresh())
                            .authenticate(vector.rand(), vector.autn());
            assertThat(result instanceof Isim.Result.Accepted).isEqualTo(other == set);
        }
    }

    @ParameterizedTest
    @EnumSource(AlgorithmSet.class)
    void aSetIsKnownByItsNameInAnyCase(AlgorithmSet set) {
        assertThat(AlgorithmSet.ofToken(set.token())).hasValue(set);
        assertThat(AlgorithmSet.ofToken(set.name())).hasValue(set);
        assertThat(set.takesKeyOf(16)).isTrue();
        assertThat(set.takesKeyOf(32)).isEqualTo(set == AlgorithmSet.TUAK);
        assertThat(set.takesKeyOf(0)).isFalse();
        assertThat(set.takesKeyOf(24)).isFalse();
    }

    @Test
    void anotherNameIsNone() {
        assertThat(AlgorithmSet.ofToken("comp128")).isEmpty();
        assertThat(AlgorithmSet.MILENAGE.token()).isEqualTo("milenage");
    }

    @Test
    void theTestAlgorithmTakesNothingOfAnOperator() {
        assertThatThrownBy(() -> AlgorithmSet.XOR.derive(new byte[16], new byte[16]))
                .hasMessage("OP: 16 octets (expected: 0)");
        assertThatThrownBy(() -> AlgorithmSet.XOR.of(new byte[16], new byte[16]))
                .hasMessage("OPc: 16 octets (expected: 0)");
    }
}
