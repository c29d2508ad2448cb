package org.gatehouse.ims.ue.card.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.gatehouse.ims.core.aka.AuthenticationVector;
import org.gatehouse.ims.core.aka.Isim;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.ue.card.CardPlace;
import org.gatehouse.ims.ue.card.CardProblem;
import org.gatehouse.ims.ue.card.Cards;
import org.gatehouse.ims.ue.card.Pin;
import org.gatehouse.ims.ue.card.SimulatedUicc;
import org.gatehouse.ims.ue.card.UiccException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The PC/SC of this system, through the JDK's own binding. */
class PcscTest {
    private static final Map<CardPlace, String> CARD = Map.of(CardPlace.TERMINAL, "pcsc:Virtual");
    private static final int ATTEMPTS = 300;

    @TempDir private Path folder;

    /** The daemon takes a moment to see a reader and the card in it. */
    private static CardSession open() throws Exception {
        for (int i = 1; ; i++) {
            try {
                return CardSession.open(CARD, Pin.of("1234"));
            } catch (UiccException e) {
                boolean early =
                        e.problem() == CardProblem.NO_SERVICE
                                || e.problem() == CardProblem.NO_READER
                                || e.problem() == CardProblem.NO_CARD;
                if (!early || i == ATTEMPTS) {
                    throw e;
                }
                LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            }
        }
    }

    @Test
    @Requirement({"isim-options", "isim-contents"})
    void aCardBehindTheSystemsDaemonIsReadAnswersAndIsMissedWhenItIsPulled() throws Exception {
        SimulatedUicc card = Cards.both();
        card.pin = "1234";
        card.answersInPieces = true;
        AuthenticationVector vector = Cards.vector(32);
        try (VirtualReader reader = VirtualReader.start(folder, card)) {
            reader.insert();
            try (CardSession session = open()) {
                Isim isim = session.subscription();
                assertThat(session.subscription().identity().impi()).isEqualTo(Cards.IMPI);

                Isim.Result first = isim.authenticate(vector.rand(), vector.autn());
                Isim.Result again = isim.authenticate(vector.rand(), vector.autn());

                assertThat(((Isim.Result.Accepted) first).ck()).isEqualTo(vector.ck());
                assertThat(again).isInstanceOf(Isim.Result.SyncFailure.class);
                reader.remove();
                assertThatThrownBy(() -> isim.authenticate(vector.rand(), vector.autn()))
                        .isInstanceOf(UncheckedIOException.class)
                        .hasMessageContaining("does not answer any more");
            }
        }
    }
}
