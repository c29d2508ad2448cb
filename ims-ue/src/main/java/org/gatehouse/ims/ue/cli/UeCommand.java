package org.gatehouse.ims.ue.cli;

import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.core.sip.text.Quoting;
import org.gatehouse.ims.ue.cli.Evidence.Answer;
import org.gatehouse.ims.ue.cli.profile.ProfilesCommand;
import org.gatehouse.ims.ue.registration.Outcome;
import org.gatehouse.ims.ue.traffic.Outgoing;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ims ue}: what a UE can do. */
@Command(
        name = "ue",
        description = "A UE: registers with a soft ISIM.",
        subcommands = {RegisterCommand.class, UeCommand.Message.class, ProfilesCommand.class})
public final class UeCommand implements Runnable {
    @Spec private @Nullable CommandSpec spec;

    @Override
    public void run() {
        if (spec != null) {
            CommandLine line = spec.commandLine();
            throw new ParameterException(
                    line, "what shall the UE do? (expected: register, message or profiles)");
        }
    }

    /**
     * {@code ims ue message}: registers, sends one text, says what was answered, and deregisters.
     */
    @Command(
            name = "message",
            description = "Registers, sends a text to another user, and deregisters.",
            footer = {
                "",
                "Exit codes: 0 the other user's UE took it, 3 it was refused, 5 nobody answered; those of",
                "register where the registration fails."
            })
    static final class Message extends UeCall {
        @Option(
                names = "--to",
                required = true,
                paramLabel = "URI",
                description = "public identity of the other user: a SIP or tel URI")
        private String to = "";

        @Option(names = "--text", required = true, description = "what to tell")
        private String text = "";

        @Override
        int work(RegisterPlan plan, RegisterRun run) throws InterruptedException, CommandFailure {
            Outcome outcome = run.register();
            String problem = RegisterReport.problem(outcome);
            if (problem != null) {
                complain(problem);
                return RegisterReport.exitCode(outcome);
            }
            Answer answer = run.send(Outgoing.message(to, text));
            run.deregister();
            SipResponse response = answer.response();
            if (response == null) {
                complain("MESSAGE: " + answer.otherwise());
                return ExitCode.NO_ANSWER;
            }
            out().println(response.status() + " " + Quoting.show(response.reason()));
            out().flush();
            return response.isSuccess() ? ExitCode.DONE : ExitCode.REFUSED_BY_NETWORK;
        }
    }
}
