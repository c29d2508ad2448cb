package org.gatehouse.ims.scscf.icscf;

import java.util.List;

/**
 * Where one REGISTER stands at the I-CSCF.
 *
 * <pre>
 *   AwaitingHss ── UAA ──► AwaitingServer ── final response ──► Done
 *       │                    │   ▲  │ silent, none left           ▲
 *       │                    └───┘  └─────────────────────────────┤
 *       │          silent, another one is capable                 │
 *       └──── HSS refused ────────────────────────────────────────┘
 * </pre>
 */
public sealed interface LocateState {
    /** A UAR is under way. */
    record AwaitingHss(LocateRequest request) implements LocateState {}

    /**
     * The REGISTER went to an S-CSCF.
     *
     * @param attempt number of this attempt, from 1; answers to earlier ones don't count any more
     * @param others servers that would do as well; none if the HSS named the server
     */
    record AwaitingServer(
            LocateRequest request, int attempt, ServerEntry server, List<ServerEntry> others)
            implements LocateState {
        public AwaitingServer {
            others = List.copyOf(others);
        }
    }

    /** The REGISTER is answered. */
    record Done() implements LocateState {}
}
