package org.gatehouse.ims.ue.card;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gatehouse.ims.ue.isim.ImsIdentity;
import org.jspecify.annotations.Nullable;

/** Reads what a card says of its applications and its owner. */
final class CardFiles {
    private static final int MASTER_FILE = 0x3F00;
    private static final int EF_DIR = 0x2F00;
    private static final int EF_IMPI = 0x6F02;
    private static final int EF_DOMAIN = 0x6F03;
    private static final int EF_IMPU = 0x6F04;
    private static final int EF_IMSI = 0x6F07;
    private static final int EF_AD = 0x6FAD;

    private static final int APPLICATION_TEMPLATE = 0x61;
    private static final int APPLICATION_NAME = 0x4F;

    /** Tag of the text in EF_IMPI, EF_IMPU and EF_DOMAIN (TS 31.103 clause 4.2). */
    private static final int TEXT = 0x80;

    /** Length octet, and digits two an octet behind the one that shares its octet with parity. */
    private static final int IMSI_LENGTH = 8;

    /** Offset of the MNC's length in EF_AD; older cards end before it. */
    private static final int MNC_LENGTH = 3;

    /** Applications and public identities looked at: real cards have three or four. */
    private static final int MOST_RECORDS = 16;

    private final Uicc uicc;

    CardFiles(Uicc uicc) {
        this.uicc = uicc;
    }

    /** Names of applications, whole, as EF_DIR lists them; none if there is no such file. */
    List<byte[]> applications() throws UiccException {
        Fcp fcp;
        try {
            uicc.selectFile(MASTER_FILE);
            fcp = uicc.selectFile(EF_DIR);
        } catch (UiccException e) {
            if (e.problem() == CardProblem.FILE_NOT_FOUND) {
                return List.of();
            }
            throw e;
        }
        List<byte[]> names = new ArrayList<>();
        for (byte[] dir : records(fcp)) {
            Tlv.find(dir, APPLICATION_TEMPLATE)
                    .flatMap(template -> Tlv.find(template, APPLICATION_NAME))
                    .ifPresent(names::add);
        }
        return names;
    }

    /** The owner of the selected application. */
    ImsIdentity identity(CardApplication application) throws UiccException {
        try {
            return application == CardApplication.ISIM ? isim() : usim();
        } catch (IllegalArgumentException e) {
            throw new UiccException(
                    CardProblem.NOT_PERSONALISED, application + " with " + e.getMessage(), e);
        }
    }

    private ImsIdentity isim() throws UiccException {
        String impi = text("EF_IMPI", uicc.readBinary(EF_IMPI));
        String domain = text("EF_DOMAIN", uicc.readBinary(EF_DOMAIN));
        List<String> impus = new ArrayList<>();
        for (byte[] impu : records(uicc.selectFile(EF_IMPU))) {
            // a tel URI can't be registered (TS 24.229 clause 5.1.1.1A)
            Tlv.find(impu, TEXT)
                    .map(CardFiles::utf8)
                    .filter(uri -> uri.startsWith("sip"))
                    .ifPresent(impus::add);
        }
        return new ImsIdentity(impi, impus, domain);
    }

    /**
     * "In case the UE is loaded with a UICC that contains a USIM but does not contain an ISIM" all
     * three come of the IMSI (TS 24.229 annex B.3.1, TS 23.003 clause 13).
     */
    private ImsIdentity usim() throws UiccException {
        return ImsIdentity.ofImsi(imsi(uicc.readBinary(EF_IMSI)), mncLength());
    }

    /** TS 31.102 clause 4.2.2: length, then digits with the low half of each octet first. */
    private static String imsi(byte[] content) {
        StringBuilder digits = new StringBuilder();
        int length = content[0] & 0xFF;
        for (int i = 1; i <= Math.min(length, IMSI_LENGTH) && i < content.length; i++) {
            int octet = content[i] & 0xFF;
            if (i > 1) {
                digits.append(Character.forDigit(octet & 0x0F, 16));
            }
            if (octet >> 4 != 0x0F) {
                digits.append(Character.forDigit(octet >> 4, 16));
            }
        }
        return digits.toString();
    }

    private @Nullable Integer mncLength() throws UiccException {
        byte[] content = uicc.readBinary(EF_AD);
        int length = content.length > MNC_LENGTH ? content[MNC_LENGTH] & 0x0F : 0;
        return length == 2 || length == 3 ? length : null;
    }

    private List<byte[]> records(Fcp fcp) throws UiccException {
        List<byte[]> records = new ArrayList<>();
        for (int i = 1; i <= Math.min(fcp.records(), MOST_RECORDS); i++) {
            records.add(uicc.readRecord(i, fcp.recordLength()));
        }
        return records;
    }

    private static String text(String file, byte[] content) throws UiccException {
        Optional<byte[]> text = Tlv.find(content, TEXT);
        if (text.isEmpty() || text.get().length == 0) {
            throw new UiccException(CardProblem.NOT_PERSONALISED, "ISIM with an empty " + file);
        }
        return utf8(text.get());
    }

    private static String utf8(byte[] text) {
        return new String(text, StandardCharsets.UTF_8);
    }
}
