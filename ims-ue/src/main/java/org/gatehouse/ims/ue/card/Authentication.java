package org.gatehouse.ims.ue.card;

import java.util.Arrays;
import org.gatehouse.ims.core.aka.Isim;

/** AUTHENTICATE of ISIM and USIM, and what they answer (TS 31.103 and TS 31.102, clause 7.1). */
final class Authentication {
    /** "Successful 3G authentication tag = 'DB'". */
    private static final int SUCCESS = 0xDB;

    /** "Synchronisation failure tag = 'DC'". */
    private static final int SYNC_FAILURE = 0xDC;

    private static final int SHORTEST_RES = 4;
    private static final int LONGEST_RES = 16;
    private static final int KEY_LENGTH = 16;
    private static final int AUTS_LENGTH = 14;

    private Authentication() {}

    /** Asks the selected application. */
    static Isim.Result run(Uicc uicc, byte[] rand, byte[] autn) throws UiccException {
        byte[] answer;
        try {
            answer = uicc.authenticate(rand, autn);
        } catch (UiccException e) {
            if (e.problem() == CardProblem.MAC_FAILURE) {
                return new Isim.Result.MacFailure();
            }
            throw e;
        }
        try {
            return read(answer);
        } finally {
            Arrays.fill(answer, (byte) 0);
        }
    }

    private static Isim.Result read(byte[] answer) throws UiccException {
        Fields fields = new Fields(answer);
        return switch (fields.tag()) {
            case SUCCESS ->
                    new Isim.Result.Accepted(
                            fields.next("RES", SHORTEST_RES, LONGEST_RES),
                            fields.next("CK", KEY_LENGTH, KEY_LENGTH),
                            fields.next("IK", KEY_LENGTH, KEY_LENGTH));
            case SYNC_FAILURE ->
                    new Isim.Result.SyncFailure(fields.next("AUTS", AUTS_LENGTH, AUTS_LENGTH));
            default -> throw malformed("with another tag than DB and DC");
        };
    }

    private static UiccException malformed(String how) {
        return new UiccException(CardProblem.MALFORMED, "AUTHENTICATE answered " + how);
    }

    /** A tag, then values with one octet of length before each. */
    private static final class Fields {
        private final byte[] octets;
        private int at = 1;

        private Fields(byte[] octets) {
            this.octets = octets;
        }

        private int tag() {
            return octets.length == 0 ? 0 : octets[0] & 0xFF;
        }

        private byte[] next(String name, int shortest, int longest) throws UiccException {
            int length = at < octets.length ? octets[at] & 0xFF : 0;
            if (length < shortest || length > longest || octets.length - at - 1 < length) {
                throw malformed("without a " + name + " of the right length");
            }
            at++;
            byte[] value = Arrays.copyOfRange(octets, at, at + length);
            at += length;
            return value;
        }
    }
}
