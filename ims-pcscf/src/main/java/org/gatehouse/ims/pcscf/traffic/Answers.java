package org.gatehouse.ims.pcscf.traffic;

import java.util.ArrayList;
import java.util.List;
import org.gatehouse.ims.core.sip.NameAddress;
import org.gatehouse.ims.core.sip.ResponseEditor;
import org.gatehouse.ims.core.sip.SipParseException;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.core.sip.proxy.Privacy;
import org.gatehouse.ims.core.sip.proxy.ProxyRules;
import org.gatehouse.ims.pcscf.register.Edge;
import org.gatehouse.ims.pcscf.register.HomeBound;
import org.gatehouse.ims.pcscf.register.TowardsUe;
import org.gatehouse.ims.pcscf.registration.RegistrationState;

/** Responses to requests other than REGISTER, both ways (TS 24.229 clauses 5.2.6.3, 5.2.6.4). */
public final class Answers {
    private static final String RECORD_ROUTE = "Record-Route";

    private Answers() {}

    /**
     * The core's answer as the UE gets it: the own Record-Route names Gm, with the protected server
     * port, and not Mw.
     *
     * @param own the own URI towards the UE
     */
    public static SipResponse forUser(SipResponse received, String token, String own) {
        ResponseEditor editor = TowardsUe.relayed(received).edit();
        if (Privacy.withholdsIdentity(received)) {
            editor.remove("P-Asserted-Identity");
        }
        List<String> values = new ArrayList<>(received.headerValues(RECORD_ROUTE));
        int place = ownPlace(values, token);
        if (place >= 0) {
            values.set(place, "<" + own + ">");
            editor.set(RECORD_ROUTE, String.join(", ", values));
        }
        return editor.build();
    }

    /** The way from the P-CSCF on that an answer of the core describes, first hop first. */
    public static List<String> routeOf(SipResponse received, String token) {
        List<String> values = received.headerValues(RECORD_ROUTE);
        int place = ownPlace(values, token);
        return values.subList(0, place < 0 ? values.size() : place).reversed();
    }

    /**
     * The own entry: where a user talks to himself the P-CSCF is in the list twice, and what it
     * added on the way out is the last.
     */
    private static int ownPlace(List<String> values, String token) {
        for (int i = values.size() - 1; i >= 0; i--) {
            if (UserToken.isIn(values.get(i), token)) {
                return i;
            }
        }
        return -1;
    }

    /**
     * The UE's answer as the core gets it. Where it went is not the UE's to say: Via is that of the
     * request, and Record-Route what the P-CSCF stored, with Mw in its own entry.
     *
     * @param request as the core sent it
     */
    public static SipResponse fromUser(
            SipResponse received, SipRequest request, RegistrationState state, Edge edge) {
        ResponseEditor editor = received.edit().unfold();
        HomeBound.strip(editor);
        editor.remove("P-Preferred-Identity").remove("Via");
        request.headers("Via").reversed().forEach(via -> editor.prepend("Via", via));
        boolean takesPart = received.status() > 100 && received.status() < 300;
        if (takesPart && ProxyRules.recordsRoute(request.method())) {
            editor.add(RECORD_ROUTE, "<" + edge.pathUri(state.token()) + ">");
            request.headers(RECORD_ROUTE).forEach(value -> editor.add(RECORD_ROUTE, value));
        }
        List<String> impus = state.impus();
        if (takesPart && request.to().tag() == null && !impus.isEmpty()) {
            editor.set("P-Asserted-Identity", "<" + calledParty(request, impus) + ">");
        }
        return editor.build();
    }

    /** The identity under which the user was asked for. */
    private static String calledParty(SipRequest request, List<String> impus) {
        for (String called : request.headerValues("P-Called-Party-ID")) {
            try {
                String impu = NameAddress.parse(called).addressOfRecord();
                if (impus.contains(impu)) {
                    return impu;
                }
            } catch (SipParseException e) {
                // the default identity then
            }
        }
        return impus.getFirst();
    }
}
