package org.gatehouse.ims.core.diameter.peer;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.gatehouse.ims.core.diameter.Applications;
import org.gatehouse.ims.core.diameter.Avp;
import org.gatehouse.ims.core.diameter.AvpCode;
import org.gatehouse.ims.core.diameter.AvpList;
import org.gatehouse.ims.core.diameter.DiameterMessage;
import org.gatehouse.ims.core.diameter.LocalPeer;
import org.gatehouse.ims.core.diameter.ResultCode;
import org.gatehouse.ims.core.diameter.Vendor;

/** The messages that peers exchange about themselves (RFC 6733 clause 5). */
final class BaseMessages {
    /**
     * "The value zero (0) in the Vendor-Id AVP ... indicates that this field is ignored" (5.3.3).
     */
    private static final int NO_VENDOR = 0;

    /** Disconnect-Cause REBOOTING: "the receiver MAY attempt reconnection" (RFC 6733 5.4.3). */
    private static final int REBOOTING = 0;

    private BaseMessages() {}

    /** CER (clause 5.3.1). */
    static DiameterMessage capabilitiesRequest(LocalPeer own, InetAddress local) {
        return base(Applications.CAPABILITIES_EXCHANGE, capabilities(List.of(), own, local));
    }

    /** CEA (clause 5.3.2) of success. */
    static DiameterMessage capabilitiesAnswer(
            DiameterMessage request, LocalPeer own, InetAddress local) {
        return request.answer(capabilities(List.of(success()), own, local));
    }

    private static AvpList capabilities(List<Avp> first, LocalPeer own, InetAddress local) {
        List<Avp> avps = new ArrayList<>(first);
        addOrigin(avps, own);
        avps.add(Avp.of(AvpCode.HOST_IP_ADDRESS, local));
        avps.add(Avp.of(AvpCode.VENDOR_ID, NO_VENDOR));
        avps.add(Avp.of(AvpCode.PRODUCT_NAME, own.product()));
        avps.add(Avp.of(AvpCode.ORIGIN_STATE_ID, own.originStateId()));
        avps.add(Avp.of(AvpCode.SUPPORTED_VENDOR_ID, Vendor.TGPP));
        // "the Vendor-Specific-Application-Id AVP ... in the Capabilities-Exchange-Request and
        // -Answer" (TS 29.229 clause 5.6)
        avps.add(
                Avp.of(
                        AvpCode.VENDOR_SPECIFIC_APPLICATION_ID,
                        AvpList.of(
                                Avp.of(AvpCode.VENDOR_ID, Vendor.TGPP),
                                Avp.of(AvpCode.AUTH_APPLICATION_ID, Applications.CX))));
        return AvpList.of(avps);
    }

    /** DWR (clause 5.5.1). */
    static DiameterMessage watchdogRequest(LocalPeer own) {
        List<Avp> avps = new ArrayList<>();
        addOrigin(avps, own);
        avps.add(Avp.of(AvpCode.ORIGIN_STATE_ID, own.originStateId()));
        return base(Applications.DEVICE_WATCHDOG, AvpList.of(avps));
    }

    /** DWA (clause 5.5.2). */
    static DiameterMessage watchdogAnswer(DiameterMessage request, LocalPeer own) {
        List<Avp> avps = new ArrayList<>(List.of(success()));
        addOrigin(avps, own);
        avps.add(Avp.of(AvpCode.ORIGIN_STATE_ID, own.originStateId()));
        return request.answer(AvpList.of(avps));
    }

    /** DPR (clause 5.4.1). */
    static DiameterMessage disconnectRequest(LocalPeer own) {
        List<Avp> avps = new ArrayList<>();
        addOrigin(avps, own);
        avps.add(Avp.of(AvpCode.DISCONNECT_CAUSE, REBOOTING));
        return base(Applications.DISCONNECT_PEER, AvpList.of(avps));
    }

    /** DPA (clause 5.4.2). */
    static DiameterMessage disconnectAnswer(DiameterMessage request, LocalPeer own) {
        List<Avp> avps = new ArrayList<>(List.of(success()));
        addOrigin(avps, own);
        return request.answer(AvpList.of(avps));
    }

    /** Whether a DPR says that its sender only reboots; so does one without a cause. */
    static boolean isReboot(DiameterMessage request) {
        return request.avps()
                .first(AvpCode.DISCONNECT_CAUSE)
                .map(avp -> avp.equals(Avp.of(AvpCode.DISCONNECT_CAUSE, REBOOTING)))
                .orElse(true);
    }

    private static DiameterMessage base(int command, AvpList avps) {
        return DiameterMessage.request(command, Applications.BASE, avps);
    }

    private static Avp success() {
        return Avp.of(AvpCode.RESULT_CODE, ResultCode.SUCCESS);
    }

    private static void addOrigin(List<Avp> avps, LocalPeer own) {
        avps.add(Avp.of(AvpCode.ORIGIN_HOST, own.host()));
        avps.add(Avp.of(AvpCode.ORIGIN_REALM, own.realm()));
    }
}
