package org.gatehouse.ims.ue.card;

import javax.smartcardio.CommandAPDU;
import javax.smartcardio.ResponseAPDU;

/** A connection with one card. Calls block; from one thread at a time. */
public interface CardLink extends AutoCloseable {
    /** The reader's name, for people. */
    String reader();

    /**
     * Sends a command and waits for the answer.
     *
     * @throws UiccException if the card is gone
     */
    ResponseAPDU transmit(CommandAPDU command) throws UiccException;

    /** Commands that no other program's may come between. */
    interface Work<T> {
        T run() throws UiccException;
    }

    /** Does something while the card is this program's alone. */
    <T> T exclusively(Work<T> work) throws UiccException;

    /** Resets the card: a PIN that was verified is so no longer. */
    @Override
    void close();
}
