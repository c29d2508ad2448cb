package org.gatehouse.ims.hss.cx;

import java.util.OptionalInt;
import org.gatehouse.ims.core.aka.SqnGenerator;
import org.gatehouse.ims.core.diameter.cx.UserProfile;
import org.gatehouse.ims.hss.subscriber.SetStanding;
import org.gatehouse.ims.hss.subscriber.Standing;
import org.gatehouse.ims.hss.subscriber.Subscriber;

/**
 * A subscription in memory.
 *
 * @param standing what is durable of it
 * @param sqn the counter; its last number is not above the mark of the standing
 */
public record Account(Subscriber subscriber, Standing standing, SqnGenerator sqn) {

    /** A subscription as it comes from the store: numbers up to the mark may have been used. */
    public static Account loaded(Subscriber subscriber, Standing standing) {
        return new Account(subscriber, standing, SqnGenerator.after(standing.seqMark()));
    }

    OptionalInt setOf(String impu) {
        return subscriber.setOf(impu);
    }

    SetStanding set(int index) {
        return standing.sets().get(index);
    }

    Account with(Standing changed) {
        return new Account(subscriber, changed, sqn);
    }

    /** The profile with the implicit set, as the S-CSCF downloads it. */
    UserProfile profile(int set) {
        return UserProfile.of(subscriber.impi(), subscriber.sets().get(set).identities());
    }
}
