package org.gatehouse.ims.pcscf.register;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gatehouse.ims.core.digest.DigestChallenge;
import org.gatehouse.ims.core.digest.DigestSyntaxException;
import org.gatehouse.ims.core.secagree.SecurityList;
import org.gatehouse.ims.core.sip.MessageEditor;
import org.gatehouse.ims.core.sip.ResponseEditor;
import org.gatehouse.ims.core.sip.SipResponse;

/** Makes SM6 of SM5, and SM12 of SM11: what the home network answered, as the UE may see it. */
public final class TowardsUe {
    /**
     * "the P-CSCF shall remove" these (TS 24.229 clauses 4.5 and 5.2.2); SM12 has no Security-*.
     */
    private static final List<String> NOT_FOR_A_UE =
            List.of(
                    "Security-Client",
                    "Security-Server",
                    "Security-Verify",
                    "P-Charging-Vector",
                    "P-Charging-Function-Addresses",
                    "P-Access-Network-Info",
                    "P-Visited-Network-ID",
                    "P-Served-User",
                    "P-User-Database");

    private TowardsUe() {}

    /** Any answer, without the own Via and without keys. */
    public static SipResponse relayed(SipResponse response) {
        return edited(response).build();
    }

    /** SM6: "remove that information and forward the rest of the message to the UE". */
    public static SipResponse challenge(SipResponse response, SecurityList server) {
        // in one field: six alternatives of the list and all else make less than 1,300 octets so
        return edited(response).add("Security-Server", server.format()).build();
    }

    /**
     * A challenge as it goes to the UE, without qop.
     *
     * @return empty if it has none
     */
    public static Optional<SipResponse> withoutQop(SipResponse challenge) {
        String name = "WWW-Authenticate";
        List<String> fields = challenge.headers(name);
        List<String> changed = new ArrayList<>();
        for (String field : fields) {
            try {
                changed.add(DigestChallenge.parse(field).withoutQop());
            } catch (DigestSyntaxException e) {
                changed.add(field);
            }
        }
        if (changed.equals(fields)) {
            return Optional.empty();
        }
        ResponseEditor editor = challenge.edit().remove(name);
        changed.forEach(value -> editor.add(name, value));
        return Optional.of(editor.build());
    }

    /** Takes out what is between core entities, and between another UE and its own P-CSCF. */
    public static void strip(MessageEditor<?> editor) {
        NOT_FOR_A_UE.forEach(editor::remove);
    }

    private static ResponseEditor edited(SipResponse response) {
        ResponseEditor editor = response.edit().removeFirstValue("Via");
        strip(editor);
        removeKeys(response, editor, "WWW-Authenticate");
        removeKeys(response, editor, "Proxy-Authenticate");
        return editor;
    }

    /** A challenge that does not parse could hide a key: it does not go on. */
    private static void removeKeys(SipResponse response, ResponseEditor editor, String name) {
        List<String> fields = response.headers(name);
        if (fields.isEmpty()) {
            return;
        }
        List<String> clean = new ArrayList<>();
        for (String field : fields) {
            try {
                clean.add(DigestChallenge.parse(field).withoutKeys());
            } catch (DigestSyntaxException e) {
                // left out: nobody can say what is in it
            }
        }
        editor.remove(name);
        clean.forEach(value -> editor.add(name, value));
    }
}
