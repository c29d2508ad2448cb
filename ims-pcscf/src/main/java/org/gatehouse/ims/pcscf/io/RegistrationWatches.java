package org.gatehouse.ims.pcscf.io;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.machine.Step;
import org.gatehouse.ims.core.net.TrustedPeers;
import org.gatehouse.ims.core.runtime.Shard;
import org.gatehouse.ims.core.sip.RequestEditor;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.core.sip.proxy.NextHop;
import org.gatehouse.ims.core.sip.reginfo.RegInfo;
import org.gatehouse.ims.core.sip.regwatch.EndDialog;
import org.gatehouse.ims.core.sip.regwatch.RegWatchEffect;
import org.gatehouse.ims.core.sip.regwatch.RegWatchEvent;
import org.gatehouse.ims.core.sip.regwatch.RegWatchMachine;
import org.gatehouse.ims.core.sip.regwatch.RegWatchState;
import org.gatehouse.ims.core.sip.transaction.ClientHandler;
import org.gatehouse.ims.core.sip.transaction.ServerTransaction;
import org.gatehouse.ims.pcscf.register.Edge;
import org.gatehouse.ims.pcscf.registration.Binding;
import org.gatehouse.ims.pcscf.registration.RegistrationEvent;
import org.gatehouse.ims.pcscf.traffic.HomeNews;
import org.gatehouse.ims.pcscf.traffic.UserToken;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Subscriptions of the P-CSCF to the registrations of one shard's users. */
final class RegistrationWatches {
    private static final Logger LOG = LoggerFactory.getLogger(RegistrationWatches.class);

    /**
     * What the home network ended stays this long: its NOTIFY to the UE comes on the same way, and
     * is sent again after 0.5, 1.5 and 3.5 s where it is lost.
     */
    private static final Duration NOTIFY_PASSES = Duration.ofSeconds(5);

    private final Shard shard;
    private final Edge edge;
    private final InetSocketAddress icscf;
    private final TrustedPeers peers;
    private final Users users;
    private final Uplink uplink;
    private final Registrations registrations;
    private final RegWatchMachine machine = new RegWatchMachine();

    RegistrationWatches(
            Shard shard,
            Edge edge,
            InetSocketAddress icscf,
            TrustedPeers peers,
            Users users,
            Uplink uplink,
            Registrations registrations) {
        this.shard = shard;
        this.edge = edge;
        this.icscf = icscf;
        this.peers = peers;
        this.users = users;
        this.uplink = uplink;
        this.registrations = registrations;
    }

    /** A registration changed, or began, or is over. */
    void follow(User user) {
        boolean off = user.watch instanceof RegWatchState.Off;
        if (user.state.isRegistered() && off) {
            step(user, new RegWatchEvent.Registered(), null);
        } else if (!user.state.isRegistered() && !off) {
            step(user, new RegWatchEvent.Gone(), null);
        }
    }

    /** Whether a request on Mw is a NOTIFY for this P-CSCF itself. */
    boolean takes(SipRequest request) {
        return RegWatchMachine.isNotify(request) && UserToken.ofRequestUri(request).isPresent();
    }

    /**
     * A NOTIFY.
     *
     * @param tag of the answer
     */
    void came(ServerTransaction transaction, String tag) {
        SipRequest request = transaction.request();
        User user = UserToken.ofRequestUri(request).map(users::findToken).orElse(null);
        if (user == null) {
            answer(transaction, 481, tag);
        } else {
            step(
                    user,
                    new RegWatchEvent.Notified(request),
                    status -> answer(transaction, status, tag));
        }
    }

    private static void answer(ServerTransaction transaction, int status, String tag) {
        transaction.respond(
                SipResponse.answering(transaction.request(), status).toTag(tag).build());
    }

    /** Answers a NOTIFY. */
    private interface Reply {
        void with(int status);
    }

    private void step(User user, RegWatchEvent event, @Nullable Reply reply) {
        Step<RegWatchState, RegWatchEffect> step = machine.on(user.watch, event, shard.now());
        user.watch = step.next();
        for (RegWatchEffect effect : step.effects()) {
            switch (effect) {
                case RegWatchEffect.Answer answer -> {
                    if (reply != null) {
                        reply.with(answer.status());
                    }
                }
                case RegWatchEffect.Subscribe subscribe -> subscribe(user, subscribe.within());
                case RegWatchEffect.Told told -> obey(user, told.info());
            }
        }
        arm(user);
    }

    private void obey(User user, RegInfo info) {
        HomeNews news = HomeNews.of(info, user.state.bindings(), shard.now());
        Map<String, Binding> ended = news.ended();
        if (!ended.isEmpty()) {
            LOG.info(
                    "registration ended by the home network impi={} impus={}",
                    user.state.ue().impi(),
                    ended.keySet());
            shard.schedule(
                    NOTIFY_PASSES,
                    () -> registrations.step(user, new RegistrationEvent.EndedByHome(ended)));
        }
        news.shortened()
                .ifPresent(until ->
                        registrations.step(
                                user, new RegistrationEvent.ShortenedByHome(news.impus(), until)));
    }

    // ---- SUBSCRIBE

    /** "subscribe to the reg event package at the user's registrar" (TS 24.229 clause 5.2.3). */
    private void subscribe(User user, @Nullable EndDialog within) {
        String impu = user.state.impus().stream().findFirst().orElse(null);
        InetSocketAddress next =
                within == null
                        ? icscf
                        : NextHop.of(within.target())
                                .filter(address -> peers.trusts(address.getAddress()))
                                .orElse(null);
        if (impu == null || next == null) {
            step(user, new RegWatchEvent.Sent(null), null);
            return;
        }
        SipRequest request = write(user, within == null ? start(impu) : inside(within), within);
        uplink.sendWhole(
                request,
                next,
                new ClientHandler() {
                    @Override
                    public void response(SipResponse response, Flow flow) {
                        if (response.isFinal()) {
                            step(user, new RegWatchEvent.Answered(request, response), null);
                        }
                    }

                    @Override
                    public void timedOut() {
                        step(user, new RegWatchEvent.Answered(request, null), null);
                    }
                });
        step(user, new RegWatchEvent.Sent(request), null);
    }

    private RequestEditor start(String impu) {
        return SipRequest.building("SUBSCRIBE", impu)
                .add("From", "<sip:" + edge.mwHostPort() + ">;tag=" + random())
                .add("To", "<" + impu + ">")
                .add("Call-ID", random() + random())
                .add("CSeq", "1 SUBSCRIBE");
    }

    private RequestEditor inside(EndDialog within) {
        return SipRequest.building("SUBSCRIBE", within.target())
                .add("From", "<sip:" + edge.mwHostPort() + ">;tag=" + within.localTag())
                .add("To", within.remote())
                .add("Call-ID", within.callId())
                .add("CSeq", (within.cseq() + 1) + " SUBSCRIBE");
    }

    private SipRequest write(User user, RequestEditor request, @Nullable EndDialog within) {
        String own = "sip:" + edge.mwHostPort();
        request.add("Via", uplink.newVia())
                .add("Max-Forwards", "70")
                .add("Contact", "<sip:" + user.state.token() + "@" + edge.mwHostPort() + ">")
                .add("P-Asserted-Identity", "<" + own + ">");
        if (within != null) {
            within.route().forEach(value -> request.add("Route", value));
        }
        for (String header : RegWatchMachine.HEADERS) {
            String[] field = header.split(": ", 2);
            request.add(field[0], field[1]);
        }
        return request.build();
    }

    private String random() {
        byte[] drawn = new byte[8];
        shard.random().nextBytes(drawn);
        return HexFormat.of().formatHex(drawn);
    }

    private void arm(User user) {
        if (user.watchTimer != null) {
            user.watchTimer.cancel();
        }
        user.watchTimer =
                user.watch
                        .deadline()
                        .map(at ->
                                shard.schedule(
                                        Duration.between(shard.now(), at),
                                        () -> step(user, new RegWatchEvent.Due(), null)))
                        .orElse(null);
    }
}
