package org.gatehouse.ims.pcscf.traffic;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.core.sip.proxy.ProxyRules;
import org.jspecify.annotations.Nullable;

/**
 * The dialogues one user takes part in (TS 24.229 clauses 5.2.6.3 and 5.2.6.4), learnt from what
 * passes in both directions. Lives and is used on the user's shard.
 */
public final class Dialogs {
    /**
     * Dialogues of one user, and as many that are about to begin; the one unused longest goes.
     * Phones have fewer than ten; one takes some 500 octets.
     */
    static final int MOST = 20;

    private record Id(String callId, String ueTag, String otherTag) {}

    private record Opening(String callId, String otherTag) {}

    private final Map<Id, Dialog> established = new Bounded<>();
    private final Map<Opening, Dialog> opening = new Bounded<>();

    /** The dialogue that a request of the UE is in; empty if he takes part in none such. */
    public Optional<Dialog> of(SipRequest fromUe) {
        String ueTag = fromUe.from().tag();
        String otherTag = fromUe.to().tag();
        if (ueTag == null || otherTag == null) {
            return Optional.empty();
        }
        Dialog dialog = established.get(new Id(fromUe.callId(), ueTag, otherTag));
        return Optional.ofNullable(
                dialog != null ? dialog : opening.get(new Opening(fromUe.callId(), otherTag)));
    }

    /**
     * A request goes to the UE. Its NOTIFYs may overtake its 2xx, so from now on the UE may answer
     * in the dialogue that this opens.
     *
     * @param route Record-Route of the request as the core sent it
     */
    public void cameForUe(SipRequest request, List<String> route) {
        String otherTag = request.from().tag();
        if (ProxyRules.recordsRoute(request.method()) && otherTag != null) {
            opening.put(
                    new Opening(request.callId(), otherTag),
                    new Dialog(route, Dialog.targetOf(request)));
        }
    }

    /** The UE answered it, or nobody did: null. */
    public void answeredByUe(SipRequest request, @Nullable SipResponse answer) {
        String otherTag = request.from().tag();
        if (!ProxyRules.recordsRoute(request.method()) || otherTag == null) {
            return;
        }
        Dialog dialog = opening.remove(new Opening(request.callId(), otherTag));
        String ueTag = answer == null ? null : answer.to().tag();
        if (dialog != null && ueTag != null && answer != null && answer.isSuccess()) {
            learn(new Id(request.callId(), ueTag, otherTag), dialog, request);
        }
    }

    /**
     * The core answered a request of the UE.
     *
     * @param route the way from the P-CSCF on, first hop first
     */
    public void answeredByCore(SipRequest request, SipResponse answer, List<String> route) {
        String ueTag = request.from().tag();
        String otherTag = answer.to().tag();
        if (ProxyRules.recordsRoute(request.method())
                && answer.isSuccess()
                && ueTag != null
                && otherTag != null) {
            Dialog dialog = new Dialog(route, Dialog.targetOf(answer));
            learn(new Id(request.callId(), ueTag, otherTag), dialog, request);
        }
    }

    /** "these requests do not cause the dialog's route set to be modified" (RFC 3261 12.2). */
    private void learn(Id id, Dialog dialog, SipRequest request) {
        Dialog known = established.get(id);
        if (known == null || request.to().tag() == null) {
            established.put(id, dialog);
        } else if (dialog.target() != null) {
            established.put(id, new Dialog(known.route(), dialog.target()));
        }
    }

    private static final class Bounded<K> extends LinkedHashMap<K, Dialog> {
        private static final long serialVersionUID = 1L;

        Bounded() {
            super(4, 0.75f, /* accessOrder= */ true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, Dialog> eldest) {
            return size() > MOST;
        }
    }
}
