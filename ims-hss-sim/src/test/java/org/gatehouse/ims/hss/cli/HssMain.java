package org.gatehouse.ims.hss.cli;

import picocli.CommandLine;

/** The hss command as a process of its own, for tests that kill it. */
final class HssMain {
    private HssMain() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new HssCommand()).execute(arguments));
    }
}
