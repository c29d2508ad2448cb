package org.gatehouse.ims.scscf.cli;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import org.gatehouse.ims.core.cli.Daemon;
import org.gatehouse.ims.core.cli.DaemonCommand;
import org.gatehouse.ims.core.config.ConfigException;
import org.gatehouse.ims.core.config.Settings;
import org.gatehouse.ims.scscf.config.HomeSchemas;
import org.gatehouse.ims.scscf.config.IcscfConfig;
import org.gatehouse.ims.scscf.icscf.ServerEntry;
import picocli.CommandLine.Command;

/** {@code ims icscf}: an I-CSCF in a process of its own, in the foreground. */
@Command(name = "icscf", description = "I-CSCF: finds the S-CSCF of a user")
public final class IcscfCommand extends DaemonCommand {
    /** The S-CSCF of the lab, which is assigned where the settings list none. */
    private static final ServerEntry LAB_SERVER =
            new ServerEntry(
                    "sip:127.0.0.1:5082",
                    new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 5082),
                    Set.of());

    public IcscfCommand() {
        super("icscf", HomeSchemas.ICSCF, HomeSchemas.ICSCF_ADMIN);
    }

    @Override
    protected Daemon start(Settings settings, MeterRegistry meters)
            throws IOException, ConfigException {
        IcscfConfig config = HomeSchemas.ICSCF_ALONE.read(settings, LAB_SERVER);
        return new HomeDaemon("icscf", settings, meters).serve(config);
    }
}
