package org.gatehouse.ims.ue.shape;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How one kind of UE writes and behaves.
 *
 * @param userAgent what {@code {user-agent}} stands for, empty for nothing; so {@code allow}
 * @param accessNetwork P-Access-Network-Info; empty: what the UE is told
 * @param register its REGISTERs
 * @param offering its Security-Client and Security-Verify
 * @param numbers its SPIs and protected ports
 * @param barePort where it takes bare SIP, or 0 for a free port
 * @param udp which requests go over UDP
 * @param expires time it asks for, unless it is told another
 * @param t1 retransmission interval it begins with
 * @param attempts SM1s in one procedure before it is given up
 * @param bareOn406 whether it does without IPsec where the P-CSCF answers 406
 * @param otherRequests header fields in its other requests, each {@code Name: value}
 */
public record Shape(
        String name,
        String description,
        String userAgent,
        String allow,
        String accessNetwork,
        RegisterTemplate register,
        Offering offering,
        Numbers numbers,
        int barePort,
        UdpLimits udp,
        Optional<Duration> expires,
        Duration t1,
        int attempts,
        boolean bareOn406,
        List<String> otherRequests) {
    public Shape {
        otherRequests = List.copyOf(otherRequests);
    }

    /** The same with other limits. */
    public Shape limitedTo(UdpLimits limits) {
        return new Shape(
                name,
                description,
                userAgent,
                allow,
                accessNetwork,
                register,
                offering,
                numbers,
                barePort,
                limits,
                expires,
                t1,
                attempts,
                bareOn406,
                otherRequests);
    }

    /** The shape of a UE that is told nothing else: TS 24.229 to the letter. */
    public static Shape standard() {
        return Shapes.STANDARD;
    }
}
