package org.gatehouse.ims.hss.cli;

import java.util.Map;
import org.gatehouse.ims.core.cli.OrderCommand;
import org.gatehouse.ims.hss.config.HssSettings;
import picocli.CommandLine.Command;

/** {@code ims hss push-profile}: sends the S-CSCF the profile of a subscriber again. */
@Command(
        name = "push-profile",
        description = "Sends the S-CSCF the profile of a subscriber of a running HSS (PPR)")
final class PushProfileCommand extends OrderCommand {
    PushProfileCommand() {
        super("hss", HssSettings.ADMIN);
    }

    @Override
    protected String action() {
        return "push-profile";
    }

    @Override
    protected Map<String, Object> fields() {
        return Map.of("impi", impi());
    }
}
