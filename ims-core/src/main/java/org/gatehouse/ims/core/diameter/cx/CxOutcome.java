package org.gatehouse.ims.core.diameter.cx;

/** How a Cx request ended, as the CSCF sees it. */
public sealed interface CxOutcome {
    /** The HSS answered; the answer is of the request's kind. */
    record Answered(CxAnswer answer) implements CxOutcome {}

    /** There is no HSS to ask, or the answer makes no sense. */
    record Unreachable(String reason) implements CxOutcome {}

    /** No answer in time. */
    record TimedOut() implements CxOutcome {}
}
