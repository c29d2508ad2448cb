package org.gatehouse.ims.hss.cli;

import java.util.Map;
import picocli.CommandLine.Command;

/** {@code ims hss push-profile}: sends the S-CSCF the profile of a subscriber again. */
@Command(
        name = "push-profile",
        description = "Sends the S-CSCF the profile of a subscriber of a running HSS (PPR)")
final class PushProfileCommand extends OrderCommand {
    @Override
    String action() {
        return "push-profile";
    }

    @Override
    Map<String, Object> fields() {
        return Map.of("impi", impi());
    }
}
