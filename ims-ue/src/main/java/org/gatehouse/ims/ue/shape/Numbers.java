package org.gatehouse.ims.ue.shape;

/**
 * How a UE chooses SPI_U and Port_U.
 *
 * @param spis where spi-c comes from
 * @param spiS spi-s, as seen from spi-c
 * @param clientPorts where port-c comes from
 * @param portC port-c, as seen from port-s
 * @param serverPorts where port-s comes from
 * @param newServerPort whether a re-registration takes another port-s, against TS 33.203 clause 7.4
 */
public record Numbers(
        Range spis,
        Place spiS,
        Range clientPorts,
        Place portC,
        Range serverPorts,
        boolean newServerPort) {
    /** Where a number lies, seen from its companion. */
    public enum Place {
        /** Anywhere in its range. */
        ANY,
        /** One above. */
        NEXT,
        /** One below. */
        PREVIOUS
    }
}
