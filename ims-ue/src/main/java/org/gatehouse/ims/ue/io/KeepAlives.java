package org.gatehouse.ims.ue.io;

import java.time.Duration;
import org.gatehouse.ims.core.ipsec.Ipsec;
import org.gatehouse.ims.core.runtime.Shard;
import org.gatehouse.ims.core.secagree.IpsecMode;
import org.gatehouse.ims.ue.registration.RegistrationState;
import org.gatehouse.ims.ue.sa.Held;
import org.jspecify.annotations.Nullable;

/**
 * "If UDP encapsulated tunnel mode is applied, the UE shall start sending keep alive messages
 * according to [28]. This ensures that the NAT binding is kept alive for the duration of the
 * registration" (TS 33.203 clause M.7.2).
 */
final class KeepAlives {
    /** "M is a locally configurable parameter with a default value of 20 seconds" (RFC 3948 4). */
    static final Duration INTERVAL = Duration.ofSeconds(20);

    private final Shard shard;
    private final Ipsec ipsec;
    private Shard.@Nullable Timer timer;
    private RegistrationState state;

    KeepAlives(Shard shard, Ipsec ipsec, RegistrationState state) {
        this.shard = shard;
        this.ipsec = ipsec;
        this.state = state;
    }

    /** Starts with the first set of that mode, and ends with the last. */
    void follow(RegistrationState now) {
        state = now;
        boolean needed = newest() != null;
        if (needed && timer == null) {
            timer = shard.schedule(INTERVAL, this::beat);
        } else if (!needed) {
            stop();
        }
    }

    void stop() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void beat() {
        Held held = newest();
        if (held != null) {
            ipsec.sendKeepAlive(held.id());
            timer = shard.schedule(INTERVAL, this::beat);
        }
    }

    /** All sets share one pair of outer addresses, so one of them speaks for all. */
    private @Nullable Held newest() {
        Held newest = null;
        for (Held held : state.sets()) {
            if (held.set().mode() == IpsecMode.UDP_ENCAPSULATED_TUNNEL) {
                newest = held;
            }
        }
        return newest;
    }
}
