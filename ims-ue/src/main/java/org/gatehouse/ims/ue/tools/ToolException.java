package org.gatehouse.ims.ue.tools;

/**
 * A tool can't answer: what was wrong, and what was expected. What was given is repeated only as
 * {@link KeyMask#shown} makes it.
 */
final class ToolException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    private ToolException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /** Something is missing or not what was expected. */
    static ToolException usage(String message) {
        return new ToolException(Answer.USAGE, message);
    }

    /** All is well-formed, and there is no result. */
    static ToolException noResult(String message) {
        return new ToolException(Answer.NEGATIVE, message);
    }

    int exitCode() {
        return exitCode;
    }

    String message() {
        return String.valueOf(getMessage());
    }
}
