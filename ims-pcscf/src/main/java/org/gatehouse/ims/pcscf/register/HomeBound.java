package org.gatehouse.ims.pcscf.register;

import java.util.List;
import org.gatehouse.ims.core.sip.RequestEditor;
import org.gatehouse.ims.core.sip.SipRequest;

/** What the P-CSCF does to every request of a UE before the core sees it. */
public final class HomeBound {
    /** Hops left when a UE does not say (RFC 3261 clause 16.6 step 3). */
    private static final int DEFAULT_MAX_FORWARDS = 70;

    /**
     * Header fields of a UE that the core would take for ours, or that lead where the UE wants; and
     * those of the security agreement, which ends here.
     */
    private static final List<String> NEVER_FROM_A_UE =
            List.of(
                    "Security-Client",
                    "Security-Server",
                    "Security-Verify",
                    "Route",
                    "Record-Route",
                    "Path",
                    "Service-Route",
                    "P-Asserted-Identity",
                    "P-Associated-URI",
                    "P-Charging-Vector",
                    "P-Charging-Function-Addresses",
                    "P-Visited-Network-ID",
                    "P-Served-User",
                    "P-User-Database");

    private HomeBound() {}

    /**
     * Starts from what a UE sent: without what is not its to say, one hop on, with a charging id.
     *
     * @param chargingId icid-value, unlike any other
     */
    public static RequestEditor edit(SipRequest request, Edge edge, String chargingId) {
        RequestEditor editor = request.edit();
        NEVER_FROM_A_UE.forEach(editor::remove);
        for (String name : List.of("Require", "Proxy-Require", "Supported")) {
            OptionTags.remove(request, editor, name, OptionTags.SEC_AGREE);
        }
        editor.set(
                "P-Charging-Vector",
                "icid-value=\"" + chargingId + "\";icid-generated-at=" + edge.host());
        int hops = request.maxForwards();
        editor.set("Max-Forwards", Integer.toString(hops < 0 ? DEFAULT_MAX_FORWARDS : hops - 1));
        return editor;
    }
}
