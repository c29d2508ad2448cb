package org.gatehouse.ims.ue.cli.profile;

import org.gatehouse.ims.core.config.ConfigException;
import org.gatehouse.ims.core.ipsec.PathMtu;
import org.gatehouse.ims.ue.shape.Shape;
import org.gatehouse.ims.ue.shape.UdpLimits;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options for large requests, which count more than what the profile says. */
public final class SizeOptions {
    @Option(
            names = "--most-over-udp",
            paramLabel = "OCTETS",
            description =
                    "largest request over UDP, bare and through SAs; larger ones go over TCP, and"
                            + " in IP fragments over UDP where that is refused (default: the"
                            + " profile's)")
    @Nullable Integer mostOverUdp;

    @Option(
            names = "--path-mtu",
            paramLabel = "OCTETS",
            description =
                    "largest IP packet of the path to the P-CSCF: requests near it, or near what"
                            + " ESP leaves of it, go over TCP too (default: the profile's)")
    @Nullable Integer pathMtu;

    /**
     * A shape as these options want it.
     *
     * @throws ConfigException if a number is out of its range
     */
    public Shape on(Shape shape) throws ConfigException {
        UdpLimits was = shape.udp();
        if (mostOverUdp != null) {
            check("--most-over-udp", mostOverUdp, UdpLimits.SMALLEST, UdpLimits.LARGEST);
        }
        if (pathMtu != null) {
            check("--path-mtu", pathMtu, PathMtu.SMALLEST, PathMtu.LARGEST);
        }
        return shape.limitedTo(
                new UdpLimits(
                        mostOverUdp == null ? was.bare() : mostOverUdp,
                        mostOverUdp == null ? was.inside() : mostOverUdp,
                        pathMtu == null ? was.path() : new PathMtu(pathMtu)));
    }

    private static void check(String option, int value, int least, int most)
            throws ConfigException {
        if (value < least || value > most) {
            throw new ConfigException(
                    option
                            + ": found "
                            + value
                            + " (expected: a number of octets from "
                            + least
                            + " to "
                            + most
                            + ")");
        }
    }
}
