package org.gatehouse.ims.ue.card;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gatehouse.ims.core.aka.Isim;
import org.jspecify.annotations.Nullable;

/** A UICC in memory: applications, files, a PIN, AKA. Octets in, octets out, as in a reader. */
public final class SimulatedUicc {
    private static final int EF_DIR = 0x2F00;
    private static final int EF_AD = 0x6FAD;
    private static final byte FILLER = (byte) 0xFF;

    private final Map<String, Application> applications = new LinkedHashMap<>();
    private final Map<Integer, List<byte[]>> root = new LinkedHashMap<>();
    private @Nullable Application selected;
    private List<byte[]> file = List.of();
    private byte[] pending = {};
    private boolean isVerified;

    /** The PIN; null where it is switched off. */
    public @Nullable String pin;

    public int triesLeft = 3;

    /** A card of T=0 says 61XX and waits for GET RESPONSE. */
    public boolean answersInPieces;

    /** A card that wants to be asked for as many octets as there are. */
    public boolean insistsOnLength;

    /** What AUTHENTICATE answers whatever it is asked; 0: as it should. */
    public int authenticateStatus;

    /** Octets that AUTHENTICATE answers instead of the right ones. */
    public byte @Nullable [] authenticateAnswer;

    /** Answers to VERIFY without a PIN are this, where it is not 0. */
    public int retryCounterStatus;

    /** Instructions received, in order. */
    public final List<Integer> instructions = new ArrayList<>();

    /** Whether the applications are in EF_DIR. */
    public boolean hasDirectory = true;

    private record Application(Map<Integer, List<byte[]>> files, Isim isim) {}

    public SimulatedUicc withIsim(Isim isim, String impi, String domain, String... impus) {
        Map<Integer, List<byte[]>> files = new LinkedHashMap<>();
        files.put(0x6F02, List.of(padded(text(impi), 120)));
        files.put(0x6F03, List.of(padded(text(domain), 120)));
        List<byte[]> records = new ArrayList<>();
        for (String impu : impus) {
            records.add(padded(text(impu), 100));
        }
        records.add(padded(new byte[0], 100));
        files.put(0x6F04, records);
        applications.put("a0000000871004ff49ff0589", new Application(files, isim));
        return this;
    }

    public SimulatedUicc withUsim(Isim isim, String imsi, int mncLength) {
        Map<Integer, List<byte[]>> files = new LinkedHashMap<>();
        byte[] coded = new byte[9];
        Arrays.fill(coded, FILLER);
        String digits = "9" + imsi + (imsi.length() % 2 == 0 ? "f" : "");
        coded[0] = (byte) (digits.length() / 2);
        for (int i = 0; i < digits.length() / 2; i++) {
            String swapped = "" + digits.charAt(2 * i + 1) + digits.charAt(2 * i);
            coded[i + 1] = (byte) Integer.parseInt(swapped, 16);
        }
        files.put(0x6F07, List.of(coded));
        byte[] ad = {0, 0, 0, (byte) mncLength};
        files.put(EF_AD, List.of(mncLength == 0 ? Arrays.copyOf(ad, 3) : ad));
        applications.put("a0000000871002ff49ff0589", new Application(files, isim));
        return this;
    }

    /** Power off and on. */
    public void reset() {
        selected = null;
        file = List.of();
        pending = new byte[0];
        isVerified = false;
    }

    /** One command, as octets; data and SW1 SW2 back. */
    public byte[] process(byte[] command) {
        int ins = command[1] & 0xFF;
        int p1 = command[2] & 0xFF;
        int p2 = command[3] & 0xFF;
        int lc = command.length > 5 ? command[4] & 0xFF : 0;
        byte[] data = lc == 0 ? new byte[0] : Arrays.copyOfRange(command, 5, 5 + lc);
        int le = command.length == 5 ? command[4] & 0xFF : 0;
        instructions.add(ins);
        return switch (ins) {
            case 0xA4 -> select(p1, data);
            case 0xB0 -> readBinary(p1 << 8 | p2, le);
            case 0xB2 -> readRecord(p1, le);
            case 0x20 -> verify(data);
            case 0x88 -> authenticate(p2, data);
            case 0xC0 -> getResponse(le);
            default -> status(0x6D00);
        };
    }

    private byte[] select(int p1, byte[] data) {
        if (p1 == 0x04) {
            for (Map.Entry<String, Application> entry : applications.entrySet()) {
                if (entry.getKey().startsWith(HexFormat.of().formatHex(data))) {
                    selected = entry.getValue();
                    return inPieces(fcp("82027821", "c60990016083010183010d"));
                }
            }
            return status(0x6A82);
        }
        int id = (data[0] & 0xFF) << 8 | (data[1] & 0xFF);
        if (id == 0x3F00) {
            selected = null;
            return inPieces(fcp("82027821"));
        }
        List<byte[]> found = (selected == null ? directory() : selected.files()).get(id);
        if (found == null) {
            return status(0x6A82);
        }
        file = found;
        isProtected = id != EF_DIR && id != EF_AD;
        int length = found.getFirst().length;
        return inPieces(
                id == 0x6F04 || id == EF_DIR
                        ? fcp(String.format("8205422100%02x%02x", length, found.size()))
                        : fcp("82024121", String.format("8002%04x", length)));
    }

    private boolean isProtected;

    private Map<Integer, List<byte[]>> directory() {
        root.clear();
        if (hasDirectory) {
            List<byte[]> records = new ArrayList<>();
            for (String aid : applications.keySet()) {
                byte[] name = tlv(0x4F, HexFormat.of().parseHex(aid));
                records.add(padded(tlv(0x61, name), 38));
            }
            records.add(padded(new byte[0], 38));
            root.put(EF_DIR, records);
        }
        return root;
    }

    private byte[] readBinary(int offset, int le) {
        byte[] content = file.getFirst();
        if (isLocked()) {
            return status(0x6982);
        }
        if (insistsOnLength && le != content.length - offset) {
            return status(0x6C00 | content.length - offset);
        }
        int end = Math.min(content.length, offset + (le == 0 ? 256 : le));
        return ok(Arrays.copyOfRange(content, offset, end));
    }

    private byte[] readRecord(int number, int le) {
        if (isLocked()) {
            return status(0x6982);
        }
        byte[] record = file.get(number - 1);
        return le == record.length ? ok(record) : status(0x6C00 | record.length);
    }

    private boolean isLocked() {
        return isProtected && pin != null && !isVerified;
    }

    private byte[] verify(byte[] data) {
        if (data.length == 0 && retryCounterStatus != 0) {
            return status(retryCounterStatus);
        }
        if (triesLeft == 0) {
            return status(0x6983);
        }
        if (data.length == 0) {
            return status(0x63C0 | triesLeft);
        }
        byte[] right = new byte[8];
        Arrays.fill(right, FILLER);
        byte[] digits = String.valueOf(pin).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(digits, 0, right, 0, digits.length);
        if (!Arrays.toString(right).equals(Arrays.toString(data))) {
            triesLeft--;
            return status(0x63C0 | triesLeft);
        }
        isVerified = true;
        triesLeft = 3;
        return status(0x9000);
    }

    private byte[] authenticate(int p2, byte[] data) {
        if (authenticateStatus != 0) {
            return status(authenticateStatus);
        }
        if (selected == null || p2 != 0x81 || data.length != 34 || data[0] != 16) {
            return status(0x6A86);
        }
        if (pin != null && !isVerified) {
            return status(0x6982);
        }
        if (authenticateAnswer != null) {
            return inPieces(authenticateAnswer);
        }
        byte[] rand = Arrays.copyOfRange(data, 1, 17);
        byte[] autn = Arrays.copyOfRange(data, 18, 34);
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        switch (selected.isim().authenticate(rand, autn)) {
            case Isim.Result.Accepted accepted -> {
                answer.write(0xDB);
                for (byte[] part : List.of(accepted.res(), accepted.ck(), accepted.ik())) {
                    answer.write(part.length);
                    answer.writeBytes(part);
                }
                // Kc of a USIM with the GSM conversion function follows
                answer.write(8);
                answer.writeBytes(new byte[8]);
            }
            case Isim.Result.SyncFailure sync -> {
                answer.write(0xDC);
                answer.write(sync.auts().length);
                answer.writeBytes(sync.auts());
            }
            case Isim.Result.MacFailure failure -> {
                return status(0x9862);
            }
        }
        return inPieces(answer.toByteArray());
    }

    private byte[] getResponse(int le) {
        int length = Math.min(pending.length, le == 0 ? 256 : le);
        byte[] piece = Arrays.copyOf(pending, length);
        pending = Arrays.copyOfRange(pending, length, pending.length);
        return pending.length == 0
                ? ok(piece)
                : with(piece, 0x6100 | Math.min(pending.length, 0xFF));
    }

    /** An answer that a card of T=0 gives in pieces; here of 20 octets, to have many. */
    private byte[] inPieces(byte[] data) {
        if (!answersInPieces) {
            return ok(data);
        }
        pending = data;
        return status(0x6100 | Math.min(data.length, 20));
    }

    private static byte[] fcp(String... fields) {
        return tlv(0x62, HexFormat.of().parseHex(String.join("", fields)));
    }

    private static byte[] text(String value) {
        return value.isEmpty() ? new byte[0] : tlv(0x80, value.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] tlv(int tag, byte[] value) {
        byte[] octets = new byte[2 + value.length];
        octets[0] = (byte) tag;
        octets[1] = (byte) value.length;
        System.arraycopy(value, 0, octets, 2, value.length);
        return octets;
    }

    private static byte[] padded(byte[] octets, int length) {
        byte[] padded = Arrays.copyOf(octets, length);
        Arrays.fill(padded, octets.length, length, FILLER);
        return padded;
    }

    private static byte[] ok(byte[] data) {
        return with(data, 0x9000);
    }

    private static byte[] status(int sw) {
        return with(new byte[0], sw);
    }

    private static byte[] with(byte[] data, int sw) {
        byte[] answer = Arrays.copyOf(data, data.length + 2);
        answer[data.length] = (byte) (sw >> 8);
        answer[data.length + 1] = (byte) sw;
        return answer;
    }
}
