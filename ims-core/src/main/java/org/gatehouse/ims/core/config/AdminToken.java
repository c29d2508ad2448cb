package org.gatehouse.ims.core.config;

import java.util.Optional;

/** The setting of daemons that let something be changed over their admin address. */
public final class AdminToken {
    public static final Setting<Optional<String>> SETTING =
            Setting.secret(
                    "admin-token",
                    "",
                    Values.optional(
                            Values.matching("[!-~]{16,200}", "16 to 200 printable characters")),
                    "Bearer token for POST on the admin address; needed once that is not loopback");

    private AdminToken() {}
}
