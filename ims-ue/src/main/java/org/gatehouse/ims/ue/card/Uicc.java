package org.gatehouse.ims.ue.card;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.OptionalInt;
import javax.smartcardio.CommandAPDU;
import javax.smartcardio.ResponseAPDU;

/** Commands to a UICC (ETSI TS 102 221 clause 11.1). */
final class Uicc {
    /** Class of all commands here: basic channel, no secure messaging. */
    private static final int CLA = 0x00;

    private static final int SELECT = 0xA4;
    private static final int READ_BINARY = 0xB0;
    private static final int READ_RECORD = 0xB2;
    private static final int VERIFY_PIN = 0x20;
    private static final int AUTHENTICATE = 0x88;
    private static final int GET_RESPONSE = 0xC0;

    private static final int BY_FILE_ID = 0x00;
    private static final int BY_NAME = 0x04;
    private static final int RETURN_FCP = 0x04;
    private static final int ABSOLUTE_RECORD = 0x04;

    /** "3G context", "verification data is specific reference data" (TS 31.102 clause 7.1.2). */
    private static final int CONTEXT_3G = 0x81;

    private static final int SW1_MORE = 0x61;
    private static final int SW1_OTHER_LE = 0x6C;
    private static final int SW_OK = 0x9000;
    private static final int SW1_OK_PROACTIVE = 0x91;
    private static final int SW1_OK_TRANSFER = 0x92;

    /** A short APDU's longest answer. */
    private static final int MOST = 256;

    /** Answers come in pieces of 256; the longest here, an FCP, is far below eight of them. */
    private static final int MOST_PIECES = 8;

    /**
     * Octets of the files read here: names and numbers of 255 octets at most, and their lengths.
     */
    private static final int LARGEST_FILE = 512;

    private final CardLink link;

    Uicc(CardLink link) {
        this.link = link;
    }

    CardLink link() {
        return link;
    }

    /** An answer that is not an error. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Answer(int sw, byte[] data) {
        boolean isOk() {
            int sw1 = sw >> 8;
            return sw == SW_OK || sw1 == SW1_OK_PROACTIVE || sw1 == SW1_OK_TRANSFER;
        }
    }

    /**
     * Selects an application by its name, whole or its beginning.
     *
     * @throws UiccException {@link CardProblem#FILE_NOT_FOUND} if it is not there
     */
    Fcp selectApplication(byte[] aid) throws UiccException {
        return Fcp.parse(
                take(
                        "SELECT " + HexFormat.of().formatHex(aid),
                        send(new CommandAPDU(CLA, SELECT, BY_NAME, RETURN_FCP, aid, MOST))));
    }

    /** Selects a file of the current application, or the master file. */
    Fcp selectFile(int id) throws UiccException {
        byte[] name = {(byte) (id >> 8), (byte) id};
        return Fcp.parse(
                take(
                        String.format(Locale.ROOT, "SELECT %04X", id),
                        send(new CommandAPDU(CLA, SELECT, BY_FILE_ID, RETURN_FCP, name, MOST))));
    }

    /** The whole of a transparent file. */
    byte[] readBinary(int id) throws UiccException {
        String command = String.format(Locale.ROOT, "READ BINARY of %04X", id);
        int size = selectFile(id).size();
        if (size < 1 || size > LARGEST_FILE) {
            throw new UiccException(CardProblem.MALFORMED, command + " with size " + size);
        }
        ByteArrayOutputStream content = new ByteArrayOutputStream(size);
        while (content.size() < size) {
            int offset = content.size();
            int le = Math.min(size - offset, MOST - 1);
            byte[] piece =
                    take(
                            command,
                            send(
                                    new CommandAPDU(
                                            CLA, READ_BINARY, offset >> 8, offset & 0xFF, le)));
            if (piece.length == 0) {
                throw new UiccException(CardProblem.MALFORMED, command + " without an octet");
            }
            content.write(piece, 0, Math.min(piece.length, size - offset));
        }
        return content.toByteArray();
    }

    /**
     * One record of the selected file.
     *
     * @param number from 1
     */
    byte[] readRecord(int number, int length) throws UiccException {
        return take(
                "READ RECORD " + number,
                send(
                        new CommandAPDU(
                                CLA,
                                READ_RECORD,
                                number,
                                ABSOLUTE_RECORD,
                                Math.min(length, MOST - 1))));
    }

    /** How many tries a PIN has left; empty if the card does not tell. It costs none. */
    OptionalInt pinTriesLeft(int reference) throws UiccException {
        int sw = send(new CommandAPDU(CLA, VERIFY_PIN, 0, reference)).sw();
        CardProblem problem = CardProblem.ofStatus(sw);
        if (problem == CardProblem.PIN_WRONG || problem == CardProblem.PIN_BLOCKED) {
            return OptionalInt.of(problem == CardProblem.PIN_BLOCKED ? 0 : sw & 0x0F);
        }
        return OptionalInt.empty();
    }

    /** Presents a PIN: a wrong one costs a try. */
    void verifyPin(int reference, Pin pin) throws UiccException {
        byte[] padded = pin.padded();
        try {
            take("VERIFY PIN", send(new CommandAPDU(CLA, VERIFY_PIN, 0, reference, padded)));
        } finally {
            Arrays.fill(padded, (byte) 0);
        }
    }

    /**
     * AUTHENTICATE in 3G security context.
     *
     * @return what stands behind 9000: tag DB with RES, CK and IK, or tag DC with AUTS
     */
    byte[] authenticate(byte[] rand, byte[] autn) throws UiccException {
        byte[] data = new byte[2 + rand.length + autn.length];
        data[0] = (byte) rand.length;
        System.arraycopy(rand, 0, data, 1, rand.length);
        data[1 + rand.length] = (byte) autn.length;
        System.arraycopy(autn, 0, data, 2 + rand.length, autn.length);
        return take(
                "AUTHENTICATE",
                send(new CommandAPDU(CLA, AUTHENTICATE, 0, CONTEXT_3G, data, MOST)));
    }

    private static byte[] take(String command, Answer answer) throws UiccException {
        if (!answer.isOk()) {
            throw UiccException.ofStatus(command, answer.sw());
        }
        return answer.data();
    }

    /** Sends a command, and gets an answer that comes in pieces or with a length of its own. */
    private Answer send(CommandAPDU command) throws UiccException {
        ResponseAPDU response = link.transmit(command);
        // "'6C XX': wrong length, Luicc = XX": the same again (TS 102 221 clause 7.3.1.1.5)
        if (response.getSW1() == SW1_OTHER_LE) {
            response = link.transmit(withLe(command, response.getSW2()));
        }
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        data.writeBytes(response.getData());
        int pieces = 0;
        // "'61 XX' [..] the terminal shall send GET RESPONSE" (clause 7.3.1.1.4)
        while (response.getSW1() == SW1_MORE) {
            pieces++;
            if (pieces > MOST_PIECES) {
                throw new UiccException(CardProblem.MALFORMED, "an answer without end");
            }
            int le = response.getSW2() == 0 ? MOST : response.getSW2();
            response = link.transmit(new CommandAPDU(CLA, GET_RESPONSE, 0, 0, le));
            data.writeBytes(response.getData());
        }
        return new Answer(response.getSW(), data.toByteArray());
    }

    private static CommandAPDU withLe(CommandAPDU command, int sw2) {
        return new CommandAPDU(
                command.getCLA(),
                command.getINS(),
                command.getP1(),
                command.getP2(),
                command.getData(),
                sw2 == 0 ? MOST : sw2);
    }
}
