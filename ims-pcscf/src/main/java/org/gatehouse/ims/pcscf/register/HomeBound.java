package org.gatehouse.ims.pcscf.register;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.ims.core.sip.MessageEditor;
import org.gatehouse.ims.core.sip.RequestEditor;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.check.RequestCheck;
import org.gatehouse.ims.core.sip.check.RequestFault;
import org.gatehouse.ims.core.sip.text.Chars;

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
                    "P-Called-Party-ID",
                    "P-Charging-Vector",
                    "P-Charging-Function-Addresses",
                    "P-Visited-Network-ID",
                    "P-Served-User",
                    "P-User-Database");

    private static final List<String> CREDENTIALS = List.of("Authorization", "Proxy-Authorization");

    /** What Proxy-Require may demand of a P-CSCF. */
    private static final Set<String> UNDERSTOOD = Set.of(OptionTags.SEC_AGREE);

    private HomeBound() {}

    /** Takes out of a UE's message what is not its to say, whether it parses or not. */
    public static void strip(MessageEditor<?> editor) {
        NEVER_FROM_A_UE.forEach(editor::remove);
    }

    /** Why a request can't go on to the core (RFC 3261 clause 16.3). */
    public static Optional<RequestFault> fault(SipRequest request) {
        return RequestCheck.asProxy(request, UNDERSTOOD).or(() -> unreadable(request));
    }

    /** The same for a request to a service that the P-CSCF knows, which needs no user's URI. */
    public static Optional<RequestFault> faultOfService(SipRequest request) {
        return RequestCheck.asProxyOfService(request, UNDERSTOOD).or(() -> unreadable(request));
    }

    /** What the core could read in another way than we do. */
    private static Optional<RequestFault> unreadable(SipRequest request) {
        if (request.hasControlCharacters()) {
            return Optional.of(new RequestFault.Malformed("control characters (expected: none)"));
        }
        return OptionTags.areTokens(request, "Require")
                ? Optional.empty()
                : Optional.of(new RequestFault.Malformed("Require (expected: option tags)"));
    }

    /** Whether a message was protected is ours to say (TS 33.203 clause 6.1.5). */
    private static boolean claimsProtection(SipRequest request, String name) {
        return request.headers(name).stream()
                .anyMatch(value -> Chars.lower(value).contains("integrity-protected"));
    }

    /**
     * Starts from what a UE sent: without what is not its to say, one hop on, with a charging id.
     *
     * @param chargingId icid-value, unlike any other
     */
    public static RequestEditor edit(SipRequest request, Edge edge, String chargingId) {
        RequestEditor editor = request.edit().unfold();
        strip(editor);
        CREDENTIALS.stream()
                .filter(name -> claimsProtection(request, name))
                .forEach(editor::remove);
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
