package org.gatehouse.ims.ue.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a lab can be started with. */
final class LabOptions {
    @Option(
            names = "--config",
            paramLabel = "DIR",
            description = "folder with hss.yaml, scscf.yaml and pcscf.yaml, any of them")
    @Nullable Path config;

    @Option(
            names = "--set",
            paramLabel = "DAEMON.KEY=VALUE",
            description = "a setting of hss, scscf, icscf or pcscf; may be repeated")
    List<String> overrides = new ArrayList<>();

    @Option(
            names = "--subscribers",
            paramLabel = "N",
            defaultValue = "100",
            description = "subscribers 1 to N exist (default: ${DEFAULT-VALUE})")
    int subscribers;
}
