package org.gatehouse.ims.scscf.regevent;

/**
 * Whose registration is watched.
 *
 * @param impu the identity that the HSS knows the implicit set by
 */
public record Watched(String impi, String impu) {}
