package org.gatehouse.ims.core.sip;

import java.nio.charset.StandardCharsets;
import org.gatehouse.ims.core.sip.text.Chars;
import org.gatehouse.ims.core.sip.text.Quoting;

/** Edits a request. */
public final class RequestEditor extends MessageEditor<RequestEditor> {
    private final String method;
    private byte[] startLine;

    RequestEditor(String method, String requestUri) {
        super(null);
        if (!Chars.isToken(method)) {
            throw new IllegalArgumentException(
                    "method: " + Quoting.show(method) + " (expected: a token)");
        }
        this.method = method;
        startLine = startLine(requestUri);
    }

    RequestEditor(SipRequest edited) {
        super(edited);
        method = edited.method();
        startLine = edited.index().startLineOctets();
    }

    @Override
    RequestEditor self() {
        return this;
    }

    @Override
    byte[] startLine() {
        return startLine;
    }

    public RequestEditor requestUri(String uri) {
        startLine = startLine(uri);
        return this;
    }

    private byte[] startLine(String uri) {
        if (!NameAddress.isUri(uri)) {
            throw new IllegalArgumentException("Request-URI: " + Quoting.show(uri));
        }
        return (method + " " + uri + " SIP/2.0").getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Makes the message.
     *
     * @throws IllegalStateException if a mandatory header field is missing or wrong
     */
    public SipRequest build() {
        return (SipRequest) message();
    }
}
