package org.gatehouse.ims.pcscf.io;

import org.gatehouse.ims.core.runtime.Shard;
import org.gatehouse.ims.pcscf.registration.RegistrationState;
import org.jspecify.annotations.Nullable;

/** The place where one user's registration state lives on its shard. */
final class User {
    RegistrationState state;
    Shard.@Nullable Timer timer;

    User(RegistrationState state) {
        this.state = state;
    }
}
