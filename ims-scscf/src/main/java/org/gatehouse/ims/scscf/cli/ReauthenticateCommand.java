package org.gatehouse.ims.scscf.cli;

import java.util.Map;
import org.gatehouse.ims.core.cli.OrderCommand;
import org.gatehouse.ims.scscf.config.HomeSchemas;
import picocli.CommandLine.Command;

/** {@code ims scscf reauth}: has a registered user authenticate anew. */
@Command(
        name = "reauth",
        description =
                "Has a registered user authenticate anew (NOTIFY to the UE, TS 33.203 clause 6.1.4)")
final class ReauthenticateCommand extends OrderCommand {
    ReauthenticateCommand() {
        super("scscf", HomeSchemas.SCSCF_ADMIN);
    }

    @Override
    protected String action() {
        return "reauthenticate";
    }

    @Override
    protected Map<String, Object> fields() {
        return Map.of("impi", impi());
    }
}
