package org.gatehouse.ims.pcscf.config;

/** How ESP is done: own ESP, on which carriers. */
public enum IpsecEngine {
    /** All carriers that this machine can do. */
    AUTO,
    /** ESP of Linux alone: transport mode, and inside UDP port 4500. */
    KERNEL,
    /** Own ESP as IP protocol 50 alone: transport mode. */
    IP,
    /** Own ESP inside UDP port 4500 alone. */
    UDP,
    /** None: no UE gets security associations. */
    OFF
}
