package org.gatehouse.ims.core.diameter.cx.push;

import org.gatehouse.ims.core.diameter.cx.CxResult;

/** How a request to an S-CSCF ended, as the HSS sees it. */
public sealed interface PushOutcome {
    /** The S-CSCF answered. */
    record Answered(CxResult result) implements PushOutcome {}

    /** There is no way to the S-CSCF, it was silent, or its answer makes no sense. */
    record Failed(String reason) implements PushOutcome {}
}
