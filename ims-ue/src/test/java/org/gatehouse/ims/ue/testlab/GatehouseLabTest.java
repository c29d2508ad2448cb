package org.gatehouse.ims.ue.testlab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** What the annotation does for a test, and what a test that goes wrong shows. */
@GatehouseLab(network = LabNetwork.SIMULATED, seed = 3)
class GatehouseLabTest {
    private @Nullable TestLab before;

    @BeforeEach
    void keep(TestLab lab) {
        before = lab;
    }

    @Test
    void aTestAndItsSetUpShareOneLab(TestLab lab) {
        assertThat(lab).isSameAs(before);
        assertThat(lab.options().seed()).isEqualTo(3);
    }

    @Test
    @GatehouseLab(network = LabNetwork.SIMULATED, seed = 4, loss = 0.1, subscribers = 7)
    void theAnnotationOfATestTakesThePlaceOfThatOfItsClass(TestLab lab) {
        assertThat(lab.options().seed()).isEqualTo(4);
        assertThat(lab.options().faults().loss()).isEqualTo(0.1);
        assertThat(lab.options().subscribers()).isEqualTo(7);
    }

    @Nested
    class Inside {
        @Test
        void theAnnotationHoldsInNestedClasses(TestLab lab) {
            assertThat(lab.options().seed()).isEqualTo(3);
        }
    }

    @Test
    void aFailureCarriesTheLaddersAndHowToRepeatIt() {
        Throwable failure = failureOf("fails");

        assertThat(failure).isNotNull().hasMessageContaining("the test's own");
        assertThat(failure.getSuppressed()).hasSize(1);
        assertThat(failure.getSuppressed()[0])
                .hasMessageContaining("seed 11")
                .hasMessageContaining("loss=0.02")
                .hasMessageContaining("sip:001010000000005@")
                .hasMessageContaining("REGISTERED 200, hmac-sha-1-96/aes-cbc UDP-enc-tun")
                .hasMessageContaining("401 Unauthorized");
    }

    @Test
    void aThreadThatOutlivesItsLabFailsTheTest() {
        Throwable failure = failureOf("leavesAThread");
        Fixture.END.countDown();

        assertThat(failure)
                .isNotNull()
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("did not end")
                .hasMessageContaining("-left");
    }

    @Test
    void aBadSettingIsNamed() {
        assertThat(failureOf("hasABadSetting"))
                .isNotNull()
                .hasMessageContaining("unknown key \"sec-agre\"")
                .hasMessageContaining("expected: sec-agree");
    }

    @Test
    void faultsNeedASimulatedNetwork() {
        assertThat(failureOf("losesOnLoopback"))
                .isNotNull()
                .hasMessageContaining("network = SIMULATED");
    }

    @Test
    void aLabForAWholeClassIsRefusedWithTheWayOut() {
        assertThatThrownBy(
                        () -> {
                            throw failureOf("any", ForAClass.class);
                        })
                .hasMessageContaining("TestLab.start");
    }

    private static Throwable failureOf(String method) {
        return failureOf(method, Fixture.class);
    }

    /** Runs one test as a build would, and gives what it failed with. */
    private static Throwable failureOf(String method, Class<?> fixture) {
        List<Throwable> failures = new ArrayList<>();
        String parameters = fixture == Fixture.class ? TestLab.class.getName() : "";
        LauncherDiscoveryRequest request =
                LauncherDiscoveryRequestBuilder.request()
                        .selectors(selectMethod(fixture, method, parameters))
                        .build();
        LauncherFactory.create()
                .execute(
                        request,
                        new TestExecutionListener() {
                            @Override
                            public void executionFinished(
                                    TestIdentifier test, TestExecutionResult result) {
                                result.getThrowable().ifPresent(failures::add);
                            }
                        });
        assertThat(failures).hasSize(1);
        return failures.getFirst();
    }

    /** Tests that are to fail; run by the tests above alone, since a build looks for names. */
    @GatehouseLab(network = LabNetwork.SIMULATED, seed = 11, loss = 0.02)
    static class Fixture {
        private static final CountDownLatch END = new CountDownLatch(1);

        @Test
        void fails(TestLab lab) {
            lab.ue(5).register();
            throw new AssertionError("the test's own");
        }

        @Test
        void leavesAThread(TestLab lab) {
            Thread thread = new Thread(Fixture::await, lab + "-left");
            thread.setDaemon(true);
            thread.start();
        }

        private static void await() {
            try {
                END.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Test
        @GatehouseLab(set = "pcscf.sec-agre=optional")
        void hasABadSetting(TestLab lab) {
            throw new AssertionError(lab + " started");
        }

        @Test
        @GatehouseLab(loss = 0.5)
        void losesOnLoopback(TestLab lab) {
            throw new AssertionError(lab + " started");
        }
    }

    /** Asks for a lab in its constructor. */
    @GatehouseLab
    static class ForAClass {
        ForAClass(TestLab lab) {
            throw new AssertionError(lab + " started");
        }

        @Test
        void any() {}
    }
}
