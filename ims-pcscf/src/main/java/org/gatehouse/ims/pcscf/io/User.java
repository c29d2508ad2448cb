package org.gatehouse.ims.pcscf.io;

import org.gatehouse.ims.core.runtime.Shard;
import org.gatehouse.ims.pcscf.registration.RegistrationState;
import org.gatehouse.ims.pcscf.traffic.Dialogs;
import org.jspecify.annotations.Nullable;

/** The place where one user's registration and dialogues live on its shard. */
final class User {
    final Dialogs dialogs = new Dialogs();
    RegistrationState state;
    Shard.@Nullable Timer timer;

    User(RegistrationState state) {
        this.state = state;
    }
}
