package org.gatehouse.ims.scscf.regevent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.gatehouse.ims.core.diameter.cx.UserProfile;
import org.gatehouse.ims.core.diameter.cx.UserProfile.Identity;
import org.gatehouse.ims.core.machine.Step;
import org.gatehouse.ims.core.sim.VirtualTime;
import org.gatehouse.ims.core.sip.SipMessage;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.reginfo.ContactEvent;
import org.gatehouse.ims.core.sip.reginfo.RegInfo;
import org.gatehouse.ims.scscf.refusal.Refusal;
import org.gatehouse.ims.scscf.refusal.SipStatus;
import org.gatehouse.ims.scscf.regevent.RegEventEffect.Accept;
import org.gatehouse.ims.scscf.regevent.RegEventEffect.Notify;
import org.gatehouse.ims.scscf.registrar.Binding;
import org.gatehouse.ims.scscf.registrar.Bindings;
import org.gatehouse.ims.scscf.registrar.ImplicitSet;
import org.gatehouse.ims.scscf.registrar.RegistrarState.Registered;
import org.gatehouse.ims.scscf.testbed.Registers;
import org.gatehouse.ims.scscf.testbed.SubscriberDriver;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The notifier of one user, on a clock of its own. */
class RegEventMachineTest {
    private static final String UE = "sip:ue@10.1.0.1:6000";
    private final RegEventMachine machine = new RegEventMachine();
    private final Registered registered = registered();
    private final Watched watched = new Watched(Registers.IMPI, registered.set().impu());
    private RegEventState state = RegEventState.NONE;
    private Instant now = VirtualTime.START;
    private List<RegEventEffect> effects = List.of();
    private int tags;

    private static Registered registered() {
        SubscriberDriver user = new SubscriberDriver().registered();
        return (Registered) user.state().sets().getFirst();
    }

    private static String subscribe(String... more) {
        String text =
                "SUBSCRIBE "
                        + Registers.IMPU
                        + " SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:5070;branch=z9hG4bK1\r\n"
                        + "Max-Forwards: 70\r\nFrom: <"
                        + Registers.IMPU
                        + ">;tag=ue1\r\nTo: <"
                        + Registers.IMPU
                        + ">\r\nCall-ID: watch\r\nCSeq: 1 SUBSCRIBE\r\nEvent: reg\r\nContact: <"
                        + UE
                        + ">\r\nRecord-Route: <sip:token@127.0.0.1:5070;lr>\r\n"
                        + "Expires: 600000\r\nContent-Length: 0\r\n\r\n";
        for (String change : more) {
            String name = change.substring(0, change.indexOf(':') + 1);
            text =
                    text.contains("\r\n" + name)
                            ? text.replaceFirst("\r\n" + name + "[^\r]*", "\r\n" + change)
                            : text.replace(
                                    "\r\nContent-Length", "\r\n" + change + "\r\nContent-Length");
        }
        return text;
    }

    private static SubscribeReader.Reading read(String... more) throws Exception {
        SipRequest sip = (SipRequest) SipMessage.parse(subscribe(more).getBytes(UTF_8));
        return SubscribeReader.read(sip);
    }

    private static SubscribeRequest request(String... more) throws Exception {
        return ((SubscribeReader.Reading.Read) read(more)).request();
    }

    private void step(RegEventEvent event) {
        Step<RegEventState, RegEventEffect> step = machine.on(state, event, now);
        state = step.next();
        effects = step.effects();
    }

    private void subscribed(String... more) throws Exception {
        step(new RegEventEvent.Subscribe(request(more), watched, registered, "own" + tags++));
    }

    private List<Notify> notifies() {
        return effects.stream().filter(Notify.class::isInstance).map(Notify.class::cast).toList();
    }

    private void changed(@Nullable Registered after, ContactEvent gone) {
        RegistrationChange.between(registered, after, gone)
                .ifPresent(change -> step(new RegEventEvent.Changed(change)));
    }

    private Registered shortened() {
        Binding b = registered.bindings().list().getFirst();
        Binding shorter =
                new Binding(
                        b.address(),
                        b.contact(),
                        b.path(),
                        b.callId(),
                        b.cseq(),
                        b.refreshedAt(),
                        b.grantedUntil(),
                        now.plusSeconds(60));
        return new Registered(registered.set(), new Bindings(List.of(shorter)));
    }

    @Test
    void aSubscriberIsAcceptedAndToldAllButTheBarredIdentities() throws Exception {
        subscribed();

        assertThat(effects.getFirst()).isEqualTo(new Accept("own0", Duration.ofMinutes(10_000)));
        Notify notify = notifies().getFirst();
        assertThat(notify.state()).isEqualTo("active;expires=600000");
        assertThat(notify.info().full()).isTrue();
        assertThat(notify.info().version()).isZero();
        assertThat(notify.info().registrations())
                .extracting(RegInfo.Registration::aor)
                .containsExactly(Registers.IMPU, Registers.TEL);
    }

    @Test
    void theNotifyGoesBackTheRecordedWayInTheDialogue() throws Exception {
        subscribed();

        SipRequest notify =
                NotifyWriter.write(
                        notifies().getFirst(),
                        "SIP/2.0/UDP 127.0.0.1:5082;branch=z9hG4bK2",
                        "<sip:reg@127.0.0.1:5082>");
        assertThat(notify.requestUri()).isEqualTo(UE);
        assertThat(notify.headers("Route")).containsExactly("<sip:token@127.0.0.1:5070;lr>");
        assertThat(notify.from().tag()).isEqualTo("own0");
        assertThat(notify.to().tag()).isEqualTo("ue1");
        assertThat(notify.callId()).isEqualTo("watch");
        assertThat(notify.cseq().number()).isEqualTo(1);
        assertThat(notify.header("Event")).isEqualTo("reg");
    }

    @Test
    void eachChangeIsToldInPartWithTheNextVersion() throws Exception {
        subscribed();
        changed(shortened(), ContactEvent.UNREGISTERED);

        Notify notify = notifies().getFirst();
        assertThat(notify.info().full()).isFalse();
        assertThat(notify.info().version()).isEqualTo(1);
        assertThat(notify.subscription().sent()).isEqualTo(2);
        RegInfo.Contact contact = notify.info().registrations().getFirst().contacts().getFirst();
        assertThat(contact.event()).isEqualTo(ContactEvent.SHORTENED);
        assertThat(contact.expires()).isEqualTo(60);
    }

    @Test
    void aRegistrationThatEndsEndsTheSubscriptions() throws Exception {
        subscribed();
        subscribed("Call-ID: other");
        changed(null, ContactEvent.REJECTED);

        assertThat(notifies())
                .hasSize(2)
                .allSatisfy(notify -> {
                    assertThat(notify.state()).isEqualTo("terminated;reason=noresource");
                    assertThat(notify.info().registrations())
                            .allMatch(one -> one.state() == RegInfo.State.TERMINATED)
                            .allMatch(one ->
                                    one.contacts().getFirst().event() == ContactEvent.REJECTED);
                });
        assertThat(state.subscriptions()).isEmpty();
    }

    @Test
    void aProfileWithOtherIdentitiesIsToldInFull() throws Exception {
        subscribed();
        ImplicitSet set = registered.set();
        UserProfile profile =
                UserProfile.of(set.impi(), List.of(new Identity(Registers.IMPU, false)));
        changed(
                new Registered(
                        new ImplicitSet(set.impi(), set.impu(), profile, Set.of(set.impu())),
                        registered.bindings()),
                ContactEvent.UNREGISTERED);

        assertThat(notifies().getFirst().info().full()).isTrue();
        assertThat(notifies().getFirst().info().registrations()).hasSize(1);
    }

    @Test
    void expiresZeroFetchesOnceAndUnsubscribes() throws Exception {
        subscribed("Expires: 0");
        assertThat(notifies().getFirst().state()).isEqualTo("terminated;reason=timeout");
        assertThat(state.subscriptions()).isEmpty();

        subscribed();
        again("Expires: 0", "CSeq: 2 SUBSCRIBE", "To: <" + Registers.IMPU + ">;tag=own1");
        assertThat(notifies().getFirst().state()).isEqualTo("terminated;reason=timeout");
        assertThat(state.subscriptions()).isEmpty();
    }

    private void again(String... more) throws Exception {
        step(new RegEventEvent.Resubscribe(request(more), _ -> registered));
    }

    @Test
    void aSubscribeInTheDialogueRefreshesAndGetsTheFullState() throws Exception {
        subscribed("Expires: 100");
        now = now.plusSeconds(90);
        String to = "To: <" + Registers.IMPU + ">;tag=own0";
        again("Expires: 100", "CSeq: 2 SUBSCRIBE", to);
        assertThat(notifies().getFirst().info().full()).isTrue();
        assertThat(notifies().getFirst().info().version()).isEqualTo(1);
        assertThat(state.deadline()).contains(now.plusSeconds(100));

        again("CSeq: 2 SUBSCRIBE", to);
        assertThat(effects).containsExactly(new RegEventEffect.Refuse(new Refusal.OutOfOrder()));
        again("CSeq: 3 SUBSCRIBE", "To: <" + Registers.IMPU + ">;tag=strange");
        assertThat(effects)
                .containsExactly(new RegEventEffect.Refuse(new Refusal.NoSuchSubscription()));
    }

    @Test
    void aSubscriptionEndsWithItsTimeAndWithANotifyNobodyTakes() throws Exception {
        subscribed("Expires: 100");
        now = now.plusSeconds(100);
        step(new RegEventEvent.Tick(_ -> registered));
        assertThat(notifies().getFirst().state()).isEqualTo("terminated;reason=timeout");
        assertThat(state.subscriptions()).isEmpty();

        subscribed();
        step(new RegEventEvent.NotTaken("own1"));
        assertThat(effects).isEmpty();
        assertThat(state.subscriptions()).isEmpty();
    }

    @Test
    void theOldestOfTooManyGivesWay() throws Exception {
        for (int i = 0; i <= RegEventMachine.MOST; i++) {
            subscribed("Call-ID: c" + i);
        }
        assertThat(state.subscriptions()).hasSize(RegEventMachine.MOST);
        assertThat(notifies().getFirst().subscription().callId()).isEqualTo("c0");
        assertThat(notifies().getFirst().state()).isEqualTo("terminated;reason=rejected");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Event: presence | 489",
                "Event: reg.winfo | 489",
                "Expires: 29 | 423",
                "Accept: application/pidf+xml | 406",
                "Require: magic | 420",
                "Contact: <tel:+1> | 400",
                "Expires: soon | 400",
            })
    void whatThePackageHasNoPlaceForIsRefused(String change, int status) throws Exception {
        assertThat(read(change))
                .isInstanceOfSatisfying(
                        SubscribeReader.Reading.Refused.class,
                        refused ->
                                assertThat(SipStatus.of(refused.refusal()).code())
                                        .isEqualTo(status));
    }
}
