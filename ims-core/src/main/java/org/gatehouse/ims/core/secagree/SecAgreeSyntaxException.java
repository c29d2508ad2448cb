package org.gatehouse.ims.core.secagree;

/** A Security-Client, Security-Server or Security-Verify that is malformed or has a bad value. */
public final class SecAgreeSyntaxException extends Exception {
    private static final long serialVersionUID = 1L;

    public SecAgreeSyntaxException(String message) {
        super(message);
    }
}
