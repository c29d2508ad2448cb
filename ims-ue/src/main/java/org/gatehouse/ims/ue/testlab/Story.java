package org.gatehouse.ims.ue.testlab;

import java.util.List;
import java.util.Locale;
import org.gatehouse.ims.core.net.HostPort;

/** What happened in a lab, as text that explains a failed test. */
record Story(LabOptions options, LabAddresses addresses, List<LabUe> ues) {
    /** UEs whose ladders are shown: a person reads no more. */
    private static final int MOST_UES = 10;

    String text() {
        StringBuilder text = new StringBuilder(head());
        for (LabUe ue : ues.subList(0, Math.min(MOST_UES, ues.size()))) {
            text.append('\n').append(ue.subscriber().impu()).append('\n');
            ue.results().forEach(result -> text.append("  ").append(line(result)).append('\n'));
            text.append(ue.ladder());
        }
        if (ues.size() > MOST_UES) {
            text.append("\nand ").append(ues.size() - MOST_UES).append(" more UEs\n");
        }
        return text.toString();
    }

    private String head() {
        String at = "P-CSCF " + HostPort.of(addresses.pcscf());
        return options.network() == LabNetwork.LOOPBACK
                ? "lab on LOOPBACK, " + at + ", settings " + options.settings() + "\n"
                : String.format(
                        Locale.ROOT,
                        "lab SIMULATED, seed %d, %s, %s, settings %s%n",
                        options.seed(),
                        options.faults(),
                        at,
                        options.settings());
    }

    private static String line(UeResult result) {
        StringBuilder text = new StringBuilder(result.status().name());
        if (result.sipStatus() != null) {
            text.append(' ').append(result.sipStatus());
        }
        if (!result.reason().isEmpty()) {
            text.append(": ").append(result.reason());
        }
        if (result.protection() != null) {
            text.append(", ").append(result.protection().alg());
            text.append('/').append(result.protection().ealg());
            text.append(' ').append(result.protection().mode());
        }
        return text.toString();
    }
}
