package org.gatehouse.ims.ue.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gatehouse.ims.core.cli.DaemonCommand;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What the Debian package installs fits the commands. */
class PackagingTest {
    private static final Path PACKAGING = Path.of("../scripts/packaging");
    private static final Pattern START =
            Pattern.compile("(?m)^ExecStart=/usr/bin/ims (.*/etc/gatehouse/(.*\\.yaml)(?: .*)?)$");

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "gatehouse-hss.service",
                "gatehouse-scscf.service",
                "gatehouse-pcscf.service",
                "unprivileged.conf"
            })
    void theCommandOfAServiceAndTheSettingsItNamesAreTaken(String unit) throws Exception {
        Matcher start = START.matcher(Files.readString(PACKAGING.resolve("systemd").resolve(unit)));
        assertThat(start.find()).as("ExecStart of %s", unit).isTrue();
        List<String> arguments = Arrays.asList(start.group(1).split(" "));
        CommandLine.ParseResult parsed =
                Ims.commandLine().parseArgs(arguments.toArray(String[]::new)).subcommand();
        DaemonCommand daemon = (DaemonCommand) parsed.commandSpec().userObject();
        List<String> overrides = parsed.matchedOptionValue("--set", List.of());

        assertThat(
                        daemon.effectiveSettings(
                                PACKAGING.resolve("etc").resolve(start.group(2)), overrides))
                .isNotEmpty();
    }
}
