package org.gatehouse.ims.core.sip;

import org.gatehouse.ims.core.sip.text.ReasonPhrases;

/** A SIP response. */
public final class SipResponse extends SipMessage {
    private final MessageReader.StartLine.Status line;

    SipResponse(
            HeaderIndex index,
            MessageReader.Essentials essentials,
            MessageReader.StartLine.Status line) {
        super(index, essentials);
        this.line = line;
    }

    /**
     * Starts the answer to a request: Via, From, To, Call-ID and CSeq copied as received (RFC 3261
     * clause 8.2.6); the tag of To is given with {@link ResponseEditor#toTag}. Its reason phrase is
     * the usual one.
     */
    public static ResponseEditor answering(SipRequest request, int status) {
        return answering(request, status, ReasonPhrases.of(status));
    }

    public static ResponseEditor answering(SipRequest request, int status, String reason) {
        return new ResponseEditor(request, status, reason);
    }

    public int status() {
        return line.status();
    }

    public String reason() {
        return line.reason();
    }

    @Override
    public String method() {
        return cseq().method();
    }

    public boolean isFinal() {
        return status() >= 200;
    }

    public boolean isSuccess() {
        return status() / 100 == 2;
    }

    /** An editor that starts from this message. */
    public ResponseEditor edit() {
        return new ResponseEditor(this);
    }
}
