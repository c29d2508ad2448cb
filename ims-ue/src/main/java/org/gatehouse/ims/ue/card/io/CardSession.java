package org.gatehouse.ims.ue.card.io;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.gatehouse.ims.ue.card.CardLink;
import org.gatehouse.ims.ue.card.CardPlace;
import org.gatehouse.ims.ue.card.CardProblem;
import org.gatehouse.ims.ue.card.Pin;
import org.gatehouse.ims.ue.card.Subscription;
import org.gatehouse.ims.ue.card.UiccException;
import org.jspecify.annotations.Nullable;

/** Cards that are connected, and the subscription on one of them. */
public final class CardSession implements AutoCloseable {
    /** Readers answer a file in tens of milliseconds; another program may hold the card a while. */
    static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final String PCSC = "pcsc";

    private final Map<CardPlace, CardLink> links;
    private final Subscription subscription;

    private CardSession(Map<CardPlace, CardLink> links, Subscription subscription) {
        this.links = links;
        this.subscription = subscription;
    }

    /** Where the readers come from. */
    interface Readers {
        PcscReaders get() throws UiccException;
    }

    /**
     * Connects with the cards, and finds out whose they are.
     *
     * @param cards which device has which: {@code pcsc} or {@code pcsc:READER}
     * @param pin the PIN, or null
     * @throws IllegalArgumentException if a card is named otherwise
     * @throws UiccException saying what is wrong, and what to do
     */
    public static CardSession open(Map<CardPlace, String> cards, @Nullable Pin pin)
            throws UiccException, InterruptedException {
        return open(PcscReaders::ofThisMachine, cards, pin, PATIENCE);
    }

    /** The same with other readers and patience. */
    static CardSession open(
            Readers readers, Map<CardPlace, String> cards, @Nullable Pin pin, Duration patience)
            throws UiccException, InterruptedException {
        Map<CardPlace, String> names = new EnumMap<>(CardPlace.class);
        cards.forEach((place, card) -> names.put(place, readerName(card)));
        CompletableFuture<CardSession> result = new CompletableFuture<>();
        Thread.ofVirtual()
                .name("card")
                .start(() -> {
                    try {
                        CardSession session = connect(readers.get(), names, pin);
                        if (!result.complete(session)) {
                            session.close();
                        }
                    } catch (UiccException | RuntimeException e) {
                        result.completeExceptionally(e);
                    }
                });
        return await(result, patience);
    }

    private static CardSession await(CompletableFuture<CardSession> result, Duration patience)
            throws UiccException, InterruptedException {
        try {
            return result.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            UiccException late =
                    new UiccException(CardProblem.TIMED_OUT, patience.toSeconds() + " s");
            if (result.completeExceptionally(late)) {
                throw late;
            }
            return await(result, patience);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UiccException problem) {
                throw problem;
            }
            throw new IllegalStateException("reading a card failed", e.getCause());
        }
    }

    private static CardSession connect(
            PcscReaders readers, Map<CardPlace, String> names, @Nullable Pin pin)
            throws UiccException {
        Map<CardPlace, CardLink> links = new EnumMap<>(CardPlace.class);
        try {
            for (Map.Entry<CardPlace, String> name : names.entrySet()) {
                links.put(name.getKey(), readers.connect(name.getValue()));
            }
            return new CardSession(links, Subscription.open(links, pin));
        } catch (UiccException | RuntimeException e) {
            links.values().forEach(CardLink::close);
            throw e;
        }
    }

    private static String readerName(String card) {
        if (card.equals(PCSC)) {
            return "";
        }
        if (!card.startsWith(PCSC + ":")) {
            throw new IllegalArgumentException(
                    "'" + card + "' (expected: pcsc, or pcsc: and a reader's name)");
        }
        return card.substring(PCSC.length() + 1);
    }

    public Subscription subscription() {
        return subscription;
    }

    /** Resets the cards. */
    @Override
    public void close() {
        links.values().forEach(CardLink::close);
    }
}
