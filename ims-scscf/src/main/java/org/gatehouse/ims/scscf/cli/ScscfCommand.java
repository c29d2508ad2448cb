package org.gatehouse.ims.scscf.cli;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.ims.core.cli.Daemon;
import org.gatehouse.ims.core.cli.DaemonCommand;
import org.gatehouse.ims.core.config.AdminToken;
import org.gatehouse.ims.core.config.ConfigException;
import org.gatehouse.ims.core.config.Settings;
import org.gatehouse.ims.scscf.config.HomeSchemas;
import org.gatehouse.ims.scscf.config.IcscfConfig;
import org.gatehouse.ims.scscf.config.ScscfConfig;
import org.gatehouse.ims.scscf.config.ScscfSettings;
import org.gatehouse.ims.scscf.icscf.ServerEntry;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ims scscf}: the home network's CSCFs, in the foreground. */
@Command(
        name = "scscf",
        description = "S-CSCF, with --roles the I-CSCF too: authentication and registrar",
        subcommands = ReauthenticateCommand.class)
public final class ScscfCommand extends DaemonCommand {
    @Option(
            names = "--roles",
            split = ",",
            paramLabel = "ROLE",
            defaultValue = "scscf",
            description = "what this process is: ${COMPLETION-CANDIDATES} (default: scscf)")
    private List<Role> roles = new ArrayList<>();

    public ScscfCommand() {
        super("scscf", HomeSchemas.SCSCF, HomeSchemas.SCSCF_ADMIN);
    }

    @Override
    protected Optional<String> adminToken(Settings settings) {
        return settings.get(AdminToken.SETTING);
    }

    @Override
    protected Daemon start(Settings settings, MeterRegistry meters)
            throws IOException, ConfigException {
        ScscfConfig scscf = ScscfSettings.read(settings);
        ServerEntry own = new ServerEntry(scscf.auth().serverName(), scscf.sip(), Set.of());
        IcscfConfig icscf = HomeSchemas.ICSCF_BESIDE.read(settings, own);
        HomeDaemon daemon = new HomeDaemon("scscf", settings, meters);
        if (roles.contains(Role.SCSCF)) {
            daemon.serve(scscf);
        }
        if (roles.contains(Role.ICSCF)) {
            daemon.serve(icscf);
        }
        return daemon;
    }
}
