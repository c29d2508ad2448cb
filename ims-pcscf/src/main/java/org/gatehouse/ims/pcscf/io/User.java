package org.gatehouse.ims.pcscf.io;

import org.gatehouse.ims.core.flow.TransportProtocol;
import org.gatehouse.ims.core.runtime.Shard;
import org.gatehouse.ims.core.sip.regwatch.RegWatchState;
import org.gatehouse.ims.pcscf.explain.Agreement;
import org.gatehouse.ims.pcscf.registration.RegistrationState;
import org.gatehouse.ims.pcscf.traffic.Dialogs;
import org.jspecify.annotations.Nullable;

/** The place where one user's registration and dialogues live on its shard. */
final class User {
    final Dialogs dialogs = new Dialogs();
    RegistrationState state;
    RegWatchState watch = new RegWatchState.Off();
    Shard.@Nullable Timer timer;
    Shard.@Nullable Timer watchTimer;

    /** Transport of the last protected REGISTER that came. */
    TransportProtocol transport = TransportProtocol.UDP;

    /** Call-ID of the last REGISTER that came. */
    @Nullable String callId;

    /** What the last challenge offered to agree on. */
    @Nullable Agreement agreement;

    User(RegistrationState state) {
        this.state = state;
    }
}
