package org.gatehouse.ims.pcscf.registration;

/**
 * One REGISTER on its way through the P-CSCF, with the random texts that were drawn for it.
 *
 * @param id names the exchange within its shard
 * @param tag tag of To, should the P-CSCF answer itself
 * @param chargingId icid-value
 */
public record Exchange(long id, String tag, String chargingId) {}
