package org.gatehouse.ims.pcscf.policy;

/** Whether a UE has to agree on security associations. */
public enum SecAgreePolicy {
    /** A REGISTER without Security-Client is refused. */
    REQUIRED,
    /** A UE without Security-Client registers without protection, and stays without. */
    OPTIONAL,
    /**
     * A REGISTER with Security-Client gets 406 (Not Acceptable), on which phones try again without;
     * one without it registers without protection.
     */
    REFUSED
}
