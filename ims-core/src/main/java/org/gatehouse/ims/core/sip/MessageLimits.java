package org.gatehouse.ims.core.sip;

/** Bounds of what a peer may make us keep or search through. */
public final class MessageLimits {
    /** Octets of a whole message: what fits an IPv4 UDP datagram's length field. */
    public static final int MESSAGE_OCTETS = 65_535;

    /**
     * Octets of start line and header fields that come on a stream: room for two longest fields.
     */
    public static final int STREAMED_HEADER_OCTETS = 40_960;

    /** Header fields of a message: the longest seen from phones and cores have 45. */
    public static final int HEADER_FIELDS = 200;

    /** Octets of one header field with its folded lines: room for six Security-Client offers. */
    public static final int HEADER_FIELD_OCTETS = 16_384;

    /** Octets of a start line: room for a long Request-URI with embedded headers. */
    public static final int START_LINE_OCTETS = 8_192;

    /** Comma separated values of all fields of one name: paths in use have fewer than ten. */
    public static final int VALUES_OF_A_NAME = 100;

    /** Parameters of one value: contacts of phones have up to fifteen. */
    public static final int PARAMETERS = 64;

    /** Parameters we may add to a value we received: received, rport, tag. */
    static final int OWN_PARAMETERS = 8;

    private MessageLimits() {}
}
