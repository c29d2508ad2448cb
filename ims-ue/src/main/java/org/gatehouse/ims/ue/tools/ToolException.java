package org.gatehouse.ims.ue.tools;

/**
 * A tool can't answer: what was wrong, and what was expected. The message repeats no key, has no
 * control characters and is short, whatever was given.
 */
final class ToolException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Values that a peer or a generator made are repeated in part. */
    private static final int LONGEST_MESSAGE = 400;

    private final int exitCode;

    private ToolException(int exitCode, String message) {
        super(shown(message));
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

    private static String shown(String message) {
        String text = KeyMask.mask(message).replaceAll("\\p{Cntrl}", "?");
        return text.length() <= LONGEST_MESSAGE ? text : text.substring(0, LONGEST_MESSAGE) + "...";
    }
}
