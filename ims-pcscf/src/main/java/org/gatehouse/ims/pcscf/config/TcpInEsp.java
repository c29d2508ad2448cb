package org.gatehouse.ims.pcscf.config;

/** Whether SAs carry TCP. */
public enum TcpInEsp {
    /** Where this machine can do it. */
    AUTO,
    /** Always: the start fails where it is not possible. */
    ON,
    OFF
}
