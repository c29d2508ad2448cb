package org.gatehouse.ims.ue.testlab;

import java.lang.reflect.AnnotatedElement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.gatehouse.ims.core.sim.NetworkFaults;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.platform.commons.support.AnnotationSupport;

/** Starts a lab where a test asks for one, tells what happened in it, and stops it. */
final class GatehouseLabExtension
        implements ParameterResolver,
                AfterEachCallback,
                TestExecutionExceptionHandler,
                LifecycleMethodExecutionExceptionHandler {
    private static final Namespace NAMESPACE = Namespace.create(GatehouseLabExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == TestLab.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        if (context.getTestMethod().isEmpty()) {
            throw new ParameterResolutionException(
                    "a TestLab lives as long as one test (expected: it is a parameter of a test"
                            + " or of @BeforeEach; else TestLab.start)");
        }
        TestLab running = lab(context);
        if (running != null) {
            return running;
        }
        try {
            TestLab started = TestLab.start(options(annotation(context)));
            store(context).put(TestLab.class, started);
            return started;
        } catch (Exception e) {
            throw new ParameterResolutionException("the lab: " + e.getMessage(), e);
        }
    }

    private static GatehouseLab annotation(ExtensionContext context) {
        Optional<? extends AnnotatedElement> element = context.getElement();
        Class<?> enclosing = context.getRequiredTestClass();
        while (true) {
            Optional<GatehouseLab> found =
                    AnnotationSupport.findAnnotation(element, GatehouseLab.class);
            if (found.isPresent()) {
                return found.get();
            }
            if (enclosing == null) {
                throw new ParameterResolutionException("no @GatehouseLab on test or class");
            }
            element = Optional.of(enclosing);
            enclosing = enclosing.getEnclosingClass();
        }
    }

    static LabOptions options(GatehouseLab lab) {
        NetworkFaults faults =
                new NetworkFaults(
                        lab.loss(),
                        lab.duplication(),
                        lab.reordering(),
                        Duration.ofMillis(lab.delayMillis()));
        Duration usual =
                lab.network() == LabNetwork.LOOPBACK
                        ? LabOptions.LOOPBACK_TIMEOUT
                        : LabOptions.SIMULATED_TIMEOUT;
        return new LabOptions(
                lab.network(),
                lab.subscribers(),
                List.of(lab.set()),
                faults,
                lab.seed(),
                lab.timeoutSeconds() == 0 ? usual : Duration.ofSeconds(lab.timeoutSeconds()));
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure)
            throws Throwable {
        throw explained(context, failure);
    }

    @Override
    public void handleBeforeEachMethodExecutionException(
            ExtensionContext context, Throwable failure) throws Throwable {
        throw explained(context, failure);
    }

    @Override
    public void handleAfterEachMethodExecutionException(ExtensionContext context, Throwable failure)
            throws Throwable {
        throw explained(context, failure);
    }

    private static Throwable explained(ExtensionContext context, Throwable failure) {
        TestLab lab = lab(context);
        if (lab != null) {
            failure.addSuppressed(new LabEvidence(lab.evidence()));
        }
        return failure;
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        TestLab lab = store(context).remove(TestLab.class, TestLab.class);
        if (lab != null) {
            lab.close();
        }
    }

    private static @Nullable TestLab lab(ExtensionContext context) {
        return store(context).get(TestLab.class, TestLab.class);
    }

    private static Store store(ExtensionContext context) {
        return context.getStore(NAMESPACE);
    }
}
