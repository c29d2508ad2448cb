package org.gatehouse.ims.ue.message;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Base64;
import org.gatehouse.ims.core.digest.AkaDigest;
import org.gatehouse.ims.core.digest.DigestCredentials;
import org.gatehouse.ims.core.digest.DigestInputs;
import org.gatehouse.ims.core.flow.TransportProtocol;
import org.gatehouse.ims.core.sip.RequestEditor;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.ue.sa.Held;
import org.jspecify.annotations.Nullable;

/** Builds the REGISTERs of a procedure: SM1, SM7, and the two that report a failure. */
public final class Registers {
    private static final String METHOD = "REGISTER";
    private static final byte[] NO_BODY = {};

    /** "the password used ... is the empty string" with auts (RFC 3310 clause 3.4). */
    private static final byte[] NO_RES = {};

    /** Each challenge is answered once, so its nonce is used once. */
    private static final String FIRST_USE = "00000001";

    private final Profile profile;
    private final Dice dice;

    /**
     * What all REGISTERs of a procedure need.
     *
     * @param session with the CSeq number of this one
     * @param offer what goes into Security-Client, or null where IPsec is off
     * @param expires time asked for
     * @param over the set that carries it, or null: bare
     */
    public record Envelope(
            Session session, @Nullable Offer offer, Duration expires, @Nullable Held over) {}

    public Registers(Profile profile, Dice dice) {
        this.profile = profile;
        this.dice = dice;
    }

    /** SM1: identities, no answer, and a Security-Client. */
    public SipRequest sm1(Envelope envelope) {
        // TS 24.229 clause 5.1.1.2: username, realm and uri are there, nonce and response are empty
        DigestCredentials credentials =
                DigestCredentials.initial(
                        profile.impi(), profile.homeDomain(), profile.requestUri());
        return start(envelope).add("Authorization", credentials.text()).build();
    }

    /** SM7: the answer, over the new set. */
    public SipRequest sm7(Envelope envelope, Challenge challenge, byte[] res) {
        return start(envelope).add("Authorization", answer(challenge, res).text()).build();
    }

    /**
     * "either with no AUTS parameter and an empty response" where the MAC was wrong, "or with the
     * AUTS" where SQN was out of range (TS 33.203 clauses 6.1.2.2 and 6.1.3); as SM1 went.
     */
    public SipRequest failure(Envelope envelope, Challenge challenge, byte @Nullable [] auts) {
        DigestCredentials credentials =
                auts == null
                        ? withoutAnswer(challenge)
                        : answer(challenge, NO_RES)
                                .with("auts", Base64.getEncoder().encodeToString(auts));
        return start(envelope).add("Authorization", credentials.text()).build();
    }

    /** The binding's address: where a set protects it, port_us at the address of the SAs. */
    public InetSocketAddress contactAddress(@Nullable Held over) {
        return over == null ? profile.addresses().local() : over.set().local().serverAddress();
    }

    private RequestEditor start(Envelope envelope) {
        Held over = envelope.over();
        String own = Hosts.text(contactAddress(over));
        // RFC 3581 on the unprotected port; inside SAs responses go to the server port, whatever
        // port the request came from (TS 33.203 clause 7.1)
        String rport = over == null ? ";rport" : "";
        TransportProtocol transport = profile.transports().registers();
        String reached = profile.transports().contactParameter();
        Session session = envelope.session();
        RequestEditor request =
                SipRequest.building(METHOD, profile.requestUri())
                        .add(
                                "Via",
                                "SIP/2.0/"
                                        + transport
                                        + " "
                                        + own
                                        + ";branch="
                                        + dice.branch()
                                        + rport)
                        .add("Max-Forwards", "70")
                        .add("From", "<" + profile.impu() + ">;tag=" + session.fromTag())
                        .add("To", "<" + profile.impu() + ">")
                        .add("Call-ID", session.callId())
                        .add("CSeq", session.cseq() + " " + METHOD)
                        .add("Contact", "<sip:" + userPart() + own + reached + ">")
                        .add("Expires", Long.toString(envelope.expires().toSeconds()))
                        .add("Supported", "path")
                        .add("P-Access-Network-Info", profile.accessNetworkInfo());
        addSecurity(request, envelope.offer(), over);
        return request;
    }

    private static void addSecurity(
            RequestEditor request, @Nullable Offer offer, @Nullable Held over) {
        if (offer == null) {
            return;
        }
        // "A client wishing to use the security agreement of this specification MUST add a
        // Security-Client header field ... The client MUST also add a Require and Proxy-Require
        // header field with the value "sec-agree"" (RFC 3329 clause 2.3.1)
        request.add("Require", "sec-agree").add("Proxy-Require", "sec-agree");
        offer.securityClient().forEach(value -> request.add("Security-Client", value));
        if (over != null) {
            over.securityServer().forEach(value -> request.add("Security-Verify", value));
        }
    }

    private DigestCredentials answer(Challenge challenge, byte[] password) {
        String qop = challenge.qop();
        String nc = qop == null ? null : FIRST_USE;
        String cnonce = qop == null ? null : dice.token();
        DigestInputs inputs =
                new DigestInputs(
                        profile.impi(),
                        challenge.realm(),
                        challenge.nonce(),
                        profile.requestUri(),
                        METHOD,
                        qop,
                        nc,
                        cnonce);
        String response = AkaDigest.response(password, inputs, NO_BODY);
        DigestCredentials credentials = credentials(challenge, response);
        if (qop != null && nc != null && cnonce != null) {
            credentials = credentials.with("qop", qop).with("nc", nc).with("cnonce", cnonce);
        }
        return credentials;
    }

    private DigestCredentials withoutAnswer(Challenge challenge) {
        return credentials(challenge, "");
    }

    private DigestCredentials credentials(Challenge challenge, String response) {
        DigestCredentials credentials =
                DigestCredentials.of(
                                profile.impi(),
                                challenge.realm(),
                                challenge.nonce(),
                                profile.requestUri(),
                                response)
                        .with("algorithm", AkaDigest.ALGORITHM);
        String opaque = challenge.opaque();
        return opaque == null ? credentials : credentials.with("opaque", opaque);
    }

    /** User part of the IMPU with its "@", or nothing if it has none. */
    private String userPart() {
        String impu = profile.impu();
        int at = impu.indexOf('@');
        return at < 0 ? "" : impu.substring(impu.indexOf(':') + 1, at + 1);
    }
}
