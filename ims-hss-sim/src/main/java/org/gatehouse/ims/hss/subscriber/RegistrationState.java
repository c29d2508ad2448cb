package org.gatehouse.ims.hss.subscriber;

/** "registration state of the Public Identity" (TS 29.228 clause 6.1.1). */
public enum RegistrationState {
    /** No S-CSCF serves it; one may be about to, see {@link SetStanding}. */
    NOT_REGISTERED,

    /** A user has registered it. */
    REGISTERED,

    /** An S-CSCF serves it though nobody registered it: because of a terminating call. */
    UNREGISTERED;

    /** Whether an S-CSCF is assigned for this state. */
    public boolean isServed() {
        return this != NOT_REGISTERED;
    }
}
