package org.gatehouse.ims.ue.io;

import java.util.function.Consumer;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.core.sip.transaction.ClientHandler;
import org.gatehouse.ims.ue.registration.RegistrationEvent;

/** What becomes of one REGISTER, as events of its registration. */
record RegisterAnswers(long cseq, Consumer<RegistrationEvent> step) implements ClientHandler {
    @Override
    public void response(SipResponse response, Flow flow) {
        step.accept(new RegistrationEvent.Answer(response, flow));
    }

    /** The rules of flows have judged the way it came. */
    @Override
    public boolean takesOver(SetId other) {
        return true;
    }

    @Override
    public void timedOut() {
        step.accept(new RegistrationEvent.NoAnswer(cseq));
    }
}
