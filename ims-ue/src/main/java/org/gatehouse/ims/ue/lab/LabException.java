package org.gatehouse.ims.ue.lab;

/** Why the lab failed, in one line for a person. */
public final class LabException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;

    public LabException(String reason) {
        super(reason);
        this.reason = reason;
    }

    LabException(String reason, Throwable cause) {
        super(reason, cause);
        this.reason = reason;
    }

    public String reason() {
        return reason;
    }
}
