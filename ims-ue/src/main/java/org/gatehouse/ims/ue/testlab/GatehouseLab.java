package org.gatehouse.ims.ue.testlab;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives each test that has a parameter of type {@link TestLab} a lab of its own, and stops it
 * afterwards. If the test fails, what the lab and its UEs did is attached to the failure. On a
 * class it holds for all tests in it; on a test it takes the place of that of the class.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@ExtendWith(GatehouseLabExtension.class)
public @interface GatehouseLab {
    /** Real sockets and real time, or a simulated network on virtual time. */
    LabNetwork network() default LabNetwork.LOOPBACK;

    /** How many subscribers the HSS knows, 1 to 1,000,000. */
    int subscribers() default LabOptions.DEFAULT_SUBSCRIBERS;

    /** Settings of the daemons, for example {@code pcscf.sec-agree=optional}. */
    String[] set() default {};

    /** Share of datagrams that vanish, 0 to 1; only where simulated. */
    double loss() default 0;

    /** Share of datagrams that arrive twice, 0 to 1; only where simulated. */
    double duplication() default 0;

    /** Share of datagrams that later ones overtake, 0 to 1; only where simulated. */
    double reordering() default 0;

    /** Milliseconds on the way, up to twice that; only where simulated. */
    long delayMillis() default 1;

    /** Seed of all chance; only where simulated: the same seed gives the same run. */
    long seed() default 1;

    /**
     * Seconds that a UE's procedure may take. 0: 30 on loopback, 1,800 of virtual time where
     * simulated.
     */
    long timeoutSeconds() default 0;
}
