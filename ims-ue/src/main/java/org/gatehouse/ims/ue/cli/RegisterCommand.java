package org.gatehouse.ims.ue.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.gatehouse.ims.core.net.Network;
import org.gatehouse.ims.core.runtime.Shards;
import org.gatehouse.ims.core.runtime.ThreadShards;
import org.gatehouse.ims.core.trace.LadderStyle;
import org.gatehouse.ims.core.transport.NettyNetwork;
import org.gatehouse.ims.ue.card.Subscription;
import org.gatehouse.ims.ue.card.UiccException;
import org.gatehouse.ims.ue.card.io.CardSession;
import org.gatehouse.ims.ue.registration.Outcome;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

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
final class RegisterCommand implements Callable<Integer> {
    @Mixin private RegisterOptions options = new RegisterOptions();

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        try (CardSession card = openCards()) {
            Subscription subscription = card == null ? null : card.subscription();
            RegisterPlan plan = new PlanReader(options, System.getenv(), subscription).read();
            if (subscription != null) {
                err().println("isim: " + subscription);
            }
            try (Evidence evidence = evidence()) {
                return run(plan, evidence);
            }
        } catch (UiccException e) {
            err().println("ims ue register: " + e.getMessage());
            return ExitCode.ISIM_FAILED;
        } catch (CommandFailure e) {
            err().println("ims ue register: " + e.getMessage());
            return e.exitCode();
        } catch (IOException e) {
            err().println("ims ue register: " + e.getMessage());
            return ExitCode.USAGE;
        }
    }

    private @Nullable CardSession openCards()
            throws CommandFailure, UiccException, InterruptedException {
        String pin = new Secrets(System.getenv()).text("--pin", options.subscription.pin());
        try {
            return options.subscription.openCards(pin);
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage(String.valueOf(e.getMessage()));
        }
    }

    private Evidence evidence() throws CommandFailure {
        if (options.espSa != null) {
            err().println(
                            "warning: "
                                    + options.espSa
                                    + " gets the session keys; who has it can read this"
                                    + " registration's traffic and forge it");
        }
        try {
            return new Evidence(options.pcap, options.espSa);
        } catch (IOException e) {
            throw CommandFailure.usage(
                    "can't write " + e.getMessage() + " (expected: a file that can be written)");
        }
    }

    private int run(RegisterPlan plan, Evidence evidence)
            throws InterruptedException, CommandFailure {
        Network network = new NettyNetwork(1);
        Shards shards = new ThreadShards("ue", 1);
        try (network;
                shards;
                RegisterRun run = new RegisterRun(plan, network, shards.get(0), evidence)) {
            err().println("ipsec: " + run.start().text());
            Outcome outcome = run.register();
            report(plan, outcome);
            Duration hold = plan.hold();
            if (hold != null && outcome instanceof Outcome.Registered) {
                outcome = leave(run, hold);
            }
            return RegisterReport.exitCode(outcome);
        } finally {
            if (options.ladder) {
                // with --json standard output holds the result alone
                PrintWriter out = options.json ? err() : out();
                out.println();
                out.print(evidence.ladder(style()));
                out.flush();
            }
        }
    }

    private Outcome leave(RegisterRun run, Duration hold)
            throws InterruptedException, CommandFailure {
        Outcome lost = run.hold(hold);
        Outcome outcome = lost == null ? run.deregister() : lost;
        String problem = RegisterReport.problem(outcome);
        if (problem != null) {
            err().println("ims ue register: " + problem);
        } else if (!options.json) {
            out().println("deregistered");
        }
        return outcome;
    }

    private void report(RegisterPlan plan, Outcome outcome) {
        RegisterReport report = new RegisterReport(plan.config(), outcome);
        if (options.json) {
            out().println(report.json());
        } else if (outcome instanceof Outcome.Registered) {
            out().print(report.text());
        } else {
            err().println("ims ue register: " + report.text());
        }
        out().flush();
    }

    private static LadderStyle style() {
        String encoding = System.getProperty("stdout.encoding", "");
        return encoding.equalsIgnoreCase("UTF-8") ? LadderStyle.UNICODE : LadderStyle.ASCII;
    }

    private PrintWriter out() {
        return spec().commandLine().getOut();
    }

    private PrintWriter err() {
        return spec().commandLine().getErr();
    }

    private CommandSpec spec() {
        if (spec == null) {
            throw new IllegalStateException("not run by picocli");
        }
        return spec;
    }
}
