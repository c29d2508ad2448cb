package org.gatehouse.ims.ue.testlab;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.gatehouse.ims.core.admin.AdminServer;
import org.gatehouse.ims.core.admin.ApiResource;
import org.gatehouse.ims.core.admin.Health;
import org.gatehouse.ims.ue.lab.LabCore;

/** The administrative servers that the daemons of a lab would have; their metrics are together. */
final class LabAdmin implements AutoCloseable {
    private static final InetSocketAddress ANY =
            new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);

    private final PrometheusMeterRegistry meters;
    private final List<AdminServer> servers = new ArrayList<>();
    final InetSocketAddress pcscf;
    final InetSocketAddress scscf;
    final InetSocketAddress hss;

    LabAdmin(LabCore core, PrometheusMeterRegistry meters) throws IOException {
        this.meters = meters;
        try {
            pcscf = serve(core.pcscf()::problems, core.pcscf().api());
            scscf =
                    serve(
                            () -> core.isReady() ? List.of() : List.of("no connection to the HSS"),
                            Map.of("registrations", core.scscf()::registrations));
            hss = serve(core.hss()::problems, core.hss().api());
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private InetSocketAddress serve(Health health, Map<String, ApiResource> api)
            throws IOException {
        AdminServer server = AdminServer.start(ANY, health, meters, api);
        servers.add(server);
        return server.address();
    }

    @Override
    public void close() {
        servers.forEach(AdminServer::close);
    }
}
