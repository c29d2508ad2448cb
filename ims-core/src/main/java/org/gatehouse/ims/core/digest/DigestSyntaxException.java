package org.gatehouse.ims.core.digest;

/** A challenge or credentials that can't be read; the message says what stands there. */
public final class DigestSyntaxException extends Exception {
    private static final long serialVersionUID = 1L;

    public DigestSyntaxException(String message) {
        super(message);
    }
}
