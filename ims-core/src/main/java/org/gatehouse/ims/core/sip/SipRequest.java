package org.gatehouse.ims.core.sip;

/** A SIP request. */
public final class SipRequest extends SipMessage {
    SipRequest() {}

    /** Starts a request of our own. Via, From, To, Call-ID and CSeq have to be set. */
    public static RequestEditor building(String method, String requestUri) {
        throw new UnsupportedOperationException();
    }

    @Override
    public String method() {
        throw new UnsupportedOperationException();
    }

    public String requestUri() {
        throw new UnsupportedOperationException();
    }

    /** Max-Forwards, or -1 if there is none (then 70 is put in by a proxy). */
    public int maxForwards() {
        throw new UnsupportedOperationException();
    }

    /** An editor that starts from this message. */
    public RequestEditor edit() {
        throw new UnsupportedOperationException();
    }
}
