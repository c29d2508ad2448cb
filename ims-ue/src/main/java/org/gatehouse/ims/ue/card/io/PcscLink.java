package org.gatehouse.ims.ue.card.io;

import javax.smartcardio.Card;
import javax.smartcardio.CardException;
import javax.smartcardio.CardNotPresentException;
import javax.smartcardio.CardTerminal;
import javax.smartcardio.CommandAPDU;
import javax.smartcardio.ResponseAPDU;
import org.gatehouse.ims.ue.card.CardLink;
import org.gatehouse.ims.ue.card.CardProblem;
import org.gatehouse.ims.ue.card.UiccException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A card in a PC/SC reader. */
final class PcscLink implements CardLink {
    private static final Logger LOG = LoggerFactory.getLogger(PcscLink.class);

    /** T=0 or T=1, as the card speaks. */
    private static final String ANY_PROTOCOL = "*";

    private final String reader;
    private final Card card;

    private PcscLink(String reader, Card card) {
        this.reader = reader;
        this.card = card;
    }

    static PcscLink connect(CardTerminal terminal) throws UiccException {
        try {
            return new PcscLink(terminal.getName(), terminal.connect(ANY_PROTOCOL));
        } catch (CardNotPresentException e) {
            throw new UiccException(CardProblem.NO_CARD, terminal.getName(), e);
        } catch (CardException e) {
            throw new UiccException(CardProblem.NO_CARD, said(terminal.getName(), e), e);
        }
    }

    @Override
    public String reader() {
        return reader;
    }

    @Override
    public ResponseAPDU transmit(CommandAPDU command) throws UiccException {
        try {
            return card.getBasicChannel().transmit(command);
        } catch (CardException | IllegalStateException e) {
            throw lost(e);
        }
    }

    @Override
    public <T> T exclusively(Work<T> work) throws UiccException {
        try {
            card.beginExclusive();
        } catch (CardException | IllegalStateException e) {
            throw lost(e);
        }
        try {
            return work.run();
        } finally {
            end();
        }
    }

    /** A card that is gone by now has failed the work already. */
    private void end() {
        try {
            card.endExclusive();
        } catch (CardException | IllegalStateException e) {
            LOG.debug("card not given back reader={} cause={}", reader, e.toString());
        }
    }

    @Override
    public void close() {
        try {
            card.disconnect(true);
        } catch (CardException e) {
            LOG.debug("card not reset reader={} cause={}", reader, e.toString());
        }
    }

    private UiccException lost(Exception e) {
        return new UiccException(CardProblem.CARD_LOST, said(reader, e), e);
    }

    /** The reader with what PC/SC said, such as SCARD_W_REMOVED_CARD. */
    static String said(String reader, Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return reader + ": " + root.getMessage();
    }
}
