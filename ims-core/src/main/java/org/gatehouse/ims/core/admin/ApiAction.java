package org.gatehouse.ims.core.admin;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * What a POST on one path below /api/ does. Called on a thread of the HTTP server: never blocks.
 */
@FunctionalInterface
public interface ApiAction {
    /**
     * Does it.
     *
     * @param fields members of the JSON object in the request: one text, or a list of them
     */
    CompletionStage<Outcome> post(Map<String, List<String>> fields);

    /**
     * How it ended.
     *
     * @param status of HTTP
     * @param value what Jackson writes into the answer
     */
    record Outcome(int status, Object value) {
        /** It was not done, or not all of it. */
        public static Outcome error(int status, String reason) {
            return new Outcome(status, new AdminResources.ErrorAnswer(reason));
        }
    }
}
