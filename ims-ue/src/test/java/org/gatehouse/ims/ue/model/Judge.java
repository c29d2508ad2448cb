package org.gatehouse.ims.ue.model;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.gatehouse.ims.core.digest.DigestCredentials;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.sip.SipMessage;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.ue.registration.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * Knows over what every REGISTER went and which keys the home network gave out, and says what must
 * not have happened. It takes nothing from the machines that it judges but what they did.
 */
final class Judge {
    /**
     * How a REGISTER went.
     *
     * @param over the set, or null: bare
     * @param ik name of that set's IK, or null
     */
    private record Sent(@Nullable SetId over, @Nullable String ik) {}

    private record Heard(Instant at, SipMessage message, Flow flow) {}

    private final Map<String, Sent> sent = new HashMap<>();
    private final Map<SetId, String> keysOfUe = new HashMap<>();
    private final Map<String, String> keyOfNonce = new HashMap<>();
    private final Set<String> granted = new HashSet<>();
    private final Map<String, Integer> tally = new TreeMap<>();
    private final List<String> faults = new ArrayList<>();
    private @Nullable Heard heard;

    List<String> faults() {
        return faults;
    }

    Map<String, Integer> tally() {
        return tally;
    }

    void count(Move move) {
        count(move.name().toLowerCase(Locale.ROOT));
    }

    void count(String what) {
        count(what, 1);
    }

    void count(@Nullable String what, int times) {
        if (what != null && times > 0) {
            tally.merge(what, times, Integer::sum);
        }
    }

    void fault(String what) {
        faults.add(what);
    }

    // ---- at the UE

    /** A UE without memory: its sets are no more. */
    void ueStarted() {
        keysOfUe.clear();
        heard = null;
    }

    void installed(SetId set, byte[] ik) {
        keysOfUe.put(set, Card.name(ik));
    }

    void sent(SipRequest request, @Nullable SetId over) {
        if (request.method().equals("REGISTER")) {
            sent.put(key(request), new Sent(over, over == null ? null : keysOfUe.get(over)));
        }
    }

    void heard(Instant at, SipMessage message, Flow flow) {
        heard = new Heard(at, message, flow);
    }

    /**
     * SM6 was taken: it "shall be protected with the old inbound SA if SM1 was protected and
     * unprotected otherwise" (TS 33.203 clause 7.4.1a).
     */
    void challengeTaken() {
        if (heard == null) {
            fault("the ISIM was asked though no answer came");
        } else if (!cameAsItWent(heard)) {
            fault("took a challenge over " + heard.flow().protectedBy());
        }
    }

    void ended(Instant at, Outcome outcome) {
        count(outcome.getClass().getSimpleName());
        boolean isAnswer = heard != null && heard.at().equals(at);
        switch (outcome) {
            case Outcome.Registered registered -> {
                if (!isAnswer || !Objects.requireNonNull(heard).flow().isProtected()) {
                    fault("registered by what was not protected");
                } else if (!cameAsItWent(heard)) {
                    fault("registered by an answer over another set than its request's");
                } else if (!granted.contains(keyOf(heard.flow()))) {
                    fault("registered over a set that the home network granted nothing for");
                }
            }
            case Outcome.Refused refused -> {
                if (isAnswer
                        && !Objects.requireNonNull(heard).flow().isProtected()
                        && wentProtected(heard.message())) {
                    fault("an answer without protection ended what was protected");
                }
            }
            default -> {
                // nothing came, or nothing that changes what stands
            }
        }
        heard = null;
    }

    /** A request reached the UE's user. */
    void requested() {
        if (heard == null || !granted.contains(keyOf(heard.flow()))) {
            fault("took a request over a set that no success made");
        }
        count("requested");
    }

    private boolean cameAsItWent(Heard answer) {
        Sent request = sent.get(key(answer.message()));
        return request != null && Objects.equals(request.over(), answer.flow().protectedBy());
    }

    private boolean wentProtected(SipMessage answer) {
        Sent request = sent.get(key(answer));
        return request != null && request.over() != null;
    }

    private @Nullable String keyOf(Flow flow) {
        return flow.protectedBy() == null ? null : keysOfUe.get(flow.protectedBy());
    }

    // ---- at the home network

    void challenged(String nonce, byte[] ik) {
        keyOfNonce.put(nonce, Card.name(ik));
    }

    void granted(String nonce) {
        granted.add(keyOfNonce.getOrDefault(nonce, ""));
    }

    boolean isGranted(String nonce) {
        return granted.contains(keyOfNonce.getOrDefault(nonce, ""));
    }

    /** The P-CSCF let this through, and says whether it was protected as it had to be. */
    void reachedHome(SipRequest register, DigestCredentials credentials) {
        Sent request = sent.get(key(register));
        if (request == null) {
            fault("a REGISTER that nobody sent reached the home network: " + key(register));
            return;
        }
        if (!"yes".equals(credentials.integrityProtected())) {
            return;
        }
        String ik = request.ik();
        if (ik == null) {
            fault("integrity-protected=yes for a bare REGISTER");
        } else if (isAnswer(credentials) && !ik.equals(keyOfNonce.get(credentials.nonce()))) {
            fault("an answer came over a set that is not of its challenge");
        } else if (!isAnswer(credentials) && !granted.contains(ik)) {
            fault("integrity-protected=yes over a set that no success made");
        }
    }

    static boolean isAnswer(DigestCredentials credentials) {
        return !credentials.response().isEmpty() && credentials.auts() == null;
    }

    private static String key(SipMessage message) {
        return message.callId() + " " + message.cseq().number();
    }
}
