package org.gatehouse.ims.core.admin;

import java.util.List;

/** Says whether a daemon can do its work. Asked on a thread of the HTTP server: never blocks. */
@FunctionalInterface
public interface Health {
    /** Why not, one sentence each; empty when it can. */
    List<String> problems();

    /** A daemon that can always work. */
    static Health good() {
        return List::of;
    }
}
