package org.gatehouse.ims.pcscf.io;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.flow.TransportProtocol;
import org.gatehouse.ims.core.ipsec.Ipsec;
import org.gatehouse.ims.core.ipsec.PathMtu;
import org.gatehouse.ims.core.ipsec.SendOutcome;
import org.gatehouse.ims.core.net.HostPort;
import org.gatehouse.ims.core.runtime.Shard;
import org.gatehouse.ims.core.sip.SipMessage;
import org.gatehouse.ims.core.sip.SipParseException;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.core.sip.SipUri;
import org.gatehouse.ims.core.sip.stream.CoreTransport;
import org.gatehouse.ims.core.sip.stream.InnerTcp;
import org.gatehouse.ims.core.sip.stream.SizedRequests;
import org.gatehouse.ims.core.sip.transaction.ClientHandler;
import org.gatehouse.ims.core.sip.transaction.ServerTransaction;
import org.gatehouse.ims.core.sip.transaction.TransactionLayer;
import org.gatehouse.ims.core.sip.transaction.TransactionTimers;
import org.gatehouse.ims.core.sip.transaction.TransactionUser;
import org.gatehouse.ims.pcscf.io.PcscfMeters.Discard;
import org.jspecify.annotations.Nullable;

/** The ways out of one shard: transactions, sockets and association sets. */
final class Uplink {
    /** Timer J: how long an answer may have to be repeated (RFC 3261 clause 17.2.2). */
    private static final Duration ANSWER_REPEATED = Duration.ofSeconds(32);

    private final Shard shard;
    private final Sockets sockets;
    private final InetSocketAddress icscf;
    private final PcscfLog log;
    private final TransactionLayer layer;
    private final SizedRequests requests;
    private final int mostOverUdp;
    private final PathMtu pathMtu;
    private final Map<Came, SetId> answersOver = new HashMap<>();
    private @Nullable Ipsec ipsec;

    /** A transaction over a set. Its branch is the UE's choice: another UE may use the same. */
    private record Came(SetId over, String branch) {}

    Uplink(
            Shard shard,
            Sockets sockets,
            InetSocketAddress icscf,
            CoreTransport transport,
            PathMtu pathMtu,
            TransactionUser user,
            PcscfLog log) {
        this.shard = shard;
        this.sockets = sockets;
        this.icscf = icscf;
        this.log = log;
        this.layer = new TransactionLayer(shard, this::send, user, TransactionTimers.RFC_3261);
        this.requests = new SizedRequests(layer, transport);
        this.mostOverUdp = transport.mostOverUdp();
        this.pathMtu = pathMtu;
    }

    void use(Ipsec engine) {
        this.ipsec = engine;
    }

    TransactionLayer layer() {
        return layer;
    }

    /** Sends a REGISTER to the home network. */
    void register(SipRequest request, ClientHandler handler) {
        toCore(request, icscf, handler);
    }

    /** Sends a request to the core, with the own Via on top; gives it as it left over UDP. */
    SipRequest toCore(SipRequest request, InetSocketAddress next, ClientHandler handler) {
        SipRequest sent = request.edit().prepend("Via", newVia()).build();
        sendWhole(sent, next, handler);
        return sent;
    }

    /** A Via on Mw for a request of our own. */
    String newVia() {
        return "SIP/2.0/UDP " + HostPort.of(sockets.mw().local()) + ";branch=" + layer.newBranch();
    }

    /** Sends a request that has such a Via. */
    void sendWhole(SipRequest request, InetSocketAddress next, ClientHandler handler) {
        requests.send(request, Flow.udp(sockets.mw().local(), next), handler);
    }

    /** Sends a CANCEL, which has the Via of what it cancels; its own answer tells nothing. */
    void cancel(SipRequest cancel, InetSocketAddress next) {
        requests.send(
                cancel,
                Flow.udp(sockets.mw().local(), next),
                new ClientHandler() {
                    @Override
                    public void response(SipResponse response, Flow flow) {}

                    @Override
                    public void timedOut() {}
                });
    }

    /**
     * Sends a request to a UE, with the own Via on top. It names the protected server port, where
     * the answer comes (TS 24.229 clause 5.2.6.4). Through a set it goes over TCP where the UE asks
     * for that, registered so, or UDP would be too small; and over UDP where TCP is refused.
     *
     * @param registered transport of its last protected REGISTER
     */
    void toUe(
            SipRequest request,
            Flow flow,
            TransportProtocol registered,
            String gmHostPort,
            ClientHandler handler) {
        String via =
                "SIP/2.0/"
                        + flow.transport().name()
                        + " "
                        + gmHostPort
                        + ";branch="
                        + layer.newBranch();
        SipRequest whole = request.edit().prepend("Via", via).build();
        SetId set = flow.protectedBy();
        if (set == null || sockets.inner() == null) {
            layer.send(whole, flow, handler);
            return;
        }
        SizedRequests requestsToUes = throughSet(set);
        if (registered.isReliable() || asksForTcp(request)) {
            requestsToUes.sendReliably(whole, flow, handler);
        } else {
            requestsToUes.send(whole, flow, handler);
        }
    }

    /** TLS is between core entities: what protects Gm is the set. */
    private SizedRequests throughSet(SetId set) {
        int most = ipsec == null ? mostOverUdp : pathMtu.mostThrough(ipsec, set, mostOverUdp);
        return new SizedRequests(layer, CoreTransport.plain(most));
    }

    /** RFC 3263 4.1: "If the URI specifies a transport protocol in the transport parameter". */
    private static boolean asksForTcp(SipRequest request) {
        try {
            return "tcp"
                    .equalsIgnoreCase(SipUri.parse(request.requestUri()).params().get("transport"));
        } catch (SipParseException notSip) {
            return false;
        }
    }

    /** The answers of a transaction leave over another set than its request came over. */
    void answerOver(ServerTransaction transaction, SetId set) {
        String branch = transaction.request().topVia().branch();
        SetId came = transaction.flow().protectedBy();
        if (branch != null && came != null) {
            Came key = new Came(came, branch);
            answersOver.put(key, set);
            shard.schedule(ANSWER_REPEATED, () -> answersOver.remove(key));
        }
    }

    private void send(SipMessage message, Flow flow) {
        SetId set = flow.protectedBy();
        if (set == null) {
            sockets.send(message, flow);
            return;
        }
        SetId over = set;
        String branch = message instanceof SipResponse ? message.topVia().branch() : null;
        if (branch != null) {
            over = answersOver.getOrDefault(new Came(set, branch), set);
        }
        // never bare what was to be protected
        InnerTcp inner = sockets.inner();
        if (flow.transport().isReliable() && inner != null) {
            inner.streams().send(message, flow.through(over));
            return;
        }
        SendOutcome outcome =
                ipsec == null ? SendOutcome.NO_SET : ipsec.send(over, message.encode());
        if (outcome != SendOutcome.SENT) {
            log.discarded(Discard.of(outcome), flow, message.startLine());
        }
        if (outcome == SendOutcome.NO_SET && message instanceof SipRequest request) {
            // its set is gone for good: repeating it until timer F fires helps nobody
            shard.offer(() -> layer.unsent(request));
        }
    }
}
