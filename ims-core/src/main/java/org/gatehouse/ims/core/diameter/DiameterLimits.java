package org.gatehouse.ims.core.diameter;

/** Bounds on what a Diameter peer may send us. */
public final class DiameterLimits {
    /**
     * Octets of one message. The field allows 16 MB; a Cx message is some hundred octets, an SAA
     * with a large profile some ten thousand. What is longer ends the connection.
     */
    public static final int MAX_MESSAGE_OCTETS = 524_288;

    /**
     * AVPs of one message, nested ones included: an RTR for a large implicit set has some dozens.
     */
    public static final int MAX_AVPS = 1_024;

    /** Grouped AVPs within grouped AVPs: those of Cx go three deep. */
    public static final int MAX_NESTING = 8;

    /** Characters of text taken over into an Error-Message or a log line. */
    public static final int MAX_ERROR_TEXT = 200;

    private DiameterLimits() {}
}
