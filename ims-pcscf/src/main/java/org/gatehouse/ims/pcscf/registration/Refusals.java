package org.gatehouse.ims.pcscf.registration;

import java.util.ArrayList;
import java.util.List;
import org.gatehouse.ims.core.secagree.AlgorithmPair;
import org.gatehouse.ims.core.secagree.IpsecMode;
import org.gatehouse.ims.core.secagree.SecurityList;
import org.gatehouse.ims.core.secagree.SecurityMechanism;
import org.gatehouse.ims.core.secagree.SecurityMechanism.Parameter;
import org.gatehouse.ims.core.sip.ResponseEditor;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.core.sip.text.Quoting;
import org.gatehouse.ims.pcscf.policy.RegistrationPolicy;

/** Answers of the P-CSCF's own. */
public final class Refusals {
    /** Seconds after which a UE may try again what there was no room for. */
    private static final String RETRY_AFTER = "5";

    private Refusals() {}

    public static SipResponse plain(SipRequest request, int status, String reason, String tag) {
        return SipResponse.answering(request, status, Quoting.printable(reason)).toTag(tag).build();
    }

    /** No room now. */
    public static SipResponse busy(SipRequest request, int status, String reason, String tag) {
        return SipResponse.answering(request, status, reason)
                .toTag(tag)
                .set("Retry-After", RETRY_AFTER)
                .build();
    }

    /** "421 (Extension Required)": the UE does not say that it knows sec-agree (RFC 3329). */
    static SipResponse extensionRequired(
            SipRequest request, RegistrationPolicy policy, String tag) {
        ResponseEditor editor =
                SipResponse.answering(request, 421).toTag(tag).set("Require", "sec-agree");
        return withList(editor, abstractList(policy)).build();
    }

    /** "406 (Not Acceptable)": no agreement is wanted here. */
    static SipResponse notAcceptable(SipRequest request, String warning, String tag) {
        return SipResponse.answering(request, 406)
                .toTag(tag)
                .set("Warning", warning(warning))
                .build();
    }

    /** "494 (Security Agreement Required)", with all that this P-CSCF can do (RFC 3329 2.3.1). */
    static SipResponse agreementRequired(
            SipRequest request, RegistrationPolicy policy, String warning, String tag) {
        return agreementRequired(request, abstractList(policy), warning, tag);
    }

    /** The same with the list that was agreed on. */
    public static SipResponse agreementRequired(
            SipRequest request, SecurityList list, String warning, String tag) {
        ResponseEditor editor =
                SipResponse.answering(request, 494, "Security Agreement Required")
                        .toTag(tag)
                        .set("Require", "sec-agree")
                        .set("Warning", warning(warning));
        return withList(editor, list).build();
    }

    private static String warning(String text) {
        return "399 pcscf \"" + Quoting.printable(text) + '"';
    }

    private static ResponseEditor withList(ResponseEditor editor, SecurityList list) {
        return editor.add("Security-Server", list.format());
    }

    /** What could be agreed on: no SPIs and ports, for none have been set aside. */
    private static SecurityList abstractList(RegistrationPolicy policy) {
        List<AlgorithmPair> pairs = policy.confidentiality().effectiveOrder(policy.algorithms());
        List<SecurityMechanism> mechanisms = new ArrayList<>();
        int step =
                SecurityMechanism.HIGHEST_PREFERENCE / (pairs.size() * policy.modes().size() + 1);
        int q = SecurityMechanism.HIGHEST_PREFERENCE;
        for (IpsecMode mode : policy.modes()) {
            for (AlgorithmPair pair : pairs) {
                q -= step;
                mechanisms.add(
                        new SecurityMechanism(
                                SecurityMechanism.IPSEC_3GPP, q, null, parameters(pair, mode)));
            }
        }
        return new SecurityList(mechanisms);
    }

    private static List<Parameter> parameters(AlgorithmPair pair, IpsecMode mode) {
        return List.of(
                new Parameter("alg", pair.integrity().token()),
                new Parameter("prot", "esp"),
                new Parameter("mod", mode.token()),
                new Parameter("ealg", pair.encryption().token()));
    }
}
