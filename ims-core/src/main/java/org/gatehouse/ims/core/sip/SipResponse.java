package org.gatehouse.ims.core.sip;

/** A SIP response. */
public final class SipResponse extends SipMessage {
    SipResponse() {}

    /**
     * Starts the answer to a request: Via, From, To, Call-ID and CSeq copied as received (RFC 3261
     * clause 8.2.6); the tag of To is given with {@link ResponseEditor#toTag}. Its reason phrase is
     * the usual one.
     */
    public static ResponseEditor answering(SipRequest request, int status) {
        throw new UnsupportedOperationException();
    }

    public static ResponseEditor answering(SipRequest request, int status, String reason) {
        throw new UnsupportedOperationException();
    }

    public int status() {
        throw new UnsupportedOperationException();
    }

    public String reason() {
        throw new UnsupportedOperationException();
    }

    @Override
    public String method() {
        return cseq().method();
    }

    public boolean isFinal() {
        return status() >= 200;
    }

    /** An editor that starts from this message. */
    public ResponseEditor edit() {
        throw new UnsupportedOperationException();
    }
}
