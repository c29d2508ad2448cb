package org.gatehouse.ims.pcscf.config;

/** How ESP is done. */
public enum IpsecEngine {
    /** The best that this machine can do. */
    AUTO,
    /** Own ESP inside UDP port 4500. */
    UDP,
    /** None: no UE gets security associations. */
    OFF
}
