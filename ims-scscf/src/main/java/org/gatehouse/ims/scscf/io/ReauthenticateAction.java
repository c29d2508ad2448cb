package org.gatehouse.ims.scscf.io;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.gatehouse.ims.core.admin.ApiAction;
import org.gatehouse.ims.core.runtime.Shards;

/** POST /api/reauthenticate: impi. */
final class ReauthenticateAction implements ApiAction {
    private final Shards shards;
    private final List<ScscfShard> users;

    ReauthenticateAction(Shards shards, List<ScscfShard> users) {
        this.shards = shards;
        this.users = users;
    }

    /** The answer to an order that was carried out. */
    record Asked(String impi) {}

    @Override
    public CompletionStage<Outcome> post(Map<String, List<String>> fields) {
        CompletableFuture<Outcome> answer = new CompletableFuture<>();
        List<String> impis = fields.getOrDefault("impi", List.of());
        if (impis.size() != 1) {
            answer.complete(Outcome.error(400, "impi: missing (expected: a private identity)"));
            return answer;
        }
        String impi = impis.getFirst();
        int index = shards.indexOf(impi);
        boolean taken =
                shards.get(index)
                        .offer(() ->
                                answer.complete(
                                        users.get(index).reauthenticate(impi)
                                                ? new Outcome(200, new Asked(impi))
                                                : Outcome.error(
                                                        409,
                                                        "not registered: " + LogText.of(impi))));
        if (!taken) {
            answer.complete(Outcome.error(503, "the S-CSCF is overloaded"));
        }
        return answer;
    }
}
