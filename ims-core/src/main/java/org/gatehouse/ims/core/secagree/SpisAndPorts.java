package org.gatehouse.ims.core.secagree;

/**
 * What one end chose for its inbound SAs: SPI_U and Port_U, or SPI_P and Port_P (TS 33.203 clause
 * 7.2).
 *
 * @param spiC SPI of the inbound SA at the protected client port
 * @param spiS SPI of the inbound SA at the protected server port
 */
public record SpisAndPorts(Spi spiC, Spi spiS, int portC, int portS) {}
