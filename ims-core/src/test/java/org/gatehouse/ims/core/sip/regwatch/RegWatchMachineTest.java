package org.gatehouse.ims.core.sip.regwatch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.gatehouse.ims.core.machine.Step;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.core.sip.reginfo.RegInfo;
import org.gatehouse.ims.core.sip.reginfo.RegInfoXml;
import org.junit.jupiter.api.Test;

/** A subscriber to a registration, on a clock of its own. */
class RegWatchMachineTest {
    private final RegWatchMachine machine = new RegWatchMachine();
    private RegWatchState state = new RegWatchState.Off();
    private Instant now = Instant.EPOCH;
    private List<RegWatchEffect> effects = List.of();

    private void step(RegWatchEvent event) {
        Step<RegWatchState, RegWatchEffect> step = machine.on(state, event, now);
        state = step.next();
        effects = step.effects();
    }

    private static SipRequest subscribe(String callId) {
        return SipRequest.building("SUBSCRIBE", "sip:joe@example.org")
                .add("Via", "SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bK1")
                .add("From", "<sip:joe@example.org>;tag=mine")
                .add("To", "<sip:joe@example.org>")
                .add("Call-ID", callId)
                .add("CSeq", "1 SUBSCRIBE")
                .build();
    }

    private static SipRequest notify(long cseq, long version, boolean full, String state) {
        return SipRequest.building("NOTIFY", "sip:joe@10.0.0.1:5060")
                .add("Via", "SIP/2.0/UDP 10.0.0.2:5060;branch=z9hG4bK" + cseq)
                .add("From", "<sip:joe@example.org>;tag=its")
                .add("To", "<sip:joe@example.org>;tag=mine")
                .add("Call-ID", "watch")
                .add("CSeq", cseq + " NOTIFY")
                .add("Event", "reg")
                .add("Subscription-State", state)
                .body(
                        RegInfo.TYPE,
                        RegInfoXml.write(new RegInfo(version, full, List.of())).getBytes(UTF_8))
                .build();
    }

    private void notified(long cseq, long version, boolean full, String state) {
        step(new RegWatchEvent.Notified(notify(cseq, version, full, state)));
    }

    private void answered(int status) {
        SipRequest request = subscribe("watch");
        step(
                new RegWatchEvent.Answered(
                        request,
                        SipResponse.answering(request, status)
                                .toTag("its")
                                .add("Contact", "<sip:reg@10.0.0.2:5060>")
                                .add("Expires", "3600")
                                .build()));
    }

    private void asked() {
        step(new RegWatchEvent.Registered());
        assertThat(effects).containsExactly(new RegWatchEffect.Subscribe(null));
        step(new RegWatchEvent.Sent(subscribe("watch")));
    }

    @Test
    void aRegistrationIsSubscribedToOnceAndRefreshedInTime() {
        asked();
        step(new RegWatchEvent.Registered());
        assertThat(effects).isEmpty();

        answered(200);
        assertThat(state.deadline()).contains(now.plus(Duration.ofMinutes(50)));
        now = now.plus(Duration.ofMinutes(50));
        step(new RegWatchEvent.Due());
        assertThat(effects)
                .singleElement()
                .isInstanceOfSatisfying(
                        RegWatchEffect.Subscribe.class,
                        refresh -> assertThat(refresh.within()).isNotNull());
    }

    @Test
    void aNotifyThatOvertakesTheAnswerIsTaken() {
        asked();
        notified(1, 0, true, "active");
        assertThat(effects).hasSize(2).first().isEqualTo(new RegWatchEffect.Answer(200));
        answered(200);
        assertThat(state).isInstanceOf(RegWatchState.Active.class);
    }

    @Test
    void aNotifyOfAnotherSubscriptionIsNotTaken() {
        notified(1, 0, true, "active");
        assertThat(effects).containsExactly(new RegWatchEffect.Answer(481));
    }

    @Test
    void anOldNotifyIsAnsweredAndNotObeyed() {
        asked();
        answered(200);
        notified(2, 1, true, "active");
        notified(1, 0, true, "active");
        assertThat(effects).containsExactly(new RegWatchEffect.Answer(200));
        notified(2, 1, true, "active");
        assertThat(effects).containsExactly(new RegWatchEffect.Answer(200));
    }

    @Test
    void aGapInTheVersionsHasTheWholeStateAskedFor() {
        asked();
        answered(200);
        notified(1, 0, true, "active");
        notified(3, 2, false, "active");
        assertThat(effects)
                .hasSize(3)
                .anyMatch(RegWatchEffect.Subscribe.class::isInstance)
                .anyMatch(RegWatchEffect.Told.class::isInstance);
    }

    @Test
    void whoIsDeniedAsksNoMoreAndWhoGotNoAnswerAsksLater() {
        asked();
        answered(403);
        assertThat(state).isEqualTo(new RegWatchState.Denied());

        state = new RegWatchState.Off();
        asked();
        step(new RegWatchEvent.Answered(subscribe("watch"), null));
        now = now.plus(RegWatchMachine.PAUSE);
        step(new RegWatchEvent.Due());
        assertThat(effects).containsExactly(new RegWatchEffect.Subscribe(null));
    }

    @Test
    void aSubscriptionThatTheNotifierEndsForGoodIsOver() {
        asked();
        answered(200);
        notified(1, 0, true, "terminated;reason=rejected");
        assertThat(state).isEqualTo(new RegWatchState.Denied());

        step(new RegWatchEvent.Gone());
        asked();
        answered(200);
        notified(1, 0, true, "terminated;reason=noresource");
        assertThat(state).isEqualTo(new RegWatchState.Waiting(now.plus(RegWatchMachine.PAUSE)));
    }
}
