package org.gatehouse.ims.scscf.io;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.gatehouse.ims.core.diameter.cx.CxResult;
import org.gatehouse.ims.core.diameter.cx.UserProfile;
import org.gatehouse.ims.core.diameter.cx.UserProfileXml;
import org.gatehouse.ims.core.diameter.cx.push.PushHandler;
import org.gatehouse.ims.core.diameter.cx.push.PushProfile;
import org.gatehouse.ims.core.diameter.cx.push.PushRequest;
import org.gatehouse.ims.core.diameter.cx.push.RegistrationTermination;
import org.gatehouse.ims.core.runtime.Shards;

/** What the HSS sends to an S-CSCF: hands it to the shards of the users, and answers. */
final class HssPushes implements PushHandler {
    private final Shards shards;
    private final List<ScscfShard> users;

    HssPushes(Shards shards, List<ScscfShard> users) {
        this.shards = shards;
        this.users = users;
    }

    @Override
    public void handle(PushRequest request, Consumer<CxResult> reply) {
        switch (request) {
            case RegistrationTermination rtr -> terminate(rtr, reply);
            case PushProfile ppr -> changeProfile(ppr, reply);
        }
    }

    /** "Associated-Identities": the other private identities lose all of theirs. */
    private void terminate(RegistrationTermination rtr, Consumer<CxResult> reply) {
        List<String> impis = new ArrayList<>(List.of(rtr.impi()));
        rtr.associated().stream().filter(impi -> !impis.contains(impi)).forEach(impis::add);
        AtomicInteger left = new AtomicInteger(impis.size());
        for (String impi : impis) {
            List<String> impus = impi.equals(rtr.impi()) ? rtr.impus() : List.of();
            int index = shards.indexOf(impi);
            boolean taken =
                    shards.get(index)
                            .offer(() -> {
                                users.get(index).terminate(impi, impus, rtr.reason());
                                if (left.decrementAndGet() == 0) {
                                    reply.accept(CxResult.DIAMETER_SUCCESS);
                                }
                            });
            if (!taken) {
                reply.accept(CxResult.DIAMETER_TOO_BUSY);
                return;
            }
        }
    }

    private void changeProfile(PushProfile ppr, Consumer<CxResult> reply) {
        if (ppr.userDataXml().isEmpty()) {
            // charging addresses alone, which we keep nothing of
            reply.accept(CxResult.DIAMETER_SUCCESS);
            return;
        }
        Optional<UserProfile> profile = UserProfileXml.read(ppr.userDataXml());
        if (profile.isEmpty()) {
            reply.accept(CxResult.DIAMETER_ERROR_NOT_SUPPORTED_USER_DATA);
            return;
        }
        int index = shards.indexOf(ppr.impi());
        boolean taken =
                shards.get(index)
                        .offer(() ->
                                reply.accept(
                                        users.get(index).changeProfile(ppr.impi(), profile.get())
                                                ? CxResult.DIAMETER_SUCCESS
                                                : CxResult.DIAMETER_ERROR_USER_UNKNOWN));
        if (!taken) {
            reply.accept(CxResult.DIAMETER_TOO_BUSY);
        }
    }
}
