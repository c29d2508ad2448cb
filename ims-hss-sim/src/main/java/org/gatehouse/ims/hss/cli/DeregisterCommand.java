package org.gatehouse.ims.hss.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.gatehouse.ims.core.cli.OrderCommand;
import org.gatehouse.ims.hss.config.HssSettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ims hss deregister}: ends registrations of a subscriber, at the HSS and the S-CSCF. */
@Command(
        name = "deregister",
        description = "Ends registrations of a subscriber of a running HSS (RTR to the S-CSCF)")
final class DeregisterCommand extends OrderCommand {
    @Option(
            names = "--impu",
            paramLabel = "IMPU",
            description = "public identity, with its implicit set; may be repeated (default: all)")
    private List<String> impus = new ArrayList<>();

    @Option(
            names = "--reason",
            paramLabel = "REASON",
            description =
                    "permanent-termination (default), new-server-assigned, server-change,"
                            + " remove-s-cscf")
    private String reason = "permanent-termination";

    @Option(names = "--info", paramLabel = "TEXT", description = "a text for the S-CSCF")
    private @Nullable String info;

    DeregisterCommand() {
        super("hss", HssSettings.ADMIN);
    }

    @Override
    protected String action() {
        return "deregister";
    }

    @Override
    protected Map<String, Object> fields() {
        Map<String, Object> fields = new HashMap<>();
        fields.put("impi", impi());
        fields.put("impus", impus);
        fields.put("reason", reason);
        if (info != null) {
            fields.put("info", info);
        }
        return fields;
    }
}
