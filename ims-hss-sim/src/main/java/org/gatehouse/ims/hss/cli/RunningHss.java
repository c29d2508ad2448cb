package org.gatehouse.ims.hss.cli;

import java.util.List;
import java.util.Map;
import org.gatehouse.ims.core.admin.ApiAction;
import org.gatehouse.ims.core.admin.ApiResource;
import org.gatehouse.ims.core.cli.Daemon;
import org.gatehouse.ims.core.net.Network;
import org.gatehouse.ims.core.runtime.Shards;
import org.gatehouse.ims.hss.io.HssNode;

/** An HSS with the threads and sockets it runs on. */
record RunningHss(HssNode node, Shards shards, Network network) implements Daemon {
    @Override
    public List<String> problems() {
        return node.problems();
    }

    @Override
    public Map<String, ApiResource> api() {
        return node.api();
    }

    @Override
    public Map<String, ApiAction> actions() {
        return node.actions();
    }

    @Override
    public void close() {
        node.close();
        shards.close();
        network.close();
    }
}
