package org.gatehouse.ims.ue.card;

/** Why a card could not do what it was asked for, and what helps. */
public enum CardProblem {
    NO_SERVICE("no PC/SC service", "pcscd running, or another --card"),
    NO_READER("no such card reader", "one reader, or its name as in --card pcsc:NAME"),
    NO_CARD("no card in the reader", "a UICC in it, contacts down"),
    CARD_LOST("the card does not answer any more", "the card left in its reader"),
    TIMED_OUT("the card did not answer in time", "no other program that keeps the card to itself"),
    NO_APPLICATION("neither ISIM nor USIM on the card", "a UICC of an operator"),
    NOT_PERSONALISED("the application has no identity", "a card made ready by its operator"),
    MALFORMED("the card's answer makes no sense", "a UICC as ETSI TS 102 221 describes it"),
    PIN_NEEDED("the card asks for its PIN", "--pin, or GATEHOUSE_UE_PIN"),
    PIN_WRONG("the PIN is wrong", "another one"),
    PIN_LAST_TRY(
            "one try is left before the PIN is blocked, and it is not used here",
            "the PIN entered in a phone, which sets the counter back"),
    PIN_COUNTER_UNKNOWN(
            "the card does not tell how many tries its PIN has left, and none is used here",
            "the PIN switched off in a phone"),
    PIN_BLOCKED("the PIN is blocked", "the PUK entered in a phone"),
    MAC_FAILURE("MAC of AUTN is wrong", "K and OPc of the HSS as on the card"),
    CONTEXT_NOT_SUPPORTED(
            "no authentication in 3G security context", "a card with ISIM or USIM, no SIM"),
    KEY_TOO_OLD("the card takes the key for too old", "another authentication"),
    SECURITY_STATUS("security status not satisfied", "the PIN verified"),
    REFERENCE_INVALIDATED("the referenced PIN is switched off", "a command without PIN"),
    CONDITIONS_OF_USE(
            "conditions of use not satisfied", "the application active, and its PIN verified"),
    REFERENCE_NOT_FOUND("the referenced data is not on the card", "a key in the application"),
    FILE_NOT_FOUND("file or application not found", "a card made ready by its operator"),
    WRONG_LENGTH("wrong length", "a card that knows this command in this form"),
    WRONG_PARAMETERS("wrong parameters", "a card that knows this command in this form"),
    NOT_SUPPORTED("the card does not know the command", "a UICC with ISIM or USIM"),
    BUSY("the card is busy with its toolkit", "another try a little later"),
    MEMORY("the card's memory fails", "another card: this one is worn out"),
    TECHNICAL("the card failed", "the card inserted anew"),
    UNKNOWN("the card refused for a reason of its own", "the status word looked up at its maker");

    private static final int SW1_OF_RETRIES = 0x63C;

    private final String text;
    private final String expected;

    CardProblem(String text, String expected) {
        this.text = text;
        this.expected = expected;
    }

    /**
     * What a status word other than success means (TS 102 221 clause 10.2.1, TS 31.102 clause
     * 7.3.1, TS 31.103 clause 7.1).
     *
     * @param sw SW1 and SW2, 16 bits
     */
    static CardProblem ofStatus(int sw) {
        return switch (sw) {
            case 0x9862 -> MAC_FAILURE;
            case 0x9864 -> CONTEXT_NOT_SUPPORTED;
            case 0x9865 -> KEY_TOO_OLD;
            case 0x6982 -> SECURITY_STATUS;
            case 0x6983, 0x63C0 -> PIN_BLOCKED;
            case 0x6984 -> REFERENCE_INVALIDATED;
            case 0x6985, 0x6986 -> CONDITIONS_OF_USE;
            case 0x6A82, 0x6A83 -> FILE_NOT_FOUND;
            case 0x6A88 -> REFERENCE_NOT_FOUND;
            case 0x6A80, 0x6A86, 0x6A87, 0x6B00 -> WRONG_PARAMETERS;
            case 0x6A81, 0x6D00, 0x6E00, 0x6881, 0x6882 -> NOT_SUPPORTED;
            case 0x6283, 0x6285 -> FILE_NOT_FOUND;
            case 0x6400, 0x6500, 0x6F00 -> TECHNICAL;
            case 0x6581 -> MEMORY;
            case 0x9300 -> BUSY;
            default ->
                    sw >> 4 == SW1_OF_RETRIES
                            ? PIN_WRONG
                            : sw >> 8 == 0x67 ? WRONG_LENGTH : UNKNOWN;
        };
    }

    String text() {
        return text;
    }

    String expected() {
        return expected;
    }
}
