package org.gatehouse.ims.ue.card.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import javax.smartcardio.CardException;
import org.assertj.core.api.AbstractThrowableAssert;
import org.gatehouse.ims.core.aka.AuthenticationVector;
import org.gatehouse.ims.core.aka.Isim;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.ue.card.CardPlace;
import org.gatehouse.ims.ue.card.CardProblem;
import org.gatehouse.ims.ue.card.Cards;
import org.gatehouse.ims.ue.card.UiccException;
import org.junit.jupiter.api.Test;

/** Readers as javax.smartcardio shows them. */
class CardSessionTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final SimulatedReaders readers = new SimulatedReaders();

    private CardSession open(String card) throws UiccException, InterruptedException {
        return open(Map.of(CardPlace.TERMINAL, card));
    }

    private CardSession open(Map<CardPlace, String> cards)
            throws UiccException, InterruptedException {
        return CardSession.open(() -> new PcscReaders(readers), cards, null, PATIENCE);
    }

    private AbstractThrowableAssert<?, ?> assertProblem(String card, CardProblem problem) {
        return assertThatThrownBy(() -> open(card))
                .isInstanceOfSatisfying(
                        UiccException.class, e -> assertThat(e.problem()).isEqualTo(problem))
                .hasMessageContaining("(expected: ");
    }

    @Test
    void theOneReaderWithACardNeedsNoName() throws Exception {
        readers.with("Empty 00", null).with("Full 01", Cards.both());

        try (CardSession session = open("pcsc")) {
            assertThat(session.subscription().reader()).isEqualTo("Full 01");
            assertThat(session.subscription().identity().impi()).isEqualTo(Cards.IMPI);
        }
        assertThat(readers.readers.get(1).isReset).isTrue();
    }

    @Test
    @Requirement("l-isim-order")
    void theCardsOfTerminalAndGatewayAreTakenByTheirReadersNames() throws Exception {
        readers.with("Terminal", Cards.usimOnly()).with("Gateway", Cards.isimOnly());

        try (CardSession session =
                open(
                        Map.of(
                                CardPlace.TERMINAL,
                                "pcsc:terminal",
                                CardPlace.RESIDENTIAL_GATEWAY,
                                "pcsc:Gate"))) {
            assertThat(session.subscription()).hasToString("ISIM in Gateway");
        }
    }

    @Test
    void aNameThatIsWholeCountsMoreThanOnesItIsPartOf() throws Exception {
        readers.with("Slot", Cards.usimOnly()).with("Slot 2", Cards.both());

        try (CardSession session = open("pcsc:Slot")) {
            assertThat(session.subscription()).hasToString("USIM in Slot");
        }
    }

    @Test
    void aMissingReaderACardThatIsNotThereAndTwoThatFitAreClearErrors() {
        assertProblem("pcsc", CardProblem.NO_READER).hasMessageStartingWith("PC/SC has none");
        readers.with("One", null);
        assertProblem("pcsc:Other", CardProblem.NO_READER).hasMessageContaining("'Other'");
        assertProblem("pcsc", CardProblem.NO_CARD).hasMessageStartingWith("One: no card");
        readers.with("Two", Cards.both()).with("Three", Cards.both());
        assertProblem("pcsc", CardProblem.NO_READER).hasMessageContaining("One, Two, Three");
        readers.failure = new CardException("SCARD_E_NO_SERVICE");
        assertProblem("pcsc", CardProblem.NO_SERVICE).hasMessageContaining("SCARD_E_NO_SERVICE");
    }

    @Test
    void aCardIsNamedAsPcscOrNotAtAll() {
        for (String name : new String[] {"", "PCSC", "usb:1", "pcscd"}) {
            assertThatThrownBy(() -> open(name))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("expected: pcsc");
        }
    }

    @Test
    void aCardThatIsPulledWhileItIsReadOrAskedIsSaidToBeGone() throws Exception {
        readers.with("Slot", Cards.both());
        SimulatedReaders.Reader reader = readers.readers.getFirst();
        reader.commandsLeft = 3;
        assertProblem("pcsc", CardProblem.CARD_LOST)
                .hasMessageStartingWith("Slot: SCARD_W_REMOVED_CARD: ");

        reader.commandsLeft = Integer.MAX_VALUE;
        try (CardSession session = open("pcsc")) {
            reader.commandsLeft = 1;
            assertThatThrownBy(
                            () -> session.subscription().authenticate(new byte[16], new byte[16]))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("SCARD_W_REMOVED_CARD");
        }
        assertThat(reader.ended).isEqualTo(reader.begun);
    }

    @Test
    void nobodyElsesCommandsComeBetween() throws Exception {
        readers.with("Slot", Cards.both());
        AuthenticationVector vector = Cards.vector(32);
        try (CardSession session = open("pcsc")) {
            SimulatedReaders.Reader reader = readers.readers.getFirst();
            int before = reader.begun;

            assertThat(session.subscription().authenticate(vector.rand(), vector.autn()))
                    .isInstanceOf(Isim.Result.Accepted.class);

            assertThat(reader.begun).isEqualTo(before + 1);
            assertThat(reader.ended).isEqualTo(reader.begun);
        }
    }

    @Test
    void aCardThatHangsIsGivenUp() {
        readers.with("Slot", Cards.both());
        readers.readers.getFirst().answers = new CountDownLatch(1);

        assertThatThrownBy(() ->
                        CardSession.open(
                                () -> new PcscReaders(readers),
                                Map.of(CardPlace.TERMINAL, "pcsc"),
                                null,
                                Duration.ofMillis(20)))
                .isInstanceOfSatisfying(
                        UiccException.class,
                        e -> assertThat(e.problem()).isEqualTo(CardProblem.TIMED_OUT));
        readers.readers.getFirst().answers.countDown();
    }
}
