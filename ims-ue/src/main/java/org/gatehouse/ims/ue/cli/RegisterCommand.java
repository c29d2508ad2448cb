package org.gatehouse.ims.ue.cli;

import java.time.Duration;
import org.gatehouse.ims.ue.registration.Outcome;
import picocli.CommandLine.Command;

/** {@code ims ue register}: registers one public identity, and says how it went. */
@Command(
        name = "register",
        description = "Registers with IMS AKA through a P-CSCF.",
        footer = {
            "",
            "Exit codes: 0 registered (and deregistered after --hold), 2 usage, 3 refused by the",
            "network, 4 the network could not be authenticated, 5 no answer, 6 security agreement",
            "failed, 7 IPsec not possible here, 8 the card or the file of the ISIM can't be used."
        })
final class RegisterCommand extends UeCall {
    @Override
    int work(RegisterPlan plan, RegisterRun run) throws InterruptedException, CommandFailure {
        Outcome outcome = run.register();
        report(plan, outcome);
        Duration hold = plan.hold();
        if (hold != null && outcome instanceof Outcome.Registered) {
            outcome = leave(run, hold);
        }
        return RegisterReport.exitCode(outcome);
    }

    private Outcome leave(RegisterRun run, Duration hold)
            throws InterruptedException, CommandFailure {
        Outcome lost = run.hold(hold);
        Outcome outcome = lost == null ? run.deregister() : lost;
        String problem = RegisterReport.problem(outcome);
        if (problem != null) {
            complain(problem);
        } else if (!options().json) {
            out().println("deregistered");
        }
        return outcome;
    }

    private void report(RegisterPlan plan, Outcome outcome) {
        RegisterReport report = new RegisterReport(plan.config(), outcome);
        if (options().json) {
            out().println(report.json());
        } else if (outcome instanceof Outcome.Registered) {
            out().print(report.text());
        } else {
            complain(report.text());
        }
        out().flush();
    }
}
