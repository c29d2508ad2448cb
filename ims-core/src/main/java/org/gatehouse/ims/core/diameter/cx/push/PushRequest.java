package org.gatehouse.ims.core.diameter.cx.push;

/** What the HSS asks of an S-CSCF. */
public sealed interface PushRequest permits RegistrationTermination, PushProfile {
    /** User-Name: the private identity, which also picks the shard at the S-CSCF. */
    String impi();
}
