package org.gatehouse.ims.scscf.io;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.gatehouse.ims.core.diameter.cx.push.RegistrationTermination.Reason;
import org.gatehouse.ims.core.sip.reginfo.ContactEvent;
import org.gatehouse.ims.scscf.regevent.RegistrationChange;
import org.gatehouse.ims.scscf.registrar.RegistrarState;
import org.gatehouse.ims.scscf.registrar.RegistrarState.Registered;
import org.gatehouse.ims.scscf.subscriber.SubscriberEffect;

/** What a step of a subscriber changed, as those who watch his registrations are told it. */
final class StateChanges {
    private StateChanges() {}

    static List<RegistrationChange> of(
            List<RegistrarState> before,
            List<RegistrarState> after,
            List<SubscriberEffect> effects,
            Instant at) {
        if (before.equals(after)) {
            return List.of();
        }
        SequencedMap<String, Registered> old = registered(before);
        SequencedMap<String, Registered> fresh = registered(after);
        return Stream.concat(old.keySet().stream(), fresh.keySet().stream())
                .distinct()
                .map(impu ->
                        RegistrationChange.between(
                                old.get(impu), fresh.get(impu), gone(impu, old, effects, at)))
                .flatMap(Optional::stream)
                .toList();
    }

    private static SequencedMap<String, Registered> registered(List<RegistrarState> sets) {
        SequencedMap<String, Registered> byImpu = new LinkedHashMap<>();
        for (RegistrarState set : sets) {
            if (set instanceof Registered registered) {
                byImpu.put(registered.set().impu(), registered);
            }
        }
        return byImpu;
    }

    /** Why contacts of a set are gone, if they are. */
    private static ContactEvent gone(
            String impu, Map<String, Registered> old, List<SubscriberEffect> effects, Instant at) {
        for (SubscriberEffect effect : effects) {
            if (effect instanceof SubscriberEffect.RegistrationTerminated(var set, var _, var why)
                    && set.impu().equals(impu)) {
                return event(why);
            }
            // whoever ignored it may register anew: he authenticates then
            if (effect instanceof SubscriberEffect.ReauthenticationIgnored(var set, var _)
                    && set.impu().equals(impu)) {
                return ContactEvent.DEACTIVATED;
            }
        }
        Registered last = old.get(impu);
        boolean ranOut =
                last != null && last.bindings().list().stream().anyMatch(b -> b.hasExpired(at));
        return ranOut ? ContactEvent.EXPIRED : ContactEvent.UNREGISTERED;
    }

    /**
     * TS 24.229 clause 5.4.1.5: a user whose subscription ended is not to come back (rejected), one
     * who is to be served elsewhere registers anew (deactivated).
     */
    private static ContactEvent event(Reason why) {
        return why == Reason.PERMANENT_TERMINATION
                ? ContactEvent.REJECTED
                : ContactEvent.DEACTIVATED;
    }
}
