package org.gatehouse.ims.ue.model;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Random;
import java.util.SequencedMap;
import org.gatehouse.ims.core.digest.DigestCredentials;
import org.gatehouse.ims.core.digest.DigestSyntaxException;
import org.gatehouse.ims.core.net.Network;
import org.gatehouse.ims.core.sip.ResponseEditor;
import org.gatehouse.ims.core.sip.SipMessage;
import org.gatehouse.ims.core.sip.SipParseException;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;
import org.jspecify.annotations.Nullable;

/** I-CSCF and S-CSCF in one: challenges, grants, and is at times not well. */
final class ScriptedHome {
    /** Answers remembered for retransmissions of their requests. */
    private static final int MOST_REMEMBERED = 64;

    private static final int[] LIFETIMES = {60, 600, 1_800, 3_600};

    enum Mood {
        /** Challenges every REGISTER without an answer. */
        WELL,
        /** Grants a protected REGISTER without another challenge. */
        TRUSTFUL,
        SILENT,
        BUSY,
        UNKIND
    }

    private final Judge judge;
    private final Random random;
    private final InetSocketAddress address;
    private final InetSocketAddress pcscf;
    private final String domain;
    private final Network.Datagrams socket;
    private final SequencedMap<String, byte[]> answered = new LinkedHashMap<>();
    private @Nullable String path;
    private String lastNonce = "";
    private int serial;

    Mood mood = Mood.WELL;
    Card.Kind next = Card.Kind.GOOD;

    ScriptedHome(
            Network network,
            InetSocketAddress address,
            InetSocketAddress pcscf,
            String domain,
            Judge judge,
            long seed)
            throws IOException {
        this.judge = judge;
        this.random = new Random(seed);
        this.address = address;
        this.pcscf = pcscf;
        this.domain = domain;
        this.socket = network.openDatagrams(address, this::came);
    }

    private void came(InetSocketAddress from, byte[] octets) {
        try {
            if (SipMessage.parse(octets) instanceof SipRequest request) {
                requestCame(from, request);
            }
        } catch (SipParseException | DigestSyntaxException e) {
            judge.fault("the P-CSCF sent what can't be read: " + e.getMessage());
        }
    }

    private void requestCame(InetSocketAddress from, SipRequest request)
            throws DigestSyntaxException {
        String branch = String.valueOf(request.topVia().branch());
        byte[] before = answered.get(branch);
        if (before == null) {
            SipResponse response = answer(request);
            if (response == null) {
                return;
            }
            before = response.encode();
            answered.put(branch, before);
            if (answered.size() > MOST_REMEMBERED) {
                answered.pollFirstEntry();
            }
        }
        socket.send(from, before);
    }

    private @Nullable SipResponse answer(SipRequest request) throws DigestSyntaxException {
        if (!request.method().equals("REGISTER")) {
            judge.count("requests of the UE at home");
            return mood == Mood.SILENT ? null : response(request, 202).build();
        }
        DigestCredentials credentials =
                DigestCredentials.parse(String.valueOf(request.header("Authorization")));
        judge.reachedHome(request, credentials);
        path = request.header("Path");
        return switch (mood) {
            case SILENT -> null;
            case BUSY -> response(request, 503).build();
            case UNKIND -> response(request, 403).build();
            case WELL, TRUSTFUL -> judged(request, credentials);
        };
    }

    private SipResponse judged(SipRequest request, DigestCredentials credentials) {
        boolean isProtected = "yes".equals(credentials.integrityProtected());
        boolean isAnswer = Judge.isAnswer(credentials);
        if (isProtected && isAnswer && credentials.nonce().equals(lastNonce)) {
            judge.granted(lastNonce);
            return ok(request);
        }
        if (mood == Mood.TRUSTFUL
                && isProtected
                && (!isAnswer || judge.isGranted(credentials.nonce()))) {
            return ok(request);
        }
        return challenge(request);
    }

    private SipResponse challenge(SipRequest request) {
        byte[] drawn = Card.challenge(random, next);
        next = Card.Kind.GOOD;
        lastNonce = Base64.getEncoder().encodeToString(drawn);
        byte[] rand = Arrays.copyOf(drawn, 16);
        judge.challenged(lastNonce, Card.ik(rand));
        return response(request, 401)
                .add(
                        "WWW-Authenticate",
                        "Digest realm=\"%s\", nonce=\"%s\", algorithm=AKAv1-MD5, qop=\"auth\", ck=\"%s\", ik=\"%s\""
                                .formatted(
                                        domain,
                                        lastNonce,
                                        HexFormat.of().formatHex(Card.ck(rand)),
                                        HexFormat.of().formatHex(Card.ik(rand))))
                .build();
    }

    private SipResponse ok(SipRequest request) {
        ResponseEditor ok = response(request, 200);
        if (!"0".equals(request.header("Expires"))) {
            int lifetime = LIFETIMES[random.nextInt(LIFETIMES.length)];
            ok.add("Contact", request.header("Contact") + ";expires=" + lifetime);
        }
        return ok.add("Service-Route", "<sip:orig@" + host(address) + ";lr>")
                .add("P-Associated-URI", "<" + request.to().uri() + ">")
                .add("Path", String.valueOf(request.header("Path")))
                .build();
    }

    private static ResponseEditor response(SipRequest request, int status) {
        return SipResponse.answering(request, status).toTag("home");
    }

    /** Sends a request to the user who registered last. */
    void page() {
        if (path == null) {
            return;
        }
        serial++;
        String text =
                String.join(
                        "\r\n",
                        "MESSAGE sip:user@10.1.0.1:31000 SIP/2.0",
                        "Via: SIP/2.0/UDP " + host(address) + ";branch=z9hG4bKhome" + serial,
                        "Max-Forwards: 60",
                        "Route: " + path,
                        "From: <sip:caller@" + domain + ">;tag=caller",
                        "To: <sip:user@" + domain + ">",
                        "Call-ID: home-" + serial,
                        "CSeq: 7 MESSAGE",
                        "Content-Length: 0",
                        "",
                        "");
        socket.send(pcscf, text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String host(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }
}
