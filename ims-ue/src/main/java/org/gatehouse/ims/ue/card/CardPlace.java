package org.gatehouse.ims.ue.card;

/** Which device holds a UICC (TS 33.203 clause L.2). */
public enum CardPlace {
    /** The terminal: TE, or MT. */
    TERMINAL,
    /** The IMS residential gateway that the terminal is behind. */
    RESIDENTIAL_GATEWAY
}
