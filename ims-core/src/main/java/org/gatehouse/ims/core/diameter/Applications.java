package org.gatehouse.ims.core.diameter;

/** Application and command numbers. */
public final class Applications {
    /** Diameter common messages (RFC 6733 clause 2.4). */
    public static final int BASE = 0;

    /** 3GPP Cx/Dx (TS 29.229 clause 6: 16777216). */
    public static final int CX = 16_777_216;

    /** A relay advertises this and takes every application (RFC 6733 clause 2.4). */
    public static final int RELAY = 0xFFFF_FFFF;

    public static final int CAPABILITIES_EXCHANGE = 257;
    public static final int DEVICE_WATCHDOG = 280;
    public static final int DISCONNECT_PEER = 282;

    public static final int USER_AUTHORIZATION = 300;
    public static final int SERVER_ASSIGNMENT = 301;
    public static final int LOCATION_INFO = 302;
    public static final int MULTIMEDIA_AUTH = 303;
    public static final int REGISTRATION_TERMINATION = 304;
    public static final int PUSH_PROFILE = 305;

    private Applications() {}
}
