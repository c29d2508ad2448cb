package org.gatehouse.ims.core.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestPlan;

/**
 * Counts the vectors that parameterized tests pass with, as arguments or as components of records
 * among them. At the end it writes vectors.tsv (set, run, published) into the folder that the
 * system property {@code gatehouse.test-report} names, and prints the same.
 */
public final class VectorListener implements InvocationInterceptor, TestExecutionListener {
    @Override
    public void interceptTestTemplateMethod(
            Invocation<Void> invocation,
            ReflectiveInvocationContext<Method> test,
            ExtensionContext context)
            throws Throwable {
        invocation.proceed();
        for (Object argument : test.getArguments()) {
            VectorCount.ran(argument);
            if (argument instanceof Record record) {
                for (RecordComponent component : record.getClass().getRecordComponents()) {
                    Method accessor = component.getAccessor();
                    accessor.setAccessible(true);
                    VectorCount.ran(accessor.invoke(record));
                }
            }
        }
    }

    @Override
    public void testPlanExecutionFinished(TestPlan finished) {
        String folder = System.getProperty(RequirementListener.PROPERTY);
        if (folder == null) {
            return;
        }
        try {
            Files.createDirectories(Path.of(folder));
            Files.writeString(Path.of(folder).resolve("vectors.tsv"), VectorCount.all().tsv());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        System.out.print(VectorCount.all().text());
    }
}
