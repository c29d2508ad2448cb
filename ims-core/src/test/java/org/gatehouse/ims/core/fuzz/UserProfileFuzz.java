package org.gatehouse.ims.core.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.gatehouse.ims.core.diameter.cx.UserProfile;
import org.gatehouse.ims.core.diameter.cx.UserProfileXml;

/** User-Data of an SAA. */
public final class UserProfileFuzz {
    private UserProfileFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        Optional<UserProfile> read = UserProfileXml.read(new String(input, StandardCharsets.UTF_8));
        if (read.isEmpty()) {
            return;
        }
        UserProfile profile = read.get();
        Holds.that(!profile.impi().isEmpty(), "IMPI");
        Holds.that(
                profile.identities().size() <= UserProfileXml.MAX_IDENTITIES,
                "number of identities");
        Holds.that(profile.unbarredImpus().size() <= profile.identities().size(), "unbarred");
        Holds.same(
                Optional.of(profile),
                UserProfileXml.read(UserProfileXml.write(profile)),
                "profile written and read");
    }
}
