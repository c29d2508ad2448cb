package org.gatehouse.ims.core.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Writes, for one module, which requirements its tests show and which tests were skipped: the files
 * requirements.tsv (id, test, state, reason) and skipped.tsv (test, reason) in the folder that the
 * system property {@code gatehouse.test-report} names; nothing without it.
 */
public final class RequirementListener implements TestExecutionListener {
    static final String PROPERTY = "gatehouse.test-report";

    private final @Nullable Path folder;
    private final Map<String, Outcome> outcomes = Collections.synchronizedMap(new TreeMap<>());
    private final Map<String, Set<String>> requirements =
            Collections.synchronizedMap(new TreeMap<>());
    private volatile Optional<TestPlan> plan = Optional.empty();

    /** As the JUnit platform makes it. */
    public RequirementListener() {
        this(Optional.ofNullable(System.getProperty(PROPERTY)).map(Path::of).orElse(null));
    }

    RequirementListener(@Nullable Path folder) {
        this.folder = folder;
    }

    /** What became of a test method; of several runs with parameters the worst. */
    private record Outcome(State state, String reason) {
        Outcome worse(Outcome other) {
            return other.state.compareTo(state) > 0 ? other : this;
        }
    }

    /** From best to worst. */
    private enum State {
        PASSED,
        SKIPPED,
        FAILED
    }

    @Override
    public void testPlanExecutionStarted(TestPlan started) {
        plan = Optional.of(started);
    }

    @Override
    public void executionSkipped(TestIdentifier identifier, String reason) {
        record(identifier, new Outcome(State.SKIPPED, reason));
    }

    @Override
    public void executionFinished(TestIdentifier identifier, TestExecutionResult result) {
        String reason = result.getThrowable().map(Throwable::getMessage).orElse("");
        switch (result.getStatus()) {
            case SUCCESSFUL -> {
                if (identifier.isTest()) {
                    record(identifier, new Outcome(State.PASSED, ""));
                }
            }
            case ABORTED -> record(identifier, new Outcome(State.SKIPPED, reason));
            case FAILED -> record(identifier, new Outcome(State.FAILED, ""));
        }
    }

    /** A class or a set of runs that is skipped or fails takes all its methods with it. */
    private void record(TestIdentifier identifier, Outcome outcome) {
        note(identifier.getSource(), outcome);
        if (identifier.isContainer()) {
            plan.ifPresent(p ->
                    p.getDescendants(identifier)
                            .forEach(inner -> note(inner.getSource(), outcome)));
        }
    }

    private void note(Optional<TestSource> source, Outcome outcome) {
        if (source.orElse(null) instanceof MethodSource method) {
            String name = method.getClassName() + "." + method.getMethodName();
            outcomes.merge(name, outcome, Outcome::worse);
            requirements.computeIfAbsent(name, n -> ids(method.getJavaMethod()));
        } else if (source.orElse(null) instanceof ClassSource type
                && outcome.state() != State.PASSED) {
            outcomes.merge(type.getClassName() + ".*", outcome, Outcome::worse);
        }
    }

    private static Set<String> ids(Method method) {
        Set<String> ids = new TreeSet<>();
        add(ids, method.getAnnotation(Requirement.class));
        for (Class<?> c = method.getDeclaringClass(); c != null; c = c.getEnclosingClass()) {
            add(ids, c.getAnnotation(Requirement.class));
        }
        return ids;
    }

    private static void add(Set<String> ids, @Nullable Requirement requirement) {
        if (requirement != null) {
            Collections.addAll(ids, requirement.value());
        }
    }

    @Override
    public void testPlanExecutionFinished(TestPlan finished) {
        if (folder == null) {
            return;
        }
        StringBuilder shown = new StringBuilder();
        StringBuilder skipped = new StringBuilder();
        outcomes.forEach((test, outcome) -> {
            String state = outcome.state().name().toLowerCase(Locale.ROOT);
            String reason = outcome.reason().replaceAll("\\s+", " ").strip();
            for (String id : requirements.getOrDefault(test, Set.of())) {
                shown.append(String.join("\t", id, test, state, reason)).append('\n');
            }
            if (outcome.state() == State.SKIPPED) {
                skipped.append(test).append('\t').append(reason).append('\n');
            }
        });
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("requirements.tsv"), shown);
            Files.writeString(folder.resolve("skipped.tsv"), skipped);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
