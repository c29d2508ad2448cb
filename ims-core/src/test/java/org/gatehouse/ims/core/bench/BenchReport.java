package org.gatehouse.ims.core.bench;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs the benchmarks and prints each beside its baseline, both of the same run, as Markdown. */
public final class BenchReport {
    private static final TimeValue ITERATION = TimeValue.milliseconds(500);
    private static final int ITERATIONS = 15;
    private static final int WARMUPS = 10;

    /**
     * One comparison.
     *
     * @param goal highest ratio of ours to the baseline; below 1 for something to be faster
     */
    private record Pair(String what, String ours, String baseline, int octets, double goal) {}

    private static final List<Pair> PAIRS =
            List.of(
                    new Pair(
                            "REGISTER parsed / JAIN-SIP",
                            "SipParseBenchmark.parse",
                            "SipParseBenchmark.jainSip",
                            0,
                            1.0 / 8),
                    new Pair(
                            "REGISTER parsed and read / JAIN-SIP",
                            "SipParseBenchmark.parseAndRead",
                            "SipParseBenchmark.jainSip",
                            0,
                            1.0 / 8),
                    esp("seal", 600),
                    esp("seal", 1200),
                    esp("open", 600),
                    esp("open", 1200),
                    new Pair(
                            "Milenage vector / six AES blocks",
                            "MilenageBenchmark.vector",
                            "MilenageBenchmark.sixBlocks",
                            0,
                            1.5));

    private BenchReport() {}

    private static Pair esp(String direction, int octets) {
        String ours = "EspBenchmark." + direction;
        return new Pair(
                "ESP " + direction + ", " + octets + " octets / JCE",
                ours,
                ours + "Bare",
                octets,
                1.5);
    }

    /** Arguments: a pattern of benchmarks (all without one), and the number of JVMs for each. */
    public static void main(String[] args) throws RunnerException {
        String pattern = args.length > 0 ? args[0] : "";
        int forks = args.length > 1 ? Integer.parseInt(args[1]) : 2;
        Collection<RunResult> results =
                new Runner(
                                new OptionsBuilder()
                                        .include("\\.bench\\..*" + pattern)
                                        .forks(forks)
                                        .warmupIterations(WARMUPS)
                                        .warmupTime(ITERATION)
                                        .measurementIterations(ITERATIONS)
                                        .measurementTime(ITERATION)
                                        .addProfiler(CpuTime.class)
                                        // Compiled when it is due, however busy the machine.
                                        .jvmArgsAppend("-Xbatch")
                                        .build())
                        .run();
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        out.println("\n| what | CPU ns | baseline CPU ns | ratio, quartiles | goal |");
        out.println("|---|---|---|---|---|");
        for (Pair pair : PAIRS) {
            List<RunResult> both = new ArrayList<>();
            for (String name : List.of(pair.ours(), pair.baseline())) {
                results.stream().filter(r -> is(r.getParams(), name, pair)).forEach(both::add);
            }
            if (both.size() == 2) {
                out.println(row(pair, both.getFirst(), both.getLast()));
            }
        }
    }

    private static boolean is(BenchmarkParams params, String name, Pair pair) {
        return params.getBenchmark().endsWith("." + name)
                && (pair.octets() == 0
                        || params.getParam("octets").equals(Integer.toString(pair.octets())));
    }

    /** Medians: an iteration in which the JVM compiles anew is no measurement of the rest. */
    private static String row(Pair pair, RunResult ours, RunResult baseline) {
        double[] a = sorted(ours);
        double[] b = sorted(baseline);
        double ratio = quantile(a, 0.5) / quantile(b, 0.5);
        return String.format(
                Locale.ROOT,
                "| %s | %.0f | %.0f | %.3f, %.3f to %.3f | %.3f: %s |",
                pair.what(),
                quantile(a, 0.5),
                quantile(b, 0.5),
                ratio,
                quantile(a, 0.25) / quantile(b, 0.75),
                quantile(a, 0.75) / quantile(b, 0.25),
                pair.goal(),
                ratio <= pair.goal() ? "met" : "missed");
    }

    /** CPU time of one execution in every iteration of all JVMs. */
    private static double[] sorted(RunResult of) {
        return of.getBenchmarkResults().stream()
                .flatMap(fork -> fork.getIterationResults().stream())
                .map(i -> i.getSecondaryResults().get(CpuTime.LABEL))
                .filter(Objects::nonNull)
                .mapToDouble(cpu -> cpu.getScore())
                .sorted()
                .toArray();
    }

    private static double quantile(double[] sorted, double part) {
        return sorted[(int) Math.round(part * (sorted.length - 1))];
    }
}
