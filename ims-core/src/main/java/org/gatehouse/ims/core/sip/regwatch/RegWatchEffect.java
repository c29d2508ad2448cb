package org.gatehouse.ims.core.sip.regwatch;

import org.gatehouse.ims.core.sip.reginfo.RegInfo;
import org.jspecify.annotations.Nullable;

/** What the subscription wants done. */
public sealed interface RegWatchEffect {
    /**
     * Send a SUBSCRIBE with {@link RegWatchMachine#HEADERS}, and say so with an event.
     *
     * @param within its dialogue, or null for one that begins a dialogue
     */
    record Subscribe(@Nullable EndDialog within) implements RegWatchEffect {}

    /** Answer the NOTIFY of this step; first of its effects. */
    record Answer(int status) implements RegWatchEffect {}

    /** The network says this of the registration. */
    record Told(RegInfo info) implements RegWatchEffect {}
}
