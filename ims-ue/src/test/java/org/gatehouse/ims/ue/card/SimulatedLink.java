package org.gatehouse.ims.ue.card;

import javax.smartcardio.CommandAPDU;
import javax.smartcardio.ResponseAPDU;

/** A reader without PC/SC: a card that is there until it is pulled. */
public final class SimulatedLink implements CardLink {
    private final String reader;
    private final SimulatedUicc card;

    /** Commands until somebody pulls the card. */
    public int commandsLeft = Integer.MAX_VALUE;

    public SimulatedLink(String reader, SimulatedUicc card) {
        this.reader = reader;
        this.card = card;
    }

    @Override
    public String reader() {
        return reader;
    }

    @Override
    public ResponseAPDU transmit(CommandAPDU command) throws UiccException {
        if (commandsLeft == 0) {
            throw new UiccException(CardProblem.CARD_LOST, reader);
        }
        commandsLeft--;
        return new ResponseAPDU(card.process(command.getBytes()));
    }

    @Override
    public <T> T exclusively(Work<T> work) throws UiccException {
        return work.run();
    }

    @Override
    public void close() {
        card.reset();
    }
}
