package org.gatehouse.ims.pcscf.config;

/** How ESP is done. */
public enum IpsecEngine {
    /** The best that this machine can do. */
    AUTO,
    /** The kernel's. */
    KERNEL,
    /** Own ESP as protocol 50. */
    IP,
    /** Own ESP inside UDP port 4500. */
    UDP,
    /** None: no UE gets security associations. */
    OFF
}
