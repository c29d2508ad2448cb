package org.gatehouse.ims.ue.card.io;

import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Locale;
import javax.smartcardio.CardException;
import javax.smartcardio.CardTerminal;
import javax.smartcardio.CardTerminals;
import javax.smartcardio.TerminalFactory;
import org.gatehouse.ims.ue.card.CardLink;
import org.gatehouse.ims.ue.card.CardProblem;
import org.gatehouse.ims.ue.card.UiccException;

/** The card readers of this machine. */
public final class PcscReaders {
    private final CardTerminals terminals;

    PcscReaders(CardTerminals terminals) {
        this.terminals = terminals;
    }

    /**
     * Those that PC/SC knows. Loads native code: not before a card is asked for.
     *
     * @throws UiccException if there is no PC/SC here
     */
    static PcscReaders ofThisMachine() throws UiccException {
        try {
            return new PcscReaders(TerminalFactory.getInstance("PC/SC", null).terminals());
        } catch (NoSuchAlgorithmException e) {
            throw new UiccException(CardProblem.NO_SERVICE, PcscLink.said("PC/SC", e), e);
        }
    }

    /**
     * Connects with the card in a reader.
     *
     * @param name the reader's name or a part of it, in any case of letters; empty: the one with a
     *     card
     */
    CardLink connect(String name) throws UiccException {
        List<CardTerminal> fitting = fitting(name);
        if (fitting.size() == 1) {
            return PcscLink.connect(fitting.getFirst());
        }
        List<CardTerminal> filled = fitting.stream().filter(PcscReaders::hasCard).toList();
        if (filled.size() == 1) {
            return PcscLink.connect(filled.getFirst());
        }
        String found = String.join(", ", fitting.stream().map(CardTerminal::getName).toList());
        if (fitting.isEmpty()) {
            throw new UiccException(CardProblem.NO_READER, "'" + name + "' fits none");
        }
        throw filled.isEmpty()
                ? new UiccException(CardProblem.NO_CARD, found)
                : new UiccException(CardProblem.NO_READER, "'" + name + "' fits all of " + found);
    }

    private List<CardTerminal> fitting(String name) throws UiccException {
        List<CardTerminal> all;
        try {
            all = terminals.list();
        } catch (CardException e) {
            throw new UiccException(CardProblem.NO_SERVICE, PcscLink.said("PC/SC", e), e);
        }
        if (all.isEmpty()) {
            throw new UiccException(CardProblem.NO_READER, "PC/SC has none");
        }
        List<CardTerminal> exact = all.stream().filter(t -> t.getName().equals(name)).toList();
        return exact.isEmpty()
                ? all.stream().filter(t -> lower(t.getName()).contains(lower(name))).toList()
                : exact;
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private static boolean hasCard(CardTerminal terminal) {
        try {
            return terminal.isCardPresent();
        } catch (CardException e) {
            return false;
        }
    }
}
