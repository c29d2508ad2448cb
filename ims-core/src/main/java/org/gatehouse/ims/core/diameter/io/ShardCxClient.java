package org.gatehouse.ims.core.diameter.io;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.gatehouse.ims.core.diameter.DiameterMessage;
import org.gatehouse.ims.core.diameter.DiameterSyntaxException;
import org.gatehouse.ims.core.diameter.cx.CxAnswerCodec;
import org.gatehouse.ims.core.diameter.cx.CxClient;
import org.gatehouse.ims.core.diameter.cx.CxOutcome;
import org.gatehouse.ims.core.diameter.cx.CxRequest;
import org.gatehouse.ims.core.diameter.cx.CxRequestCodec;
import org.gatehouse.ims.core.diameter.cx.CxRoute;
import org.gatehouse.ims.core.diameter.io.ShardRequests.Ending;

/** Cx of one shard of a CSCF as messages. */
record ShardCxClient(ShardRequests requests, CxRoute route, Supplier<Optional<PeerLink>> hss)
        implements CxClient {

    @Override
    public void send(CxRequest request, Consumer<CxOutcome> done) {
        DiameterMessage message = CxRequestCodec.encode(request, requests.nextSessionId(), route);
        requests.send(message, hss, ending -> done.accept(outcome(request, ending)));
    }

    private static CxOutcome outcome(CxRequest request, Ending ending) {
        return switch (ending) {
            case Ending.Answered(DiameterMessage answer) -> outcome(request, answer);
            case Ending.Unreachable(String reason) -> new CxOutcome.Unreachable("HSS: " + reason);
            case Ending.TimedOut() -> new CxOutcome.TimedOut();
        };
    }

    private static CxOutcome outcome(CxRequest request, DiameterMessage answer) {
        if (answer.header().isError()) {
            return new CxOutcome.Unreachable(
                    "answered with E bit and Result-Code " + answer.resultCode().orElse(0));
        }
        try {
            return new CxOutcome.Answered(CxAnswerCodec.decode(request, answer));
        } catch (DiameterSyntaxException e) {
            return new CxOutcome.Unreachable("answer refused: " + e.getMessage());
        }
    }
}
