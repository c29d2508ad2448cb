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
 *   AwaitingServer ── the one that the HSS named is silent ──► AwaitingCapabilities
 *   AwaitingCapabilities ── UAA, another one is capable ──► AwaitingServer, or else ──► Done
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
     * @param named whether the HSS named it, and what another one has to be capable of is not known
     */
    record AwaitingServer(
            LocateRequest request,
            int attempt,
            ServerEntry server,
            List<ServerEntry> others,
            boolean named)
            implements LocateState {
        public AwaitingServer {
            others = List.copyOf(others);
        }
    }

    /**
     * The server that the HSS named can't serve: a UAR for capabilities is under way.
     *
     * @param otherwise what becomes of the REGISTER if there is no other server
     */
    record AwaitingCapabilities(
            LocateRequest request, int attempt, ServerEntry silent, LocateEffect otherwise)
            implements LocateState {}

    /** The REGISTER is answered. */
    record Done() implements LocateState {}
}
