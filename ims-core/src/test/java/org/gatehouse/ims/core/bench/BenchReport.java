package org.gatehouse.ims.core.bench;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs the benchmarks and prints each beside its baseline, both of the same run, as Markdown. */
public final class BenchReport {
    /** Short and many: on a busy machine some of them are left alone by the others. */
    private static final TimeValue ITERATION = TimeValue.milliseconds(200);

    private static final int ITERATIONS = 25;
    private static final int WARMUPS = 15;

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
                                        .build())
                        .run();
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        out.println("\n| what | ns | baseline ns | ratio ± error | ratio of the best | goal |");
        out.println("|---|---|---|---|---|---|");
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

    private static String row(Pair pair, RunResult ours, RunResult baseline) {
        Result<?> a = ours.getPrimaryResult();
        Result<?> b = baseline.getPrimaryResult();
        double ratio = a.getScore() / b.getScore();
        double error =
                ratio
                        * Math.hypot(
                                a.getScoreError() / a.getScore(), b.getScoreError() / b.getScore());
        double best = best(ours) / best(baseline);
        return String.format(
                Locale.ROOT,
                "| %s | %.0f | %.0f | %.3f ± %.3f | %.3f | %.3f: %s |",
                pair.what(),
                a.getScore(),
                b.getScore(),
                ratio,
                error,
                best,
                pair.goal(),
                best <= pair.goal() ? "met" : "missed");
    }

    private static double best(RunResult result) {
        return result.getBenchmarkResults().stream()
                .flatMap(fork -> fork.getIterationResults().stream())
                .flatMapToDouble(i -> DoubleStream.of(i.getPrimaryResult().getScore()))
                .min()
                .orElseThrow();
    }
}
