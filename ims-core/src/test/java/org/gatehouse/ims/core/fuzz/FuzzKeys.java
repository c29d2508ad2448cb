package org.gatehouse.ims.core.fuzz;

import java.util.ArrayList;
import java.util.List;
import org.gatehouse.ims.core.esp.EspKeys;
import org.gatehouse.ims.core.esp.WeakKeyException;
import org.gatehouse.ims.core.secagree.EncryptionAlgorithm;
import org.gatehouse.ims.core.secagree.IntegrityAlgorithm;

/** Keys for every combination of algorithms, the same in each run. */
final class FuzzKeys {
    private static final List<EspKeys> ALL = all();
    static final int COUNT = ALL.size();

    private FuzzKeys() {}

    static EspKeys of(int number) {
        return ALL.get(number);
    }

    private static List<EspKeys> all() {
        byte[] ck = new byte[16];
        byte[] ik = new byte[16];
        for (int i = 0; i < 16; i++) {
            ck[i] = (byte) (17 * i + 3);
            ik[i] = (byte) (29 * i + 5);
        }
        List<EspKeys> all = new ArrayList<>();
        for (IntegrityAlgorithm integrity : IntegrityAlgorithm.values()) {
            for (EncryptionAlgorithm encryption : EncryptionAlgorithm.values()) {
                try {
                    all.add(EspKeys.expand(integrity, encryption, ck, ik));
                } catch (WeakKeyException e) {
                    throw new IllegalStateException("the fuzzer's key is weak", e);
                }
            }
        }
        return List.copyOf(all);
    }
}
