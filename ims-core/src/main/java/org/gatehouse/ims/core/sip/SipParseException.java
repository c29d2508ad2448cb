package org.gatehouse.ims.core.sip;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a peer sent is not SIP as RFC 3261 writes it: what is wrong, and on which line. */
public final class SipParseException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int line;
    private final int status;
    private final transient @Nullable SipRequest request;

    SipParseException(HeaderIndex.Problem problem, @Nullable SipRequest request) {
        this(problem.reason(), problem.line(), problem.status(), request);
    }

    SipParseException(String message, int line, @Nullable SipRequest request) {
        this(message, line, 400, request);
    }

    /** No stack trace: a peer could have us make thousands a second. */
    private SipParseException(String message, int line, int status, @Nullable SipRequest request) {
        super(message, null, false, false);
        this.line = line;
        this.status = status;
        this.request = request;
    }

    /** A value that stands alone does not parse. */
    public SipParseException(String message) {
        this(message, 0, null);
    }

    /** Says what is wrong; what it shows of the peer's text is short and without controls. */
    public String message() {
        return String.valueOf(getMessage());
    }

    /** Line of the message, from 1; 0 where a single value was parsed. */
    public int line() {
        return line;
    }

    /**
     * What to answer a request like this: 400, or 505 for another version of SIP, 513 for one that
     * is too long.
     */
    public int status() {
        return status;
    }

    /**
     * The broken request, if enough of it could be read to answer it with {@link
     * SipResponse#answering}: its Via fields are read, the others are copied as they stand. Good
     * for nothing else. An ACK is never answered.
     */
    public Optional<SipRequest> answerable() {
        return Optional.ofNullable(request);
    }
}
