package org.gatehouse.ims.scscf.register;

import java.util.List;

/** What a REGISTER wants done to the bindings (RFC 3261 clause 10.2). */
public sealed interface ContactChange {
    /** No Contact: the bindings are asked for, and stay as they are. */
    record Fetch() implements ContactChange {}

    /** {@code Contact: *} with {@code Expires: 0}: all bindings go. */
    record RemoveAll() implements ContactChange {}

    /** Bindings to add, refresh or, with an expiry of zero, remove. */
    record Update(List<ContactUpdate> contacts) implements ContactChange {
        public Update {
            contacts = List.copyOf(contacts);
        }
    }

    /** True if nothing but removals is asked for. */
    default boolean onlyRemoves() {
        return switch (this) {
            case Fetch _ -> false;
            case RemoveAll _ -> true;
            case Update update -> update.contacts().stream().allMatch(ContactUpdate::removes);
        };
    }
}
