package org.gatehouse.ims.ue.cli;

/** Exit codes of {@code ims ue}, which scripts rely on. */
final class ExitCode {
    /** Registered, and deregistered after {@code --hold}. */
    static final int DONE = 0;

    static final int USAGE = 2;
    static final int REFUSED_BY_NETWORK = 3;
    static final int NETWORK_NOT_AUTHENTICATED = 4;
    static final int NO_ANSWER = 5;
    static final int AGREEMENT_FAILED = 6;
    static final int IPSEC_NOT_POSSIBLE = 7;

    /** The card, its reader, or the file of a soft ISIM can't be used. */
    static final int ISIM_FAILED = 8;

    private ExitCode() {}
}
