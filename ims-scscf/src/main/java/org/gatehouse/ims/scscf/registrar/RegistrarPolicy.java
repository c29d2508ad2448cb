package org.gatehouse.ims.scscf.registrar;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.gatehouse.ims.scscf.refusal.Refusal;
import org.gatehouse.ims.scscf.register.ContactChange;
import org.gatehouse.ims.scscf.register.ContactUpdate;

/**
 * The operator's choices about registrations.
 *
 * @param serverName SIP URI by which the HSS knows this S-CSCF
 * @param shortest shorter expiries are refused with 423
 * @param usual expiry where the UE asks for none
 * @param longest longer expiries are cut to it
 * @param maxBindings contacts of one implicit set; the one refreshed longest ago gives way
 */
public record RegistrarPolicy(
        String serverName, Duration shortest, Duration usual, Duration longest, int maxBindings) {
    public RegistrarPolicy {
        if (shortest.compareTo(usual) > 0 || usual.compareTo(longest) > 0 || maxBindings < 1) {
            throw new IllegalArgumentException(
                    "expiries "
                            + shortest
                            + ", "
                            + usual
                            + ", "
                            + longest
                            + ", contacts "
                            + maxBindings
                            + " (expected: min <= default <= max, contacts >= 1)");
        }
    }

    /** RFC 3261 clause 10.3 step 7: "423 (Interval Too Brief)". A removal is never too brief. */
    public Optional<Refusal> objection(ContactChange change) {
        if (!(change instanceof ContactChange.Update update)) {
            return Optional.empty();
        }
        boolean tooBrief = update.contacts().stream().anyMatch(this::isTooBrief);
        return tooBrief ? Optional.of(new Refusal.IntervalTooBrief(shortest)) : Optional.empty();
    }

    /** How long a binding that is not removed lasts. */
    Duration granted(ContactUpdate contact) {
        OptionalLong asked = contact.expiresSeconds();
        if (asked.isEmpty()) {
            return usual;
        }
        Duration wanted = Duration.ofSeconds(asked.getAsLong());
        return wanted.compareTo(longest) > 0 ? longest : wanted;
    }

    private boolean isTooBrief(ContactUpdate contact) {
        OptionalLong asked = contact.expiresSeconds();
        return asked.isPresent()
                && asked.getAsLong() > 0
                && asked.getAsLong() < shortest.toSeconds();
    }
}
