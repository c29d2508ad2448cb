package org.gatehouse.ims.core.sip;

/** A SIP request. */
public final class SipRequest extends SipMessage {
    static final int HIGHEST_MAX_FORWARDS = 255;

    private final MessageReader.StartLine.Request line;
    private final int maxForwards;

    SipRequest(
            HeaderIndex index,
            MessageReader.Essentials essentials,
            MessageReader.StartLine.Request line,
            int maxForwards) {
        super(index, essentials);
        this.line = line;
        this.maxForwards = maxForwards;
    }

    /** Starts a request of our own. Via, From, To, Call-ID and CSeq have to be set. */
    public static RequestEditor building(String method, String requestUri) {
        return new RequestEditor(method, requestUri);
    }

    @Override
    public String method() {
        return line.method();
    }

    /** The Request-URI as received: some URI, not always a SIP URI. */
    public String requestUri() {
        return line.uri();
    }

    /** Is it good for nothing but a refusal? */
    boolean isBroken() {
        return index().problem() != null;
    }

    /** Max-Forwards, or -1 if there is none (then 70 is put in by a proxy). */
    public int maxForwards() {
        return maxForwards;
    }

    /** An editor that starts from this message. */
    public RequestEditor edit() {
        return new RequestEditor(this);
    }
}
