package org.gatehouse.ims.core.cli;

import java.util.List;
import java.util.Map;
import org.gatehouse.ims.core.admin.ApiAction;
import org.gatehouse.ims.core.admin.ApiResource;

/** A running daemon, as its command and its administrative server see it. */
public interface Daemon extends AutoCloseable {
    /** Why it can't do its work now; empty when it can. Never blocks. */
    List<String> problems();

    /** JSON resources by their path below /api/. */
    Map<String, ApiResource> api();

    /** What a POST below /api/ does, by the path. */
    default Map<String, ApiAction> actions() {
        return Map.of();
    }

    /** Stops it cleanly: peers are told, files are closed. */
    @Override
    void close();
}
