package org.gatehouse.ims.pcscf.io;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.pcscf.registration.RegistrationState;
import org.gatehouse.ims.pcscf.table.UeKey;
import org.jspecify.annotations.Nullable;

/** The users of one shard, found by what a message tells of them. */
final class Users {
    private final Map<UeKey, User> byKey = new HashMap<>();
    private final Map<String, Set<User>> byImpi = new HashMap<>();
    private final Map<String, User> byToken = new HashMap<>();
    private final Map<SetId, User> bySet = new HashMap<>();
    private final Map<Flow, User> bareFrom = new HashMap<>();
    private final PcscfMeters meters;

    Users(PcscfMeters meters) {
        this.meters = meters;
    }

    @Nullable User find(UeKey key) {
        return byKey.get(key);
    }

    /** The user whose Path has this token. */
    @Nullable User findToken(String token) {
        return byToken.get(token);
    }

    @Nullable User find(SetId set) {
        return bySet.get(set);
    }

    /** The user that registered over this flow without protection. */
    @Nullable User findBare(Flow from) {
        return bareFrom.get(from);
    }

    User make(UeKey key, String token) {
        User user = new User(RegistrationState.of(key, token));
        byKey.put(key, user);
        byToken.put(token, user);
        byImpi.computeIfAbsent(key.impi(), impi -> new HashSet<>()).add(user);
        meters.usersChanged(1);
        return user;
    }

    /** The same IMPI at other addresses. */
    List<User> elsewhere(UeKey key) {
        List<User> others = new ArrayList<>();
        for (User user : byImpi.getOrDefault(key.impi(), Set.of())) {
            if (!user.state.ue().equals(key)) {
                others.add(user);
            }
        }
        return others;
    }

    /** This IMPI at all its addresses. */
    Collection<User> of(String impi) {
        return byImpi.getOrDefault(impi, Set.of());
    }

    Collection<User> all() {
        return byKey.values();
    }

    void setAdded(SetId set, User user) {
        bySet.put(set, user);
    }

    void setRemoved(SetId set) {
        bySet.remove(set);
    }

    /** Keeps the indexes true after a step; forgets a user of whom nothing is left. */
    void stepped(User user, RegistrationState before) {
        Flow was = before.unprotectedFrom();
        Flow is = user.state.isRegistered() ? user.state.unprotectedFrom() : null;
        if (was != null && !was.equals(is)) {
            bareFrom.remove(was, user);
        }
        if (is != null) {
            bareFrom.put(is, user);
        }
        if (before.isRegistered() && !user.state.isRegistered()) {
            user.dialogs.clear();
        }
        UeKey key = user.state.ue();
        if (user.state.isIdle() && byKey.remove(key, user)) {
            byToken.remove(user.state.token(), user);
            byImpi.computeIfPresent(
                    key.impi(),
                    (impi, users) -> {
                        users.remove(user);
                        return users.isEmpty() ? null : users;
                    });
            if (user.timer != null) {
                user.timer.cancel();
            }
            meters.usersChanged(-1);
        }
    }
}
