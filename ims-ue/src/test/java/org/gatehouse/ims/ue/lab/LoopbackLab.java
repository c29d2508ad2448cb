package org.gatehouse.ims.ue.lab;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.gatehouse.ims.core.config.ConfigException;
import org.gatehouse.ims.core.runtime.Shard;
import org.gatehouse.ims.core.runtime.ThreadShards;
import org.gatehouse.ims.core.transport.NettyNetwork;
import org.gatehouse.ims.ue.cli.Ims;
import picocli.CommandLine;

/** The lab on real sockets of loopback, on addresses of its own, beside whatever else runs. */
final class LoopbackLab implements AutoCloseable {
    /** First three octets of its addresses, the same for all labs of a process. */
    static final String PREFIX = LoopbackPrefix.next();

    static final String PCSCF = PREFIX + ".3";

    private final NettyNetwork network = new NettyNetwork(2);
    private final ThreadShards shards = new ThreadShards("lab", 2);
    final LabCore core;

    LoopbackLab(int subscribers, String... overrides)
            throws IOException, ConfigException, InterruptedException {
        try {
            core = new LabCore(address -> network, PREFIX, shards, subscribers, overrides);
            awaitHss();
        } catch (IOException | ConfigException | InterruptedException | RuntimeException e) {
            // the next test wants the same addresses
            shards.close();
            network.close();
            throw e;
        }
    }

    private void awaitHss() throws InterruptedException {
        CompletableFuture<Boolean> ready = new CompletableFuture<>();
        Shard shard = shards.get(0);
        shard.offer(() -> poll(shard, ready));
        ready.orTimeout(20, TimeUnit.SECONDS).join();
    }

    private void poll(Shard shard, CompletableFuture<Boolean> ready) {
        if (core.isReady()) {
            ready.complete(true);
        } else {
            shard.schedule(Duration.ofMillis(10), () -> poll(shard, ready));
        }
    }

    /** What one run of the command line printed, and its exit code. */
    record Run(int exitCode, String out, String err) {}

    /** Runs {@code ims ue register} against this lab. */
    Run register(Path folder, String... options) {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "ue",
                                "register",
                                "--pcscf",
                                PCSCF + ":5060",
                                "--sqn-file",
                                folder.resolve("sqn").toString()));
        arguments.addAll(List.of(options));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = Ims.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        int exitCode = line.execute(arguments.toArray(String[]::new));
        return new Run(exitCode, out.toString(), err.toString());
    }

    @Override
    public void close() throws IOException {
        core.close();
        shards.close();
        network.close();
    }
}
