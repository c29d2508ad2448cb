package org.gatehouse.ims.ue.testlab;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where a lab is reached.
 *
 * @param pcscf SIP of UEs (UDP)
 * @param esp ESP inside UDP at the P-CSCF; null with {@code pcscf.ipsec=off}
 * @param icscf SIP (UDP)
 * @param scscf SIP (UDP)
 * @param cx Diameter of the HSS (TCP)
 * @param pcscfAdmin HTTP: /health, /metrics, /api; null in a simulated network
 * @param scscfAdmin the same of S-CSCF and I-CSCF
 * @param hssAdmin the same of the HSS
 */
public record LabAddresses(
        InetSocketAddress pcscf,
        @Nullable InetSocketAddress esp,
        InetSocketAddress icscf,
        InetSocketAddress scscf,
        InetSocketAddress cx,
        @Nullable InetSocketAddress pcscfAdmin,
        @Nullable InetSocketAddress scscfAdmin,
        @Nullable InetSocketAddress hssAdmin) {}
