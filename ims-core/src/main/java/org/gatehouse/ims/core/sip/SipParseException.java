package org.gatehouse.ims.core.sip;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a peer sent is not SIP as RFC 3261 writes it: what is wrong, and on which line. */
public final class SipParseException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int line;
    private final transient @Nullable SipRequest request;

    SipParseException(String message, int line, @Nullable SipRequest request) {
        super(message);
        this.line = line;
        this.request = request;
    }

    /** A value that stands alone does not parse. */
    public SipParseException(String message) {
        this(message, 0, null);
    }

    /** Says what is wrong, in words that may go to a log (escaped) or a reason phrase. */
    public String message() {
        return String.valueOf(getMessage());
    }

    /** Line of the message, from 1; 0 where a single value was parsed. */
    public int line() {
        return line;
    }

    /**
     * The broken request, if enough of it could be read to answer 400 with {@link
     * SipResponse#answering}: Via, From, To, Call-ID and CSeq are there and read.
     */
    public Optional<SipRequest> answerable() {
        return Optional.ofNullable(request);
    }
}
