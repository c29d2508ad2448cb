package org.gatehouse.ims.core.sip;

/** Edits a request. */
public final class RequestEditor extends MessageEditor<RequestEditor> {
    @Override
    RequestEditor self() {
        return this;
    }

    public RequestEditor requestUri(String uri) {
        throw new UnsupportedOperationException();
    }

    /**
     * @throws IllegalStateException if a mandatory header field is missing or wrong
     */
    public SipRequest build() {
        throw new UnsupportedOperationException();
    }
}
