package org.gatehouse.ims.core.diameter;

import org.jspecify.annotations.Nullable;

/**
 * A message that breaks a rule of the protocol, with the Result-Code that says so to its sender.
 */
public final class DiameterSyntaxException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int resultCode;
    private final transient @Nullable Avp failed;

    public DiameterSyntaxException(int resultCode, String message) {
        this(resultCode, message, null);
    }

    public DiameterSyntaxException(int resultCode, String message, @Nullable Avp failed) {
        super(message, null, false, false);
        this.resultCode = resultCode;
        this.failed = failed;
    }

    /** A {@link ResultCode}. */
    public int resultCode() {
        return resultCode;
    }

    /** What the Failed-AVP of the answer shows, or null. */
    public @Nullable Avp failed() {
        return failed;
    }
}
