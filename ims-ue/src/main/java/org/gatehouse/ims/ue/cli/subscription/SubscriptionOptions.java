package org.gatehouse.ims.ue.cli.subscription;

import java.util.EnumMap;
import java.util.Map;
import org.gatehouse.ims.ue.card.CardPlace;
import org.gatehouse.ims.ue.card.Pin;
import org.gatehouse.ims.ue.card.UiccException;
import org.gatehouse.ims.ue.card.io.CardSession;
import org.gatehouse.ims.ue.isim.ImsIdentity;
import org.gatehouse.ims.ue.isim.UsimSharing;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options for a USIM instead of, or beside, an ISIM; and for a card instead of both. */
public final class SubscriptionOptions {
    @Option(
            names = "--usim-imsi",
            paramLabel = "IMSI",
            description =
                    "a USIM with this IMSI: without --impi all identities are derived from it (TS"
                            + " 23.003 clause 13)")
    @Nullable String usimImsi;

    @Option(
            names = "--mnc-length",
            paramLabel = "2|3",
            description = "digits of the MNC in it (default: 3 in North America, else 2)")
    @Nullable Integer mncLength;

    @Option(
            names = "--usim-shares",
            paramLabel = "LIST",
            description =
                    "what the ISIM of --impi shares with that USIM: none, sqn, algorithm,"
                            + " algorithm,sqn or key,algorithm,sqn; with sqn both count in one file"
                            + " (default: none)")
    @Nullable String usimShares;

    @Option(
            names = "--card",
            paramLabel = "pcsc[:READER]",
            description =
                    "the UICC in a card reader, instead of --impi and keys; its ISIM, or else its"
                            + " USIM")
    @Nullable String card;

    @Option(
            names = "--irg-card",
            paramLabel = "pcsc[:READER]",
            description = "the UICC of the residential gateway: used if there is no ISIM in --card")
    @Nullable String irgCard;

    @Option(
            names = "--pin",
            paramLabel = "PIN|@FILE",
            description =
                    "PIN of the card, if it asks; else GATEHOUSE_UE_PIN. The last try is never"
                            + " used")
    @Nullable String pin;

    /** What {@code --pin} says, or null. */
    public @Nullable String pin() {
        return pin;
    }

    /**
     * Connects with the cards of the options.
     *
     * @param pinDigits the PIN that was given, or null
     * @return null if none is asked for
     * @throws IllegalArgumentException if an option makes no sense
     * @throws UiccException if a card can't be used
     */
    public @Nullable CardSession openCards(@Nullable String pinDigits)
            throws UiccException, InterruptedException {
        Map<CardPlace, String> cards = new EnumMap<>(CardPlace.class);
        if (card != null) {
            cards.put(CardPlace.TERMINAL, card);
        }
        if (irgCard != null) {
            cards.put(CardPlace.RESIDENTIAL_GATEWAY, irgCard);
        }
        if (cards.isEmpty()) {
            return null;
        }
        return CardSession.open(cards, pinDigits == null ? null : pinOf(pinDigits));
    }

    private static Pin pinOf(String digits) {
        try {
            return Pin.of(digits);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--pin: " + e.getMessage(), e);
        }
    }

    /**
     * The identity that was typed in, of an ISIM if there is one: "the ISIM application shall
     * always be used for IMS authentication" (TS 33.203 clause 8).
     *
     * @param impi private identity, or null
     * @param homeDomain home network domain name, or null
     * @return null if there is neither an ISIM nor a USIM
     * @throws IllegalArgumentException if an option makes no sense
     */
    public @Nullable ImsIdentity typed(@Nullable String impi, @Nullable String homeDomain) {
        checkSharing(impi);
        ImsIdentity usim = usimImsi == null ? null : ImsIdentity.ofImsi(usimImsi, mncLength);
        if (impi != null) {
            return ImsIdentity.typed(impi, homeDomain);
        }
        if (usim == null) {
            return null;
        }
        if (homeDomain != null) {
            throw new IllegalArgumentException(
                    "--home-domain with --usim-imsi (expected: the one derived from the IMSI)");
        }
        return usim;
    }

    /** The private identity whose file of sequence numbers counts. */
    public String countsWith(ImsIdentity identity) {
        return usimImsi != null && sharing().shares(UsimSharing.Part.SQN)
                ? ImsIdentity.ofImsi(usimImsi, mncLength).impi()
                : identity.impi();
    }

    private UsimSharing sharing() {
        try {
            return usimShares == null ? UsimSharing.NOTHING : UsimSharing.parse(usimShares);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--usim-shares " + e.getMessage(), e);
        }
    }

    private void checkSharing(@Nullable String impi) {
        if (usimImsi == null && (mncLength != null || usimShares != null)) {
            throw new IllegalArgumentException(
                    "--mnc-length or --usim-shares without a USIM (expected: --usim-imsi)");
        }
        UsimSharing sharing = sharing();
        // "When a USIM is used for IMS access, only the following option is applicable: The
        // authentication key, authentication functions and the sequence number checking mechanism
        // are shared" (TS 33.203 clause 8.2)
        if (impi == null && usimShares != null && sharing != UsimSharing.ALL) {
            throw new IllegalArgumentException(
                    "--usim-shares "
                            + usimShares
                            + " where the USIM itself is used (expected: "
                            + UsimSharing.ALL
                            + ")");
        }
    }
}
