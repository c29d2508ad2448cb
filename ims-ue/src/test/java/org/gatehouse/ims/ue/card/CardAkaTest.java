package org.gatehouse.ims.ue.card;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.Map;
import org.gatehouse.ims.core.aka.AuthenticationVector;
import org.gatehouse.ims.core.aka.Auts;
import org.gatehouse.ims.core.aka.Isim;
import org.gatehouse.ims.core.testkit.Requirement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** AUTHENTICATE, its answers and its status words. */
class CardAkaTest {
    private final SimulatedUicc card = Cards.both();
    private final SimulatedLink link = new SimulatedLink("slot", card);

    private Subscription open() throws UiccException {
        return Subscription.open(Map.of(CardPlace.TERMINAL, link), null);
    }

    private Isim.Result authenticate(long sqn) throws UiccException {
        AuthenticationVector vector = Cards.vector(sqn);
        return open().authenticate(vector.rand(), vector.autn());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Requirement({"isim-contents", "aka-av-33102"})
    void aFreshChallengeIsAnsweredWithResAndBothKeys(boolean inPieces) throws UiccException {
        card.answersInPieces = inPieces;
        AuthenticationVector vector = Cards.vector(32);

        Isim.Result.Accepted accepted = (Isim.Result.Accepted) authenticate(32);

        assertThat(accepted.res()).isEqualTo(vector.xres());
        assertThat(accepted.ck()).isEqualTo(vector.ck());
        assertThat(accepted.ik()).isEqualTo(vector.ik());
    }

    @Test
    void anOldChallengeLeadsToAuts() throws UiccException {
        authenticate(32);

        Isim.Result.SyncFailure failure = (Isim.Result.SyncFailure) authenticate(32);

        assertThat(Auts.verify(Cards.keys(), Cards.vector(32).rand(), failure.auts())).hasValue(32);
    }

    @Test
    void aWrongMacIsToldAsSuch() throws UiccException {
        byte[] autn = Cards.vector(32).autn();
        autn[15] ^= 1;

        assertThat(open().authenticate(Cards.vector(32).rand(), autn))
                .isInstanceOf(Isim.Result.MacFailure.class);
    }

    @ParameterizedTest
    @CsvSource({
        "9864, CONTEXT_NOT_SUPPORTED",
        "9865, KEY_TOO_OLD",
        "6982, SECURITY_STATUS",
        "6983, PIN_BLOCKED",
        "6984, REFERENCE_INVALIDATED",
        "6985, CONDITIONS_OF_USE",
        "6A82, FILE_NOT_FOUND",
        "6A86, WRONG_PARAMETERS",
        "6A88, REFERENCE_NOT_FOUND",
        "6B00, WRONG_PARAMETERS",
        "6700, WRONG_LENGTH",
        "67FF, WRONG_LENGTH",
        "6D00, NOT_SUPPORTED",
        "6E00, NOT_SUPPORTED",
        "6581, MEMORY",
        "6F00, TECHNICAL",
        "9300, BUSY",
        "63C2, PIN_WRONG",
        "63C0, PIN_BLOCKED",
        "6FFF, UNKNOWN",
    })
    void everyOtherStatusHasANameAndSaysWhatToDo(String status, CardProblem problem)
            throws UiccException {
        Subscription isim = open();
        card.authenticateStatus = Integer.parseInt(status, 16);

        assertThatThrownBy(() -> isim.authenticate(new byte[16], new byte[16]))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageStartingWith("AUTHENTICATE answered " + status + ": ")
                .hasMessageContaining("(expected: ")
                .cause()
                .isInstanceOfSatisfying(
                        UiccException.class, e -> assertThat(e.problem()).isEqualTo(problem));
    }

    @Test
    void aCardPulledBeforeTheAnswerIsSaidToBeGone() throws UiccException {
        Subscription isim = open();
        link.commandsLeft = 1;

        assertThatThrownBy(() -> isim.authenticate(new byte[16], new byte[16]))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage(
                        "slot: the card does not answer any more (expected: the card left in its"
                                + " reader)");
    }

    @Test
    void whatAnotherProgramSelectedMeanwhileDoesNotMatter() throws UiccException {
        Subscription isim = open();
        card.reset();
        AuthenticationVector vector = Cards.vector(32);

        assertThat(isim.authenticate(vector.rand(), vector.autn()))
                .isInstanceOf(Isim.Result.Accepted.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "db",
                "da0400000000",
                "db03000000",
                "db11" + "0000000000000000000000000000000000",
                "db0400000000" + "10",
                "db0400000000" + "1000000000000000000000000000000000" + "0f",
                "dc0d00000000000000000000000000",
                "dc0e00",
            })
    void anAnswerThatMakesNoSenseIsRefused(String hex) throws UiccException {
        Subscription isim = open();
        card.authenticateAnswer = HexFormat.of().parseHex(hex);

        assertThatThrownBy(() -> isim.authenticate(new byte[16], new byte[16]))
                .cause()
                .isInstanceOfSatisfying(
                        UiccException.class,
                        e -> assertThat(e.problem()).isEqualTo(CardProblem.MALFORMED));
    }
}
