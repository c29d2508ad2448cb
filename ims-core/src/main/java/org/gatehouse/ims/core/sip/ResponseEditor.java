package org.gatehouse.ims.core.sip;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.gatehouse.ims.core.sip.text.Chars;
import org.gatehouse.ims.core.sip.text.HeaderKey;
import org.gatehouse.ims.core.sip.text.Quoting;

/** Edits a response. */
public final class ResponseEditor extends MessageEditor<ResponseEditor> {
    private static final List<HeaderKey> COPIED =
            List.of(HeaderKey.FROM, HeaderKey.TO, HeaderKey.CALL_ID, HeaderKey.CSEQ);

    private static final HeaderKey TIMESTAMP = HeaderKey.of("Timestamp");

    private final byte[] startLine;
    private final boolean refusal;
    private boolean tagged;

    ResponseEditor(SipRequest request, int status, String reason) {
        super(null);
        if (status < 100 || status > 699) {
            throw new IllegalArgumentException("status: " + status + " (expected: 100 to 699)");
        }
        checkValue("reason", reason);
        startLine = ("SIP/2.0 " + status + " " + reason).getBytes(StandardCharsets.UTF_8);
        refusal = request.isBroken();
        // what can't be read, can't be added to
        tagged =
                request.to().tag() != null
                        || (refusal && request.to().equals(MessageReader.UNREADABLE));
        copyFrom(request, status);
    }

    ResponseEditor(SipResponse edited) {
        super(edited);
        startLine = edited.index().startLineOctets();
        refusal = false;
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
        COPIED.forEach(key -> copyFirst(index, key));
        if (status == 100) {
            copyFirst(index, TIMESTAMP);
        }
    }

    /** A broken request may lack the field. */
    private void copyFirst(HeaderIndex index, HeaderKey key) {
        int field = index.find(key, 0);
        if (field >= 0) {
            copy(index, field);
        }
    }

    @Override
    MessageReader.Source readAs() {
        return refusal ? MessageReader.Source.OWN_REFUSAL : MessageReader.Source.OWN;
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
