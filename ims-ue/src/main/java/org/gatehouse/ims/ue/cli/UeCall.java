package org.gatehouse.ims.ue.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.gatehouse.ims.core.net.Network;
import org.gatehouse.ims.core.runtime.Shards;
import org.gatehouse.ims.core.runtime.ThreadShards;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.text.Quoting;
import org.gatehouse.ims.core.trace.LadderStyle;
import org.gatehouse.ims.core.transport.NettyNetwork;
import org.gatehouse.ims.ue.card.Subscription;
import org.gatehouse.ims.ue.card.UiccException;
import org.gatehouse.ims.ue.card.io.CardSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that registers a UE, and does something with the registration. */
abstract class UeCall implements Callable<Integer> {
    @Mixin private RegisterOptions options = new RegisterOptions();

    @Spec private @Nullable CommandSpec spec;

    @Override
    public final Integer call() throws InterruptedException {
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
            complain(String.valueOf(e.getMessage()));
            return ExitCode.ISIM_FAILED;
        } catch (CommandFailure e) {
            complain(String.valueOf(e.getMessage()));
            return e.exitCode();
        } catch (IOException e) {
            complain(String.valueOf(e.getMessage()));
            return ExitCode.USAGE;
        }
    }

    /**
     * What is done with a UE whose sockets are bound.
     *
     * @return exit code
     */
    abstract int work(RegisterPlan plan, RegisterRun run)
            throws InterruptedException, CommandFailure;

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
            return new Evidence(options.pcap, options.espSa, this::heard);
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
            CarrierChoice.Attempt carriers = run.start();
            err().println("ipsec: " + carriers.text());
            if (!carriers.kernels().isEmpty() && options.pcap != null) {
                err().println(
                                "pcap: no ESP of the kernel's in "
                                        + options.pcap
                                        + " (for that: tcpdump -i any -w FILE 'esp or udp port 4500')");
            }
            return work(plan, run);
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

    /** Somebody sent something: with --json standard output holds the result alone. */
    private void heard(SipRequest request) {
        PrintWriter place = options.json ? err() : out();
        place.println(
                request.method()
                        + " from "
                        + Quoting.show(request.from().uri())
                        + ": "
                        + new String(request.body(), StandardCharsets.UTF_8)
                                .replaceAll("\\p{Cntrl}", " "));
        place.flush();
    }

    /** One line about what went wrong. */
    final void complain(String problem) {
        err().println(spec().qualifiedName() + ": " + problem);
        err().flush();
    }

    final RegisterOptions options() {
        return options;
    }

    private static LadderStyle style() {
        String encoding = System.getProperty("stdout.encoding", "");
        return encoding.equalsIgnoreCase("UTF-8") ? LadderStyle.UNICODE : LadderStyle.ASCII;
    }

    final PrintWriter out() {
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
