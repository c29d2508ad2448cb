package org.gatehouse.ims.core.sip;

/** Edits a response. */
public final class ResponseEditor extends MessageEditor<ResponseEditor> {
    @Override
    ResponseEditor self() {
        return this;
    }

    /** Adds a tag to To if it has none (RFC 3261 clause 8.2.6.2). */
    public ResponseEditor toTag(String tag) {
        throw new UnsupportedOperationException();
    }

    /**
     * @throws IllegalStateException if a mandatory header field is missing or wrong
     */
    public SipResponse build() {
        throw new UnsupportedOperationException();
    }
}
