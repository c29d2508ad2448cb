package org.gatehouse.ims.scscf.io;

import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.machine.Step;
import org.gatehouse.ims.core.net.HostPort;
import org.gatehouse.ims.core.net.TrustedPeers;
import org.gatehouse.ims.core.runtime.Shard;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.core.sip.proxy.NextHop;
import org.gatehouse.ims.core.sip.transaction.ClientHandler;
import org.gatehouse.ims.scscf.refusal.Refusal;
import org.gatehouse.ims.scscf.regevent.NotifyWriter;
import org.gatehouse.ims.scscf.regevent.RegEventEffect;
import org.gatehouse.ims.scscf.regevent.RegEventEvent;
import org.gatehouse.ims.scscf.regevent.RegEventMachine;
import org.gatehouse.ims.scscf.regevent.RegEventState;
import org.gatehouse.ims.scscf.regevent.RegistrationChange;
import org.gatehouse.ims.scscf.regevent.SubscribeRequest;
import org.gatehouse.ims.scscf.regevent.Subscription;
import org.gatehouse.ims.scscf.regevent.Watched;
import org.gatehouse.ims.scscf.regevent.Watchers;
import org.gatehouse.ims.scscf.registrar.RegistrarState.Registered;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Subscriptions to the registrations of one shard's users. */
final class RegEventShard {
    private static final Logger LOG = LoggerFactory.getLogger("org.gatehouse.ims.scscf.regevent");

    private final int index;
    private final Shard shard;
    private final CoreSender sender;
    private final TrustedPeers peers;
    private final Watchers watchers;
    private final MeterRegistry meters;
    private final String contact;
    private final RegEventMachine machine = new RegEventMachine();
    private final Map<String, Subscribers> byImpi = new HashMap<>();
    private final Map<String, String> impiByTag = new HashMap<>();

    /** What becomes of a SUBSCRIBE. */
    sealed interface Verdict {
        record Accepted(String ownTag, Duration expires) implements Verdict {}

        record Refused(Refusal refusal) implements Verdict {}
    }

    /**
     * @param index of the shard, which the tags of its dialogues name
     */
    RegEventShard(
            int index,
            Shard shard,
            InetSocketAddress local,
            CoreSender sender,
            TrustedPeers peers,
            Watchers watchers,
            MeterRegistry meters) {
        this.index = index;
        this.shard = shard;
        this.sender = sender;
        this.peers = peers;
        this.watchers = watchers;
        this.meters = meters;
        this.contact = contact(local);
    }

    /** Contact of the notifier. */
    static String contact(InetSocketAddress local) {
        return "<sip:reg@" + HostPort.of(local) + ">";
    }

    /** The shard that a tag of ours names; -1 for another tag. */
    static int shardOf(String tag) {
        String[] parts = tag.split("-", 2);
        return parts.length == 2 && parts[0].matches("reg\\d{1,4}")
                ? Integer.parseInt(parts[0].substring(3))
                : -1;
    }

    /** A SUBSCRIBE that begins a dialogue. */
    void subscribe(SubscribeRequest request, Watched watched, Consumer<Verdict> verdict) {
        Registered now = watchers.find(watched);
        if (now == null) {
            verdict.accept(new Verdict.Refused(new Refusal.NotRegistered(watched.impu())));
            return;
        }
        String tag = "reg" + index + "-" + Long.toHexString(shard.random().nextLong());
        on(watched.impi(), new RegEventEvent.Subscribe(request, watched, now, tag), verdict);
    }

    /** A SUBSCRIBE within a dialogue. */
    void resubscribe(SubscribeRequest request, Consumer<Verdict> verdict) {
        String impi = impiByTag.get(String.valueOf(request.ownTag()));
        if (impi == null) {
            verdict.accept(new Verdict.Refused(new Refusal.NoSuchSubscription()));
        } else {
            on(impi, new RegEventEvent.Resubscribe(request, watchers::find), verdict);
        }
    }

    /** A registration of a user changed. */
    void changed(String impi, RegistrationChange change) {
        if (byImpi.containsKey(impi)) {
            on(impi, new RegEventEvent.Changed(change), _ -> {});
        }
    }

    private void on(String impi, RegEventEvent event, Consumer<Verdict> verdict) {
        Subscribers subscribers = byImpi.computeIfAbsent(impi, _ -> new Subscribers());
        Step<RegEventState, RegEventEffect> step =
                machine.on(subscribers.state, event, shard.now());
        follow(impi, subscribers.state, step.next());
        subscribers.state = step.next();
        for (RegEventEffect effect : step.effects()) {
            switch (effect) {
                case RegEventEffect.Accept accept ->
                        verdict.accept(new Verdict.Accepted(accept.ownTag(), accept.expires()));
                case RegEventEffect.Refuse refuse ->
                        verdict.accept(new Verdict.Refused(refuse.refusal()));
                case RegEventEffect.Notify notify -> send(impi, notify);
            }
        }
        arm(impi, subscribers);
        if (subscribers.state.subscriptions().isEmpty()) {
            byImpi.remove(impi);
        }
    }

    private void follow(String impi, RegEventState before, RegEventState after) {
        Set<String> left = new HashSet<>();
        for (Subscription one : after.subscriptions()) {
            left.add(one.ownTag());
            impiByTag.put(one.ownTag(), impi);
        }
        for (Subscription one : before.subscriptions()) {
            if (!left.contains(one.ownTag())) {
                impiByTag.remove(one.ownTag());
            }
        }
    }

    private void send(String impi, RegEventEffect.Notify notify) {
        Subscription to = notify.subscription();
        Optional<InetSocketAddress> next =
                to.route().isEmpty()
                        ? NextHop.of(to.contact())
                        : NextHop.ofValue(to.route().getFirst());
        LOG.info(
                "notify impi={} to={} version={} state=\"{}\"",
                LogText.of(impi),
                LogText.of(to.contact()),
                notify.info().version(),
                notify.state());
        // wherever a Contact or a Record-Route would have it go
        if (next.filter(address -> peers.trusts(address.getAddress())).isEmpty()) {
            count("next-hop-not-of-the-core");
            shard.offer(() -> on(impi, new RegEventEvent.NotTaken(to.ownTag()), _ -> {}));
            return;
        }
        count("sent");
        SipRequest request = NotifyWriter.write(notify, sender.newVia(), contact);
        sender.sendWhole(request, next.get(), new Notified(impi, to.ownTag()));
    }

    private void count(String outcome) {
        meters.counter("scscf.notifies", "outcome", outcome).increment();
    }

    private final class Notified implements ClientHandler {
        private final String impi;
        private final String ownTag;

        Notified(String impi, String ownTag) {
            this.impi = impi;
            this.ownTag = ownTag;
        }

        /**
         * "If the NOTIFY request fails due to an error response, and the subscription was installed
         * using a soft-state mechanism, the notifier SHOULD remove the subscription" unless "a
         * Retry-After header" is there; 481 removes it always (RFC 3265 clause 3.2.2).
         */
        @Override
        public void response(SipResponse response, Flow flow) {
            if (!response.isFinal()) {
                return;
            }
            boolean stays =
                    response.isSuccess()
                            || (response.status() != 481 && response.hasHeader("Retry-After"));
            count(response.isSuccess() ? "taken" : "refused");
            if (!stays) {
                gone();
            }
        }

        @Override
        public void timedOut() {
            count("unanswered");
            gone();
        }

        private void gone() {
            if (impiByTag.containsKey(ownTag)) {
                on(impi, new RegEventEvent.NotTaken(ownTag), _ -> {});
            }
        }
    }

    private void arm(String impi, Subscribers subscribers) {
        if (subscribers.timer != null) {
            subscribers.timer.cancel();
        }
        Optional<Instant> deadline = subscribers.state.deadline();
        subscribers.timer =
                deadline.map(at ->
                                shard.schedule(Duration.between(shard.now(), at), () -> tick(impi)))
                        .orElse(null);
    }

    private void tick(String impi) {
        if (byImpi.containsKey(impi)) {
            on(impi, new RegEventEvent.Tick(watchers::find), _ -> {});
        }
    }

    private static final class Subscribers {
        private RegEventState state = RegEventState.NONE;
        private Shard.@Nullable Timer timer;
    }
}
