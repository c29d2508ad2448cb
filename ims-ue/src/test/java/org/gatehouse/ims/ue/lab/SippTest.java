package org.gatehouse.ims.ue.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.core.testkit.Tools;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** SIPp as a UE without sec-agree: a SIP stack and an AKA that we did not write. */
@Timeout(120)
class SippTest {
    /** SIPp 3.6 miscomputes a digest whose RES has a NUL octet: 3 of 100 attempts. */
    private static final int CALLS = 20;

    private static final Pattern SUCCESSFUL =
            Pattern.compile("Successful call +\\| +\\d+ +\\| +(\\d+)");

    @TempDir private Path folder;

    @Test
    @Requirement({"arch-mutual-auth", "aka-challenge", "aka-response-check"})
    void sippRegistersWithAkaWhereThePcscfLeavesSecAgreeToTheUe() throws Exception {
        try (LoopbackLab lab =
                new LoopbackLab(
                        CALLS,
                        "pcscf.sec-agree=optional",
                        "scscf.accept-unprotected-answer=true")) {
            Tools.Result result = sipp(lab, "register");
            assertThat(successful(result)).as(result.out()).isBetween(CALLS * 3 / 4, CALLS);
        }
    }

    @Test
    void sippRegistersOverOneTcpConnection() throws Exception {
        try (LoopbackLab lab =
                new LoopbackLab(
                        CALLS,
                        "pcscf.sec-agree=optional",
                        "scscf.accept-unprotected-answer=true")) {
            Tools.Result result = sipp(lab, "register", "t1");
            assertThat(successful(result)).as(result.out()).isBetween(CALLS * 3 / 4, CALLS);
        }
    }

    @Test
    @Requirement("neg-unacceptable-pcscf")
    void sippIsRefusedWhereThePcscfRequiresSecAgree() throws Exception {
        try (LoopbackLab lab = new LoopbackLab(CALLS)) {
            Tools.Result result = sipp(lab, "register");
            assertThat(result.exit()).isNotZero();
            assertThat(result.err() + result.out()).contains("421");
            assertThat(successful(result)).isZero();
        }
    }

    @Test
    void sippSendsATextToItselfThroughTheCore() throws Exception {
        try (LoopbackLab lab =
                new LoopbackLab(
                        CALLS,
                        "pcscf.sec-agree=optional",
                        "scscf.accept-unprotected-answer=true")) {
            Tools.Result result = sipp(lab, "message");
            assertThat(successful(result)).as(result.out()).isBetween(CALLS * 3 / 4, CALLS);
        }
    }

    /** SIPp's own count of calls whose every message came as the scenario expects. */
    private static int successful(Tools.Result result) {
        Matcher count = SUCCESSFUL.matcher(result.out());
        assertThat(count.find()).as(result.out() + result.err()).isTrue();
        return Integer.parseInt(count.group(1));
    }

    private Tools.Result sipp(LoopbackLab lab, String name) throws Exception {
        return sipp(lab, name, "un");
    }

    /**
     * @param name of the scenario
     * @param transport SIPp's name of one: "un", a UDP socket for each call; "t1", one connection
     */
    private Tools.Result sipp(LoopbackLab lab, String name, String transport) throws Exception {
        Path sipp = Tools.require("sipp");
        Path scenario = folder.resolve(name + ".xml");
        try (var in = SippTest.class.getResourceAsStream("/sipp/" + name + ".xml")) {
            Files.write(scenario, Objects.requireNonNull(in).readAllBytes());
        }
        Path users = folder.resolve("users.csv");
        List<String> lines = new ArrayList<>(List.of("SEQUENTIAL"));
        for (int n = 1; n <= CALLS; n++) {
            String user = String.format(Locale.ROOT, "00101%010d", n);
            lines.add(user + ";" + LabCore.HOME_DOMAIN + ";" + user + "@" + LabCore.HOME_DOMAIN);
        }
        Files.write(users, lines);
        return Tools.run(
                List.of(
                        sipp.toString(),
                        "-sf",
                        scenario.toString(),
                        "-inf",
                        users.toString(),
                        "-m",
                        Integer.toString(CALLS),
                        "-r",
                        "10",
                        "-i",
                        LoopbackLab.PREFIX + ".88",
                        "-t",
                        transport,
                        "-nostdin",
                        "-max_socket",
                        "1000",
                        "-trace_err",
                        "-error_file",
                        folder.resolve("errors.log").toString(),
                        "-timeout",
                        "30s",
                        lab.core.gm().getAddress().getHostAddress()
                                + ":"
                                + lab.core.gm().getPort()));
    }
}
