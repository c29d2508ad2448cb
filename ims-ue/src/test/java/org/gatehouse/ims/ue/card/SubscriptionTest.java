package org.gatehouse.ims.ue.card;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.ue.isim.ImsIdentity;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which application of which card is used, and what stands in the way. */
class SubscriptionTest {
    private static Subscription open(SimulatedUicc card) throws UiccException {
        return open(card, null);
    }

    private static Subscription open(SimulatedUicc card, @Nullable String pin)
            throws UiccException {
        return Subscription.open(
                Map.of(CardPlace.TERMINAL, new SimulatedLink("slot", card)),
                pin == null ? null : Pin.of(pin));
    }

    private static Subscription openBoth(SimulatedUicc terminal, SimulatedUicc gateway)
            throws UiccException {
        return Subscription.open(
                Map.of(
                        CardPlace.RESIDENTIAL_GATEWAY,
                        new SimulatedLink("gateway", gateway),
                        CardPlace.TERMINAL,
                        new SimulatedLink("terminal", terminal)),
                null);
    }

    private static CardProblem problem(ThrowingCallable call) {
        CardProblem[] problem = new CardProblem[1];
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(UiccException.class, e -> problem[0] = e.problem())
                .hasMessageContaining("expected");
        return problem[0];
    }

    @Test
    @Requirement({"isim-options", "isim-contents"})
    void anIsimIsUsedWhereTheCardHasBothAndItsFilesSayWhoRegisters() throws UiccException {
        Subscription used = open(Cards.both());

        assertThat(used.application()).isEqualTo(CardApplication.ISIM);
        assertThat(used.identity().impi()).isEqualTo(Cards.IMPI);
        assertThat(used.identity().homeDomain()).isEqualTo(Cards.DOMAIN);
        assertThat(used.identity().impus()).containsExactly(Cards.IMPU);
        assertThat(used).hasToString("ISIM in slot");
    }

    @Test
    @Requirement("isim-options")
    void aUsimAloneLeadsToIdentitiesDerivedFromItsImsi() throws UiccException {
        Subscription used = open(Cards.usimOnly());

        assertThat(used.application()).isEqualTo(CardApplication.USIM);
        assertThat(used.identity())
                .isEqualTo(
                        new ImsIdentity(
                                "001010000000001@ims.mnc001.mcc001.3gppnetwork.org",
                                List.of("sip:001010000000001@ims.mnc001.mcc001.3gppnetwork.org"),
                                "ims.mnc001.mcc001.3gppnetwork.org"));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 0})
    void theLengthOfTheMncIsThatOfTheCardOrTheUsualOne(int length) throws UiccException {
        SimulatedUicc card = new SimulatedUicc().withUsim(Cards.aka(), "26201234567890", length);

        assertThat(open(card).identity().impi())
                .isEqualTo(
                        "26201234567890@ims."
                                + (length == 3 ? "mnc012" : "mnc001")
                                + ".mcc262.3gppnetwork.org");
    }

    @Test
    @Requirement("l-isim-order")
    void theIsimOfTheTerminalComesBeforeThatOfTheGatewayAndThatBeforeAUsim() throws UiccException {
        assertThat(openBoth(Cards.both(), Cards.both()).place()).isEqualTo(CardPlace.TERMINAL);

        Subscription gateways = openBoth(Cards.usimOnly(), Cards.isimOnly());
        assertThat(gateways.place()).isEqualTo(CardPlace.RESIDENTIAL_GATEWAY);
        assertThat(gateways.reader()).isEqualTo("gateway");
        assertThat(gateways.application()).isEqualTo(CardApplication.ISIM);

        assertThat(openBoth(Cards.usimOnly(), Cards.usimOnly()).place())
                .isEqualTo(CardPlace.TERMINAL);
    }

    @Test
    void aCardThatListsNoApplicationsIsAskedByName() throws UiccException {
        SimulatedUicc card = Cards.both();
        card.hasDirectory = false;

        assertThat(open(card).application()).isEqualTo(CardApplication.ISIM);
    }

    @Test
    void aCardThatAnswersInPiecesIsRead() throws UiccException {
        SimulatedUicc card = Cards.both();
        card.answersInPieces = true;
        card.insistsOnLength = true;

        assertThat(open(card).identity().impi()).isEqualTo(Cards.IMPI);
        assertThat(card.instructions).contains(0xC0);
    }

    @Test
    void aCardWithoutAnApplicationIsAClearError() {
        assertThat(problem(() -> open(new SimulatedUicc()))).isEqualTo(CardProblem.NO_APPLICATION);
    }

    @Test
    void anIsimWithoutAnIdentityIsAClearErrorAndTheUsimIsNotTakenInstead() {
        SimulatedUicc empty = new SimulatedUicc().withIsim(Cards.aka(), "", "", "");
        empty.withUsim(Cards.aka(), Cards.IMSI, 2);
        assertThat(problem(() -> open(empty))).isEqualTo(CardProblem.NOT_PERSONALISED);

        SimulatedUicc telOnly =
                new SimulatedUicc().withIsim(Cards.aka(), Cards.IMPI, Cards.DOMAIN, "tel:+1");
        assertThat(problem(() -> open(telOnly))).isEqualTo(CardProblem.NOT_PERSONALISED);

        SimulatedUicc injected =
                new SimulatedUicc().withIsim(Cards.aka(), "a\r\nb@c", Cards.DOMAIN, Cards.IMPU);
        assertThat(problem(() -> open(injected))).isEqualTo(CardProblem.NOT_PERSONALISED);

        SimulatedUicc noImsi = new SimulatedUicc().withUsim(Cards.aka(), "", 2);
        assertThat(problem(() -> open(noImsi))).isEqualTo(CardProblem.NOT_PERSONALISED);
    }

    @Test
    void aRightPinOpensTheCardAndNoPinIsSaid() throws UiccException {
        SimulatedUicc card = Cards.both();
        card.pin = "1234";

        assertThat(problem(() -> open(card))).isEqualTo(CardProblem.PIN_NEEDED);
        assertThat(card.triesLeft).isEqualTo(3);
        assertThat(open(card, "1234").identity().impi()).isEqualTo(Cards.IMPI);
    }

    @Test
    void aPinIsNotSentToACardThatAsksForNone() throws UiccException {
        SimulatedUicc card = Cards.both();

        open(card, "1234");

        assertThat(card.instructions).doesNotContain(0x20);
    }

    @Test
    void aWrongPinIsTriedUntilOneTryIsLeftAndNoFurther() {
        SimulatedUicc card = Cards.both();
        card.pin = "1234";

        assertThat(problem(() -> open(card, "0000"))).isEqualTo(CardProblem.PIN_WRONG);
        assertThat(problem(() -> open(card, "0000"))).isEqualTo(CardProblem.PIN_WRONG);
        assertThat(problem(() -> open(card, "0000"))).isEqualTo(CardProblem.PIN_LAST_TRY);
        assertThat(problem(() -> open(card, "1234"))).isEqualTo(CardProblem.PIN_LAST_TRY);
        assertThat(card.triesLeft).isEqualTo(1);
    }

    @Test
    void aBlockedPinAndACounterThatIsNotToldEndIt() {
        SimulatedUicc card = Cards.both();
        card.pin = "1234";
        card.retryCounterStatus = 0x6700;
        assertThat(problem(() -> open(card, "1234"))).isEqualTo(CardProblem.PIN_COUNTER_UNKNOWN);

        card.retryCounterStatus = 0;
        card.triesLeft = 0;
        assertThat(problem(() -> open(card, "1234"))).isEqualTo(CardProblem.PIN_BLOCKED);
        assertThat(problem(() -> open(card))).isEqualTo(CardProblem.PIN_BLOCKED);
    }

    @Test
    void noPinIsShown() {
        assertThat(Pin.of("1234")).hasToString("Pin[masked]");
        assertThatThrownBy(() -> Pin.of("12345678a"))
                .hasMessage("9 characters (expected: 4 to 8 digits)");
        assertThatThrownBy(() -> Pin.of("123")).isInstanceOf(IllegalArgumentException.class);
        assertThat(Pin.of("1234").padded())
                .containsExactly(0x31, 0x32, 0x33, 0x34, 0xFF, 0xFF, 0xFF, 0xFF);
    }

    @Test
    void aCardThatIsPulledAtAnyMomentIsSaidToBeGone() throws UiccException {
        SimulatedUicc card = Cards.both();
        open(card);
        int commands = card.instructions.size();
        for (int i = 0; i < commands; i++) {
            SimulatedLink link = new SimulatedLink("slot", Cards.both());
            link.commandsLeft = i;
            assertThat(problem(() -> Subscription.open(Map.of(CardPlace.TERMINAL, link), null)))
                    .isEqualTo(CardProblem.CARD_LOST);
        }
    }
}
