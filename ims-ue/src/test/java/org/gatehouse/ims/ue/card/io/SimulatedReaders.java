package org.gatehouse.ims.ue.card.io;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import javax.smartcardio.ATR;
import javax.smartcardio.Card;
import javax.smartcardio.CardChannel;
import javax.smartcardio.CardException;
import javax.smartcardio.CardNotPresentException;
import javax.smartcardio.CardTerminal;
import javax.smartcardio.CardTerminals;
import javax.smartcardio.CommandAPDU;
import javax.smartcardio.ResponseAPDU;
import org.gatehouse.ims.ue.card.SimulatedUicc;
import org.jspecify.annotations.Nullable;

/** Readers as javax.smartcardio shows them, with simulated cards in them. */
final class SimulatedReaders extends CardTerminals {
    final List<Reader> readers = new ArrayList<>();

    /** What asking for the list ends with, if anything. */
    @Nullable CardException failure;

    SimulatedReaders with(String name, @Nullable SimulatedUicc card) {
        readers.add(new Reader(name, card));
        return this;
    }

    @Override
    public List<CardTerminal> list(State state) throws CardException {
        if (failure != null) {
            throw failure;
        }
        return List.copyOf(readers);
    }

    @Override
    public boolean waitForChange(long timeout) {
        throw new UnsupportedOperationException();
    }

    /** One reader. */
    static final class Reader extends CardTerminal {
        private final String name;
        private final @Nullable SimulatedUicc card;

        /** Commands until somebody pulls the card. */
        int commandsLeft = Integer.MAX_VALUE;

        /** What every command waits for. */
        CountDownLatch answers = new CountDownLatch(0);

        int begun;
        int ended;
        boolean isReset;

        private Reader(String name, @Nullable SimulatedUicc card) {
            this.name = name;
            this.card = card;
        }

        @Override
        public String getName() {
            return name;
        }

        @Override
        public Card connect(String protocol) throws CardException {
            if (card == null) {
                throw new CardNotPresentException("No card present");
            }
            return new InReader(this, card);
        }

        @Override
        public boolean isCardPresent() {
            return card != null;
        }

        @Override
        public boolean waitForCardPresent(long timeout) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean waitForCardAbsent(long timeout) {
            throw new UnsupportedOperationException();
        }
    }

    private static final class InReader extends Card {
        private final Reader reader;
        private final SimulatedUicc card;

        private InReader(Reader reader, SimulatedUicc card) {
            this.reader = reader;
            this.card = card;
        }

        @Override
        public ATR getATR() {
            return new ATR(new byte[] {0x3B, 0});
        }

        @Override
        public String getProtocol() {
            return "T=0";
        }

        @Override
        public CardChannel getBasicChannel() {
            return new Channel(this);
        }

        @Override
        public CardChannel openLogicalChannel() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void beginExclusive() {
            reader.begun++;
        }

        @Override
        public void endExclusive() {
            reader.ended++;
        }

        @Override
        public byte[] transmitControlCommand(int code, byte[] command) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void disconnect(boolean reset) {
            reader.isReset = reset;
            card.reset();
        }
    }

    private static final class Channel extends CardChannel {
        private final InReader in;

        private Channel(InReader in) {
            this.in = in;
        }

        @Override
        public Card getCard() {
            return in;
        }

        @Override
        public int getChannelNumber() {
            return 0;
        }

        @Override
        public ResponseAPDU transmit(CommandAPDU command) throws CardException {
            try {
                in.reader.answers.await();
            } catch (InterruptedException e) {
                throw new CardException(e);
            }
            if (in.reader.commandsLeft == 0) {
                throw new CardException(
                        "transmit failed", new IllegalStateException("SCARD_W_REMOVED_CARD"));
            }
            in.reader.commandsLeft--;
            return new ResponseAPDU(in.card.process(command.getBytes()));
        }

        @Override
        public int transmit(ByteBuffer command, ByteBuffer response) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }
}
