package org.gatehouse.ims.core.diameter.io;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.gatehouse.ims.core.diameter.DiameterMessage;
import org.gatehouse.ims.core.diameter.DiameterSyntaxException;
import org.gatehouse.ims.core.diameter.LocalPeer;
import org.gatehouse.ims.core.diameter.cx.push.PushClient;
import org.gatehouse.ims.core.diameter.cx.push.PushCodec;
import org.gatehouse.ims.core.diameter.cx.push.PushOutcome;
import org.gatehouse.ims.core.diameter.cx.push.PushRequest;
import org.gatehouse.ims.core.diameter.io.ShardRequests.Ending;

/**
 * What one shard of an HSS sends to S-CSCFs, as messages.
 *
 * @param linkTo the link to a Diameter host, or to a relay that may find it
 */
record ShardPushClient(
        ShardRequests requests, LocalPeer own, Function<String, Optional<PeerLink>> linkTo)
        implements PushClient {

    @Override
    public void send(PushRequest request, String diameterHost, Consumer<PushOutcome> done) {
        DiameterMessage message =
                PushCodec.encode(request, requests.nextSessionId(), own, diameterHost, own.realm());
        requests.send(
                message,
                () -> linkTo.apply(diameterHost),
                ending -> done.accept(outcome(ending, diameterHost)));
    }

    private static PushOutcome outcome(Ending ending, String host) {
        return switch (ending) {
            case Ending.Answered(DiameterMessage answer) -> outcome(answer);
            case Ending.Unreachable(String reason) -> new PushOutcome.Failed(host + ": " + reason);
            case Ending.TimedOut() -> new PushOutcome.Failed(host + ": no answer in time");
        };
    }

    private static PushOutcome outcome(DiameterMessage answer) {
        try {
            return new PushOutcome.Answered(PushCodec.result(answer));
        } catch (DiameterSyntaxException e) {
            return new PushOutcome.Failed("answer refused: " + e.getMessage());
        }
    }
}
