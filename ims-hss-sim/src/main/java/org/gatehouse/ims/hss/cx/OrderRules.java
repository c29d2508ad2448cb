package org.gatehouse.ims.hss.cx;

import static org.gatehouse.ims.core.diameter.cx.CxResult.DIAMETER_ERROR_IDENTITIES_DONT_MATCH;
import static org.gatehouse.ims.core.diameter.cx.CxResult.DIAMETER_ERROR_IDENTITY_NOT_REGISTERED;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.gatehouse.ims.core.diameter.cx.UserProfile.Identity;
import org.gatehouse.ims.core.diameter.cx.UserProfileXml;
import org.gatehouse.ims.core.diameter.cx.push.PushProfile;
import org.gatehouse.ims.core.diameter.cx.push.PushRequest;
import org.gatehouse.ims.core.diameter.cx.push.RegistrationTermination;
import org.gatehouse.ims.hss.cx.HssEvent.Ordered;
import org.gatehouse.ims.hss.subscriber.SetStanding;
import org.gatehouse.ims.hss.subscriber.Standing;

/** What the HSS starts by itself: RTR and PPR (TS 29.228 clauses 6.1.3 and 6.2). */
final class OrderRules {
    private OrderRules() {}

    /**
     * What becomes of an order.
     *
     * @param next the account after it
     * @param effect what is done once that is durable
     */
    record Ruling(Account next, HssEffect effect) {}

    static Ruling decide(Account account, Ordered ordered) {
        String scscf = account.standing().scscf();
        if (scscf == null) {
            return new Ruling(
                    account,
                    new HssEffect.Declined(ordered, DIAMETER_ERROR_IDENTITY_NOT_REGISTERED));
        }
        return switch (ordered.order()) {
            case Order.Deregister deregister -> deregister(account, ordered, deregister, scscf);
            case Order.SendProfile send -> profiles(account, ordered, scscf);
        };
    }

    /**
     * TS 29.228 clause 6.1.3: the HSS deregisters the identities, and then has the S-CSCF remove
     * them.
     */
    private static Ruling deregister(
            Account account, Ordered ordered, Order.Deregister order, String scscf) {
        Set<Integer> sets = new LinkedHashSet<>();
        for (String impu : order.impus()) {
            OptionalInt set = account.setOf(impu);
            if (set.isEmpty()) {
                return new Ruling(
                        account,
                        new HssEffect.Declined(ordered, DIAMETER_ERROR_IDENTITIES_DONT_MATCH));
            }
            sets.add(set.getAsInt());
        }
        List<String> impus = new ArrayList<>();
        for (int set : sets) {
            account.subscriber().sets().get(set).identities().stream()
                    .map(Identity::impu)
                    .forEach(impus::add);
        }
        Standing next = account.standing();
        for (int set : sets.isEmpty() ? allSets(account) : List.copyOf(sets)) {
            next = next.with(set, SetStanding.IDLE);
        }
        PushRequest request =
                new RegistrationTermination(
                        account.subscriber().impi(),
                        impus,
                        List.of(),
                        order.reason(),
                        order.info());
        return new Ruling(account.with(next), new HssEffect.Push(ordered, scscf, List.of(request)));
    }

    private static Ruling profiles(Account account, Ordered ordered, String scscf) {
        List<PushRequest> requests = new ArrayList<>();
        for (int set : allSets(account)) {
            if (account.set(set).state().isServed()) {
                requests.add(
                        new PushProfile(
                                account.subscriber().impi(),
                                UserProfileXml.write(account.profile(set))));
            }
        }
        return new Ruling(
                account,
                requests.isEmpty()
                        ? new HssEffect.Declined(ordered, DIAMETER_ERROR_IDENTITY_NOT_REGISTERED)
                        : new HssEffect.Push(ordered, scscf, requests));
    }

    private static List<Integer> allSets(Account account) {
        return IntStream.range(0, account.standing().sets().size()).boxed().toList();
    }
}
