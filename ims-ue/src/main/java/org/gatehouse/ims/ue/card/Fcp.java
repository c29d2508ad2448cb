package org.gatehouse.ims.ue.card;

import java.util.List;

/**
 * What SELECT tells of a file: its FCP template (ETSI TS 102 221 clause 11.1.1.3).
 *
 * @param size octets of a transparent file, or 0
 * @param recordLength octets of a record, or 0 where there are none
 * @param records how many there are
 * @param pin key reference of the application's PIN
 */
record Fcp(int size, int recordLength, int records, int pin) {
    private static final int TEMPLATE = 0x62;
    private static final int FILE_SIZE = 0x80;
    private static final int DESCRIPTOR = 0x82;
    private static final int PIN_STATUS = 0xC6;
    private static final int KEY_REFERENCE = 0x83;

    /** Offset of the record length in a file descriptor. */
    private static final int RECORD_LENGTH = 2;

    private static final int RECORDS = 4;

    /** PIN of application 1; those of the others follow, up to 8 (TS 102 221 clause 9.5.1). */
    private static final int FIRST_PIN = 0x01;

    private static final int LAST_PIN = 0x08;

    /**
     * Reads an answer to SELECT; what it does not say is 0.
     *
     * @throws UiccException if it is no template
     */
    static Fcp parse(byte[] answer) throws UiccException {
        List<Tlv> fields =
                Tlv.find(answer, TEMPLATE)
                        .flatMap(Tlv::parse)
                        .orElseThrow(() -> new UiccException(CardProblem.MALFORMED, "SELECT"));
        int size = 0;
        int recordLength = 0;
        int records = 0;
        int pin = FIRST_PIN;
        for (Tlv field : fields) {
            byte[] value = field.value();
            switch (field.tag()) {
                case FILE_SIZE -> size = number(value);
                case DESCRIPTOR -> {
                    if (value.length > RECORDS) {
                        recordLength =
                                (value[RECORD_LENGTH] & 0xFF) << 8
                                        | (value[RECORD_LENGTH + 1] & 0xFF);
                        records = value[RECORDS] & 0xFF;
                    }
                }
                case PIN_STATUS -> pin = applicationPin(value);
                default -> {}
            }
        }
        return new Fcp(size, recordLength, records, pin);
    }

    /** The first reference to an application's PIN; others are of PIN2, ADM and the universal. */
    private static int applicationPin(byte[] status) {
        return Tlv.parse(status).orElse(List.of()).stream()
                .filter(tlv -> tlv.tag() == KEY_REFERENCE && tlv.value().length == 1)
                .mapToInt(tlv -> tlv.value()[0] & 0xFF)
                .filter(reference -> reference >= FIRST_PIN && reference <= LAST_PIN)
                .findFirst()
                .orElse(FIRST_PIN);
    }

    private static int number(byte[] value) {
        int number = 0;
        for (int i = 0; i < Math.min(value.length, 2); i++) {
            number = number << 8 | (value[i] & 0xFF);
        }
        return number;
    }
}
