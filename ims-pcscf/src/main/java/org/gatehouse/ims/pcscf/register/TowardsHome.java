package org.gatehouse.ims.pcscf.register;

import org.gatehouse.ims.core.digest.DigestCredentials;
import org.gatehouse.ims.core.sip.RequestEditor;
import org.gatehouse.ims.core.sip.SipRequest;

/** Makes SM2 of SM1, and SM8 of SM7 (TS 33.203 clause 6.1.1, TS 24.229 clause 5.2.2). */
public final class TowardsHome {
    private TowardsHome() {}

    /**
     * The REGISTER for the home network, all but the own Via.
     *
     * @param integrityProtected the indication of TS 33.203 clause 6.1.5
     * @param token names the registration in the own Path
     * @param chargingId icid-value, unlike any other
     */
    public static SipRequest register(
            Register register,
            Edge edge,
            boolean integrityProtected,
            String token,
            String chargingId) {
        RequestEditor editor = HomeBound.edit(register.request(), edge, chargingId);
        OptionTags.requirePath(register.request(), editor);
        editor.set("Path", "<" + edge.pathUri(token) + ">");
        editor.set("P-Visited-Network-ID", '"' + edge.visitedNetwork() + '"');
        // "a value sent by the UE is never trusted": the parameter is overwritten, always
        DigestCredentials credentials = register.credentials();
        if (credentials != null) {
            String indication = integrityProtected ? "yes" : "no";
            editor.set(
                    "Authorization",
                    credentials.with(DigestCredentials.INTEGRITY_PROTECTED, indication).text());
        }
        return editor.build();
    }
}
