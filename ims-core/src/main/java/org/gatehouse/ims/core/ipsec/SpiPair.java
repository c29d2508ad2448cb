package org.gatehouse.ims.core.ipsec;

import org.gatehouse.ims.core.secagree.Spi;

/**
 * The SPIs that one end chose for its inbound SAs (TS 33.203 clause 7.2).
 *
 * @param client spi_uc or spi_pc: inbound at the client port
 * @param server spi_us or spi_ps: inbound at the server port
 */
public record SpiPair(Spi client, Spi server) {}
