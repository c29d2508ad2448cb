package org.gatehouse.ims.core.sip;

import java.nio.charset.StandardCharsets;
import org.gatehouse.ims.core.sip.text.Chars;
import org.gatehouse.ims.core.sip.text.HeaderKey;
import org.gatehouse.ims.core.sip.text.Quoting;

/** Edits a response. */
public final class ResponseEditor extends MessageEditor<ResponseEditor> {
    private final byte[] startLine;
    private boolean tagged;

    ResponseEditor(SipRequest request, int status, String reason) {
        super(null);
        if (status < 100 || status > 699) {
            throw new IllegalArgumentException("status: " + status + " (expected: 100 to 699)");
        }
        checkValue("reason", reason);
        startLine = ("SIP/2.0 " + status + " " + reason).getBytes(StandardCharsets.UTF_8);
        tagged = request.to().tag() != null;
        copyFrom(request, status);
    }

    ResponseEditor(SipResponse edited) {
        super(edited);
        startLine = edited.index().startLineOctets();
        tagged = edited.to().tag() != null;
    }

    /**
     * RFC 3261 8.2.6.2: From, Call-ID, CSeq and Via "MUST equal" those of the request, Via "MUST
     * maintain the same ordering". 8.2.6.1: a 100 copies Timestamp as well.
     */
    private void copyFrom(SipRequest request, int status) {
        HeaderIndex index = request.index();
        for (int i = index.find(HeaderKey.VIA, 0); i >= 0; i = index.find(HeaderKey.VIA, i + 1)) {
            copy(index, i);
        }
        copy(index, index.find(HeaderKey.FROM, 0));
        copy(index, index.find(HeaderKey.TO, 0));
        copy(index, index.find(HeaderKey.CALL_ID, 0));
        copy(index, index.find(HeaderKey.CSEQ, 0));
        int timestamp = status == 100 ? index.find(HeaderKey.of("Timestamp"), 0) : -1;
        if (timestamp >= 0) {
            copy(index, timestamp);
        }
    }

    @Override
    ResponseEditor self() {
        return this;
    }

    @Override
    byte[] startLine() {
        return startLine;
    }

    /** Adds a tag to To if it has none (RFC 3261 clause 8.2.6.2). */
    public ResponseEditor toTag(String tag) {
        if (!Chars.isToken(tag)) {
            throw new IllegalArgumentException(
                    "tag: " + Quoting.show(tag) + " (expected: a token)");
        }
        if (!tagged) {
            append(HeaderKey.TO, ";tag=" + tag);
            tagged = true;
        }
        return this;
    }

    /**
     * Makes the message.
     *
     * @throws IllegalStateException if a mandatory header field is missing or wrong
     */
    public SipResponse build() {
        return (SipResponse) message();
    }
}
