package org.gatehouse.ims.ue.cli;

import java.io.Closeable;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.gatehouse.ims.core.aka.Isim;
import org.gatehouse.ims.core.ipsec.Carrier;
import org.gatehouse.ims.core.ipsec.kernel.KernelHost;
import org.gatehouse.ims.core.ipsec.kernel.Marks;
import org.gatehouse.ims.core.net.HostPort;
import org.gatehouse.ims.core.net.Network;
import org.gatehouse.ims.core.runtime.Shard;
import org.gatehouse.ims.core.transport.NetlinkSocket;
import org.gatehouse.ims.ue.cli.Evidence.Answer;
import org.gatehouse.ims.ue.cli.Evidence.News;
import org.gatehouse.ims.ue.config.UeConfig;
import org.gatehouse.ims.ue.io.EspUnavailableException;
import org.gatehouse.ims.ue.io.UeNode;
import org.gatehouse.ims.ue.registration.Outcome;
import org.gatehouse.ims.ue.registration.RegistrationState;
import org.gatehouse.ims.ue.registration.RegistrationState.AwaitingVerdict;
import org.gatehouse.ims.ue.registration.RegistrationState.Failure;
import org.gatehouse.ims.ue.traffic.Outgoing;
import org.jspecify.annotations.Nullable;

/** Carries out a plan: registers, refreshes, holds, deregisters. */
final class RegisterRun implements AutoCloseable {
    /** UEs beside each other at the one IPv6 address of loopback: as many as 127.0.1.x has. */
    private static final int MOST_NEIGHBOURS = 254;

    private final RegisterPlan plan;
    private final Network network;
    private final Shard shard;
    private final Evidence evidence;
    private @Nullable UeNode node;
    private @Nullable Closeable held;
    private @Nullable KernelHost kernel;

    RegisterRun(RegisterPlan plan, Network network, Shard shard, Evidence evidence) {
        this.plan = plan;
        this.network = network;
        this.shard = shard;
        this.evidence = evidence;
    }

    /** Binds the first address that is free; says what carries ESP there. */
    CarrierChoice.Attempt start() throws CommandFailure {
        Isim isim;
        try {
            isim = plan.isim().open();
            held = plan.isim().hold();
        } catch (IOException e) {
            throw CommandFailure.usage(String.valueOf(e.getMessage()));
        }
        IOException problem = new IOException("no address");
        InetAddress first = plan.candidates().getFirst();
        CarrierChoice.Machine here =
                new CarrierChoice.Machine(
                        network, NetlinkSocket::open, first, plan.config().pcscf().getAddress());
        for (CarrierChoice.Attempt carriers : plan.carriers().attempts(here)) {
            for (InetAddress candidate : plan.candidates()) {
                for (int espPort : espPorts(candidate)) {
                    try {
                        start(isim, candidate, espPort, carriers);
                        return carriers;
                    } catch (IOException e) {
                        problem = e;
                    }
                }
            }
        }
        if (problem instanceof EspUnavailableException) {
            throw CarrierChoice.notPossible(String.valueOf(problem.getMessage()));
        }
        throw CommandFailure.usage(
                "--local "
                        + HostPort.text(plan.candidates().getLast())
                        + ": "
                        + problem.getMessage()
                        + " (expected: an address of this machine with a free port)");
    }

    /**
     * Loopback has one IPv6 address, which UEs and P-CSCF share: those that come late take a port
     * above 4500, as if a NAT had changed it.
     */
    private int[] espPorts(InetAddress local) {
        int wanted = plan.config().localEspPort();
        boolean shared = local.isLoopbackAddress() && local instanceof Inet6Address;
        return shared
                ? IntStream.rangeClosed(wanted, wanted + MOST_NEIGHBOURS).toArray()
                : new int[] {wanted};
    }

    private void start(Isim isim, InetAddress local, int espPort, CarrierChoice.Attempt carriers)
            throws IOException {
        if (!carriers.kernels().isEmpty()) {
            openKernel(local);
        }
        if (kernel != null && carriers.kernels().contains(Carrier.UDP)) {
            kernel.encapsulate(new InetSocketAddress(local, espPort));
        }
        UeConfig config = plan.config();
        UeNode attempt =
                new UeNode(
                        config.withLocal(local)
                                .withEspPorts(espPort, config.pcscfEspPort())
                                .withModes(carriers.modes()),
                        isim,
                        network,
                        shard,
                        evidence,
                        kernel);
        attempt.start();
        node = attempt;
    }

    private void openKernel(InetAddress local) throws IOException {
        KernelHost host = kernel;
        if (host == null) {
            host = new KernelHost(NetlinkSocket.open(), Marks.UE, network);
            kernel = host;
        }
        host.reconcile(local);
    }

    /** Registers, and refreshes as often as planned; the last success or the first failure. */
    Outcome register() throws InterruptedException, CommandFailure {
        Outcome outcome = await(node()::register);
        for (int i = 0; i < plan.refreshes() && outcome instanceof Outcome.Registered; i++) {
            outcome = await(node()::register);
        }
        return outcome;
    }

    /** Stays registered; what ended the registration meanwhile, or null. */
    @Nullable Outcome hold(Duration time) throws InterruptedException, CommandFailure {
        shard.offer(
                () -> shard.schedule(time, () -> evidence.news().add(new News.HeldLongEnough())));
        InetAddress moveTo = plan.moveTo();
        if (moveTo != null) {
            Duration half = time.dividedBy(2);
            shard.offer(() -> shard.schedule(half, () -> node().moveTo(moveTo)));
        }
        Outcome last = null;
        while (true) {
            switch (evidence.news().take()) {
                case News.HeldLongEnough over -> {
                    return stands() ? null : ranOut(last);
                }
                case News.Broken broken -> throw CommandFailure.usage(broken.reason());
                case News.IsimFailed failed -> throw isimFailed(failed);
                case News.IpsecFailed failed -> throw CarrierChoice.notPossible(failed.reason());
                case News.Ended ended -> {
                    last = ended.outcome();
                    boolean moved = moveTo != null;
                    boolean isRegistered = last instanceof Outcome.Registered;
                    if (last instanceof Outcome.Lost || (moved && !isRegistered)) {
                        return last;
                    }
                }
            }
        }
    }

    private boolean stands() throws InterruptedException {
        RegistrationState state = state();
        return state == null || state.standing() != null;
    }

    /**
     * A registration ran out while a procedure to renew it was under way: there is nothing left to
     * deregister.
     *
     * @param last how the latest procedure ended; null: none did since the registration
     */
    private static Outcome ranOut(@Nullable Outcome last) {
        return switch (last) {
            case Outcome.NoAnswer none ->
                    new Outcome.Lost("the registration ran out: " + none.reason());
            case Outcome.Registered before -> ranOut(null);
            case null ->
                    new Outcome.Lost(
                            "the registration ran out before it was refreshed (expected: an answer"
                                    + " of the P-CSCF in time; look at --ladder)");
            default -> last;
        };
    }

    /** Sends a request, and says what became of it. */
    Answer send(Outgoing outgoing) throws InterruptedException {
        node().send(outgoing);
        long seconds = plan.timeout().toSeconds();
        Answer answer = evidence.answers().poll(seconds, TimeUnit.SECONDS);
        return answer != null ? answer : new Answer(null, "no answer within " + seconds + " s");
    }

    Outcome deregister() throws InterruptedException, CommandFailure {
        return await(node()::deregister);
    }

    private Outcome await(Runnable procedure) throws InterruptedException, CommandFailure {
        evidence.news().clear();
        procedure.run();
        News first = evidence.news().poll(plan.timeout().toSeconds(), TimeUnit.SECONDS);
        return switch (first) {
            case News.Ended ended -> ended.outcome();
            case News.Broken broken -> throw CommandFailure.usage(broken.reason());
            case News.IsimFailed failed -> throw isimFailed(failed);
            case News.IpsecFailed failed -> throw CarrierChoice.notPossible(failed.reason());
            case News.HeldLongEnough tooLate -> unanswered();
            case null -> unanswered();
        };
    }

    private static CommandFailure isimFailed(News.IsimFailed failed) {
        return new CommandFailure(ExitCode.ISIM_FAILED, failed.reason());
    }

    /** No verdict in time: a challenge that failed the checks counts more than the silence. */
    private Outcome unanswered() throws InterruptedException {
        long seconds = plan.timeout().toSeconds();
        return state() instanceof AwaitingVerdict verdict && verdict.failure() == Failure.MAC
                ? new Outcome.NetworkNotAuthenticated(
                        "AUTN failed the check of the ISIM, and no answer to that")
                : new Outcome.NoAnswer(
                        "no answer from "
                                + HostPort.of(plan.config().pcscf())
                                + " within "
                                + seconds
                                + " s (expected: a P-CSCF there; look at --ladder and --timeout)");
    }

    private @Nullable RegistrationState state() throws InterruptedException {
        CompletableFuture<RegistrationState> state = new CompletableFuture<>();
        shard.offer(() -> state.complete(node().state()));
        try {
            return state.get(1, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return null;
        }
    }

    private UeNode node() {
        if (node == null) {
            throw new IllegalStateException("not started");
        }
        return node;
    }

    @Override
    public void close() {
        if (node != null) {
            node.close();
        }
        if (held != null) {
            try {
                held.close();
            } catch (IOException _) {
                // it ends with the process
            }
        }
        if (kernel != null) {
            kernel.close();
        }
    }
}
