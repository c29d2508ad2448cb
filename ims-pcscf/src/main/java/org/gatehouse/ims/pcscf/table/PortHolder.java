package org.gatehouse.ims.pcscf.table;

/** Whose sets have a protected port of a UE address. */
public enum PortHolder {
    /** The port is free. */
    NOBODY,
    /** The user who asks for it. */
    SAME_USER,
    /** Another user at the address: behind the same NAT, or on the same host. */
    ANOTHER_USER
}
