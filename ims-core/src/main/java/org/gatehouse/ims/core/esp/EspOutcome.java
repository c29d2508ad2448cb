package org.gatehouse.ims.core.esp;

/** What opening one ESP packet came to. */
public sealed interface EspOutcome {
    /** A packet that passed every check; its number is marked in the replay window. */
    final class Authenticated implements EspOutcome {
        private final byte[] payload;
        private final int nextHeader;
        private final long sequence;

        Authenticated(byte[] payload, int nextHeader, long sequence) {
            this.payload = payload;
            this.nextHeader = nextHeader;
            this.sequence = sequence;
        }

        /** The clear text without padding and trailer; the receiver's own from now on. */
        public byte[] payload() {
            return payload;
        }

        /** Protocol number of the payload: 17 UDP, 6 TCP, 4 IPv4, 41 IPv6. */
        public int nextHeader() {
            return nextHeader;
        }

        public long sequence() {
            return sequence;
        }
    }

    /**
     * An authentic fragment of an inner packet, which nothing but {@link InnerFragments} can judge;
     * its number is marked. What that gives back again waits for the other fragments.
     */
    final class AuthenticFragment implements EspOutcome {
        private final byte[] payload;
        private final int nextHeader;
        private final long sequence;

        AuthenticFragment(byte[] payload, int nextHeader, long sequence) {
            this.payload = payload;
            this.nextHeader = nextHeader;
            this.sequence = sequence;
        }

        byte[] payload() {
            return payload;
        }

        int nextHeader() {
            return nextHeader;
        }

        long sequence() {
            return sequence;
        }
    }

    /** A packet that is not delivered. */
    record Dropped(DropReason reason) implements EspOutcome {}
}
