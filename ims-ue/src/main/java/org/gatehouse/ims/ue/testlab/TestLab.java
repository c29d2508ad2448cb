package org.gatehouse.ims.ue.testlab;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.gatehouse.ims.core.config.ConfigException;
import org.gatehouse.ims.core.runtime.Shard;
import org.gatehouse.ims.core.sim.SimNetwork;
import org.gatehouse.ims.pcscf.explain.AssociationRow;
import org.gatehouse.ims.pcscf.explain.RegistrationRow;
import org.gatehouse.ims.ue.config.UeConfig;
import org.gatehouse.ims.ue.lab.CorePlaces;
import org.gatehouse.ims.ue.lab.LabCore;
import org.jspecify.annotations.Nullable;

/**
 * A whole core that runs in this JVM, and UEs for it. As many as one likes can run at once; none
 * meets another. Safe for use by several threads.
 */
public final class TestLab implements AutoCloseable {
    private static final AtomicInteger STARTED = new AtomicInteger();

    /** Others may take a port that was free a moment ago, hardly five times in a row. */
    private static final int ATTEMPTS = 5;

    private static final Duration START_LIMIT = Duration.ofSeconds(20);

    private final String name = "gatehouse-lab-" + STARTED.incrementAndGet();
    private final LabOptions options;
    private final Pace pace;
    private final LabCore core;
    private final @Nullable LabAdmin admin;
    private final LabAddresses addresses;
    private final List<LabUe> ues = new CopyOnWriteArrayList<>();

    private TestLab(LabOptions options) throws IOException, ConfigException {
        this.options = options;
        pace =
                options.network() == LabNetwork.LOOPBACK
                        ? new RealPace(name)
                        : new VirtualPace(options.seed());
        try {
            if (pace instanceof VirtualPace simulated) {
                core = core(CorePlaces.apart("10.0.0"), new SimpleMeterRegistry());
                admin = null;
                awaitHss();
                simulated.network().faults(options.faults());
            } else {
                PrometheusMeterRegistry meters =
                        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
                core = coreOnFreePorts(meters);
                awaitHss();
                admin = new LabAdmin(core, meters);
            }
        } catch (IOException | ConfigException | RuntimeException e) {
            pace.close();
            throw e;
        }
        addresses = addressesNow();
    }

    /**
     * Starts a lab; it is ready when this returns.
     *
     * @throws IOException if an address that {@code settings} name is not free
     * @throws ConfigException if a setting names no daemon or key, or has a bad value
     */
    public static TestLab start(LabOptions options) throws IOException, ConfigException {
        return new TestLab(options);
    }

    private LabCore core(CorePlaces places, MeterRegistry meters)
            throws IOException, ConfigException {
        return new LabCore(
                pace::host,
                places,
                pace.shards(),
                meters,
                options.subscribers(),
                options.settings());
    }

    private LabCore coreOnFreePorts(MeterRegistry meters) throws IOException, ConfigException {
        for (int attempt = 1; ; attempt++) {
            try {
                return core(CorePlaces.free(RealPace.LOOPBACK), meters);
            } catch (BindException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private void awaitHss() throws IOException {
        if (!pace.awaitTrue(core::isReady, START_LIMIT)) {
            throw new IOException(
                    "the CSCFs did not reach the HSS within " + START_LIMIT.toSeconds() + " s");
        }
    }

    private LabAddresses addressesNow() {
        return new LabAddresses(
                core.gm(),
                core.pcscf().esp().orElse(null),
                core.icscf().local(),
                core.scscf().local(),
                core.hss().cx(),
                admin == null ? null : admin.pcscf,
                admin == null ? null : admin.scscf,
                admin == null ? null : admin.hss);
    }

    public LabOptions options() {
        return options;
    }

    public LabAddresses addresses() {
        return addresses;
    }

    /** Subscriber n, from 1: who the HSS knows, and with which key. */
    public Subscriber subscriber(int n) {
        return Subscriber.ofLab(n, core.homeDomain());
    }

    /** A new phone with the card of subscriber n. */
    public LabUe ue(int n) {
        return ue(subscriber(n), UnaryOperator.identity());
    }

    /**
     * A new phone with any card.
     *
     * @param change what is not to be as usual, for example {@code c ->
     *     c.withExpires(Duration.ofMinutes(10))}
     */
    public LabUe ue(Subscriber subscriber, UnaryOperator<UeConfig> change) {
        InetAddress address = pace.nextUe();
        UeConfig usual =
                UeConfig.of(
                        subscriber.impi(),
                        subscriber.impu(),
                        subscriber.homeDomain(),
                        addresses.pcscf(),
                        address);
        Shard shard = pace.shards().get(ues.size() % pace.shards().count());
        try {
            LabUe ue =
                    new LabUe(
                            subscriber,
                            change.apply(withEspPorts(usual)),
                            pace,
                            pace.host(address),
                            shard,
                            options.timeout());
            ues.add(ue);
            return ue;
        } catch (IOException e) {
            throw new IllegalStateException("no socket for a UE: " + e.getMessage(), e);
        }
    }

    /** All UEs of one machine can't have port 4500. */
    private UeConfig withEspPorts(UeConfig config) {
        return addresses.esp() == null || options.network() == LabNetwork.SIMULATED
                ? config
                : config.withEspPorts(0, addresses.esp().getPort());
    }

    /** The security associations at the P-CSCF: a row for each direction and port pair. */
    public List<AssociationRow> associations() {
        return gathered(core.pcscf()::associations);
    }

    /** Who is registered through the P-CSCF. */
    public List<RegistrationRow> registrations() {
        return gathered(core.pcscf()::registrations);
    }

    private <T> T gathered(Supplier<CompletionStage<T>> view) {
        CompletableFuture<T> result = new CompletableFuture<>();
        T rows =
                pace.await(
                        () ->
                                view.get()
                                        .whenComplete((value, problem) -> {
                                            if (problem == null) {
                                                result.complete(value);
                                            } else {
                                                result.completeExceptionally(problem);
                                            }
                                        }),
                        result,
                        START_LIMIT);
        if (rows == null) {
            throw new IllegalStateException("the P-CSCF does not answer");
        }
        return rows;
    }

    /**
     * Lets virtual time pass: timers fire, UEs refresh, registrations run out.
     *
     * @throws UnsupportedOperationException on loopback
     */
    public void advance(Duration by) {
        pace.advance(by);
    }

    /**
     * The simulated network, to change its faults, put an adversary into the path, or inject
     * packets. Not while another thread runs a procedure.
     *
     * @throws UnsupportedOperationException on loopback
     */
    public SimNetwork network() {
        if (pace instanceof VirtualPace simulated) {
            return simulated.network();
        }
        throw new UnsupportedOperationException(
                "no faults on LOOPBACK (expected: network = SIMULATED)");
    }

    /** What happened so far, for people: what the lab is, and each UE's results and ladder. */
    public String evidence() {
        return new Story(options, addresses, List.copyOf(ues)).text();
    }

    /**
     * Stops all UEs and nodes, and waits for their threads to end.
     *
     * @throws IllegalStateException if a thread did not end
     */
    @Override
    public void close() throws IOException {
        ues.forEach(LabUe::close);
        if (admin != null) {
            admin.close();
        }
        try {
            core.close();
        } finally {
            pace.close();
        }
        LabThreads.requireEnded(name + "-");
    }

    /** Prefix of the names of its threads. */
    @Override
    public String toString() {
        return name;
    }
}
