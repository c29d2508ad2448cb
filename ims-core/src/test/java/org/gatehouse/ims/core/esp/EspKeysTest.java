package org.gatehouse.ims.core.esp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gatehouse.ims.core.esp.EspVectors.hex;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.gatehouse.ims.core.secagree.EncryptionAlgorithm;
import org.gatehouse.ims.core.secagree.IntegrityAlgorithm;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.core.testkit.VectorFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Requirement("esp-key-expansion")
class EspKeysTest {
    static List<JsonNode> vectors() {
        return VectorFiles.read("esp/esp-key-expansion.json");
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void keysAreExpandedAsAnnexIHasIt(JsonNode vector) throws Exception {
        byte[] ck = hex(vector, "ck_im");
        byte[] ik = hex(vector, "ik_im");
        EspKeys md5 =
                EspKeys.expand(IntegrityAlgorithm.HMAC_MD5_96, EncryptionAlgorithm.AES_CBC, ck, ik);
        assertThat(md5.revealIntegrityKey()).isEqualTo(hex(vector, "ik_esp_hmac_md5_96"));
        assertThat(md5.revealEncryptionKey()).isEqualTo(hex(vector, "ck_esp_aes_cbc"));
        EspKeys sha1 =
                EspKeys.expand(IntegrityAlgorithm.HMAC_SHA_1_96, EncryptionAlgorithm.NULL, ck, ik);
        assertThat(sha1.revealIntegrityKey()).isEqualTo(hex(vector, "ik_esp_hmac_sha_1_96"));
        assertThat(sha1.revealEncryptionKey()).isEmpty();
        if (!sameHalves(hex(vector, "ck_esp_des_ede3_cbc"))) {
            EspKeys tripleDes =
                    EspKeys.expand(
                            IntegrityAlgorithm.HMAC_MD5_96,
                            EncryptionAlgorithm.DES_EDE3_CBC,
                            ck,
                            ik);
            assertThat(tripleDes.revealEncryptionKey())
                    .isEqualTo(hex(vector, "ck_esp_des_ede3_cbc"));
        } else {
            assertThatThrownBy(() ->
                            EspKeys.expand(
                                    IntegrityAlgorithm.HMAC_MD5_96,
                                    EncryptionAlgorithm.DES_EDE3_CBC,
                                    ck,
                                    ik))
                    .isInstanceOf(WeakKeyException.class);
        }
    }

    private static boolean sameHalves(byte[] key) {
        boolean same = true;
        for (int i = 0; i < 8; i++) {
            same &= key[i] == key[8 + i];
        }
        return same;
    }

    @Test
    void aCkWhoseHalvesDifferInParityAloneIsRefusedFor3Des() {
        byte[] ck = new byte[16];
        ck[8] = 1;
        assertThatThrownBy(() ->
                        EspKeys.expand(
                                IntegrityAlgorithm.HMAC_MD5_96,
                                EncryptionAlgorithm.DES_EDE3_CBC,
                                ck,
                                new byte[16]))
                .isInstanceOf(WeakKeyException.class);
    }

    @Test
    void onlyA3DesKeyWithEqualHalvesIsWeak() {
        byte[] equal = new byte[16];
        byte[] parityApart = new byte[16];
        parityApart[15] = 1;
        assertThat(EspKeys.isWeak(EncryptionAlgorithm.DES_EDE3_CBC, equal)).isTrue();
        assertThat(EspKeys.isWeak(EncryptionAlgorithm.DES_EDE3_CBC, parityApart)).isTrue();
        assertThat(EspKeys.isWeak(EncryptionAlgorithm.AES_CBC, equal)).isFalse();
        assertThat(EspKeys.isWeak(EncryptionAlgorithm.NULL, equal)).isFalse();
        for (int octet = 0; octet < 16; octet++) {
            for (int bit = 1; bit < 8; bit++) {
                byte[] apart = new byte[16];
                apart[octet] = (byte) (1 << bit);
                assertThat(EspKeys.isWeak(EncryptionAlgorithm.DES_EDE3_CBC, apart))
                        .as("octet %d, bit %d", octet, bit)
                        .isFalse();
            }
        }
    }

    @Test
    void keysOfAnotherLengthAreRefused() {
        for (int[] lengths : new int[][] {{15, 16}, {16, 15}, {17, 16}, {16, 0}}) {
            assertThatThrownBy(() ->
                            EspKeys.expand(
                                    IntegrityAlgorithm.HMAC_MD5_96,
                                    EncryptionAlgorithm.NULL,
                                    new byte[lengths[0]],
                                    new byte[lengths[1]]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(lengths[0] + " and " + lengths[1] + " octets");
        }
    }

    @Test
    void aKeyIsACopyThatLeavesNoTrace() throws Exception {
        byte[] ck = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
        EspKeys keys =
                EspKeys.expand(IntegrityAlgorithm.HMAC_MD5_96, EncryptionAlgorithm.AES_CBC, ck, ck);
        ck[0] = 99;
        assertThat(keys.revealEncryptionKey()[0]).isEqualTo((byte) 1);
        keys.revealEncryptionKey()[0] = 77;
        assertThat(keys.revealEncryptionKey()[0]).isEqualTo((byte) 1);
        assertThat(keys.toString()).isEqualTo("EspKeys[hmac-md5-96, aes-cbc, masked]");
        assertThat(keys.cipherKey().getAlgorithm()).isEqualTo("AES");
        assertThat(keys.cipherKey().getFormat()).isEqualTo("RAW");
        assertThat(keys.cipherKey().isDestroyed()).isFalse();
        keys.wipe();
        assertThat(keys.cipherKey().isDestroyed()).isTrue();
        assertThat(keys.macKey().isDestroyed()).isTrue();
    }

    @Test
    void wipedKeysAreGoneAndNothingPrintsThem() throws Exception {
        byte[] ck = new byte[16];
        byte[] ik = new byte[16];
        ck[0] = 0x5a;
        ik[0] = 0x5a;
        EspKeys keys =
                EspKeys.expand(IntegrityAlgorithm.HMAC_MD5_96, EncryptionAlgorithm.AES_CBC, ck, ik);
        assertThat(keys + " " + keys.macKey() + keys.cipherKey()).doesNotContain("5a", "90");
        keys.wipe();
        assertThat(keys.revealIntegrityKey()).containsOnly(0);
        assertThat(keys.revealEncryptionKey()).containsOnly(0);
    }
}
