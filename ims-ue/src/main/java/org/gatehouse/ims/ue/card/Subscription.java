package org.gatehouse.ims.ue.card;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.gatehouse.ims.core.aka.Isim;
import org.gatehouse.ims.ue.isim.ImsIdentity;
import org.jspecify.annotations.Nullable;

/** The application of a card that IMS uses: its owner's identity, and its AKA. */
public final class Subscription implements Isim {
    /**
     * "If there is an ISIM and a USIM application on a UICC, then the ISIM application shall always
     * be used for IMS authentication" (TS 33.203 clause 8); "Where the TE and IRG each contain an
     * UICC with ISIM application, the ISIM should be used in following order of preference TE, IRG"
     * (clause L.2).
     */
    private static final Comparator<Found> PREFERENCE =
            Comparator.comparing(Found::kind).thenComparing(Found::place);

    private final Found found;
    private final ImsIdentity identity;

    private Subscription(Found found, ImsIdentity identity) {
        this.found = found;
        this.identity = identity;
    }

    /** An application that can be selected. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Found(CardApplication kind, CardPlace place, Uicc uicc, byte[] aid) {}

    /**
     * Finds the application to use on one or two cards, and reads whose it is. Blocks.
     *
     * @param cards the cards there are
     * @param pin the PIN of the card used, or null
     * @throws UiccException if there is none, or it can't be used, saying what to do
     */
    public static Subscription open(Map<CardPlace, CardLink> cards, @Nullable Pin pin)
            throws UiccException {
        List<Found> all = new ArrayList<>();
        for (Map.Entry<CardPlace, CardLink> card : new EnumMap<>(cards).entrySet()) {
            CardLink link = card.getValue();
            all.addAll(link.exclusively(() -> applications(card.getKey(), new Uicc(link))));
        }
        Found best =
                all.stream()
                        .min(PREFERENCE)
                        .orElseThrow(() ->
                                new UiccException(CardProblem.NO_APPLICATION, readers(cards)));
        CardLink link = best.uicc().link();
        return new Subscription(best, link.exclusively(() -> identity(best, pin)));
    }

    private static String readers(Map<CardPlace, CardLink> cards) {
        return String.join(", ", cards.values().stream().map(CardLink::reader).toList());
    }

    private static List<Found> applications(CardPlace place, Uicc uicc) throws UiccException {
        List<Found> found = new ArrayList<>();
        for (byte[] aid : new CardFiles(uicc).applications()) {
            CardApplication.of(aid).ifPresent(kind -> found.add(new Found(kind, place, uicc, aid)));
        }
        return found.isEmpty() ? unlisted(place, uicc) : found;
    }

    /** A card without a list may still answer to the names. */
    private static List<Found> unlisted(CardPlace place, Uicc uicc) throws UiccException {
        List<Found> found = new ArrayList<>();
        for (CardApplication kind : CardApplication.values()) {
            try {
                uicc.selectApplication(kind.prefix());
                found.add(new Found(kind, place, uicc, kind.prefix()));
            } catch (UiccException e) {
                if (e.problem() != CardProblem.FILE_NOT_FOUND) {
                    throw e;
                }
            }
        }
        return found;
    }

    private static ImsIdentity identity(Found found, @Nullable Pin pin) throws UiccException {
        Uicc uicc = found.uicc();
        Fcp application = uicc.selectApplication(found.aid());
        try {
            return new CardFiles(uicc).identity(found.kind());
        } catch (UiccException e) {
            if (e.problem() != CardProblem.SECURITY_STATUS) {
                throw e;
            }
        }
        verify(uicc, application.pin(), pin);
        return new CardFiles(uicc).identity(found.kind());
    }

    /** Never the last try: a mistyped digit shall not lock somebody's card. */
    private static void verify(Uicc uicc, int reference, @Nullable Pin pin) throws UiccException {
        String reader = uicc.link().reader();
        OptionalInt left = uicc.pinTriesLeft(reference);
        if (left.isPresent() && left.getAsInt() == 0) {
            throw new UiccException(CardProblem.PIN_BLOCKED, reader);
        }
        if (pin == null) {
            throw new UiccException(CardProblem.PIN_NEEDED, reader);
        }
        if (left.isEmpty()) {
            throw new UiccException(CardProblem.PIN_COUNTER_UNKNOWN, reader);
        }
        if (left.getAsInt() == 1) {
            throw new UiccException(CardProblem.PIN_LAST_TRY, reader);
        }
        uicc.verifyPin(reference, pin);
    }

    /** Whose application it is. */
    public ImsIdentity identity() {
        return identity;
    }

    public CardApplication application() {
        return found.kind();
    }

    public CardPlace place() {
        return found.place();
    }

    /** The reader that holds it. */
    public String reader() {
        return found.uicc().link().reader();
    }

    @Override
    public boolean isSlow() {
        return true;
    }

    /**
     * @throws UncheckedIOException with a {@link UiccException} if the card does not answer, or not
     *     as a card may
     */
    @Override
    public Result authenticate(byte[] rand, byte[] autn) {
        try {
            return found.uicc()
                    .link()
                    .exclusively(() -> {
                        // another program may have selected something else meanwhile
                        found.uicc().selectApplication(found.aid());
                        return Authentication.run(found.uicc(), rand, autn);
                    });
        } catch (UiccException e) {
            throw new UncheckedIOException(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public String toString() {
        return found.kind() + " in " + reader();
    }
}
