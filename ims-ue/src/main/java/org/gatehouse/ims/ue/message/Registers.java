package org.gatehouse.ims.ue.message;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.gatehouse.ims.core.digest.AkaDigest;
import org.gatehouse.ims.core.digest.DigestInputs;
import org.gatehouse.ims.core.net.HostPort;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.ue.sa.Held;
import org.gatehouse.ims.ue.shape.Shape;
import org.jspecify.annotations.Nullable;

/**
 * Builds the REGISTERs of a procedure, as the profile writes them: SM1, SM7, and the two that
 * report a failure.
 */
public final class Registers {
    private static final String METHOD = "REGISTER";

    /** "the password used ... is the empty string" with auts (RFC 3310 clause 3.4). */
    private static final byte[] NO_RES = {};

    /** Each challenge is answered once, so its nonce is used once. */
    private static final String FIRST_USE = "00000001";

    private final Profile profile;
    private final Dice dice;
    private final Map<String, String> usual;

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
        this.usual = usual(profile);
    }

    /** SM1: identities, no answer, and a Security-Client. */
    public SipRequest sm1(Envelope envelope) {
        Map<String, String> values = values(envelope);
        values.put("first", "");
        // TS 24.229 clause 5.1.1.2: username, realm and uri are there, nonce and response are empty
        values.put("realm", profile.homeDomain());
        values.put("nonce", "");
        values.put("response", "");
        return write(envelope, values);
    }

    /** SM7: the answer, over the new set. */
    public SipRequest sm7(Envelope envelope, Challenge challenge, byte[] res) {
        Map<String, String> values = values(envelope);
        answer(values, challenge, res);
        return write(envelope, values);
    }

    /**
     * "either with no AUTS parameter and an empty response" where the MAC was wrong, "or with the
     * AUTS" where SQN was out of range (TS 33.203 clauses 6.1.2.2 and 6.1.3); as SM1 went.
     */
    public SipRequest failure(Envelope envelope, Challenge challenge, byte @Nullable [] auts) {
        Map<String, String> values = values(envelope);
        if (auts == null) {
            credentials(values, challenge, "");
        } else {
            answer(values, challenge, NO_RES);
            values.put("auts", Base64.getEncoder().encodeToString(auts));
        }
        return write(envelope, values);
    }

    /** The binding's address: where a set protects it, port_us at the address of the SAs. */
    public InetSocketAddress contactAddress(@Nullable Held over) {
        return over == null ? profile.addresses().local() : over.set().local().serverAddress();
    }

    private SipRequest write(Envelope envelope, Map<String, String> values) {
        Shape shape = profile.shape();
        Offer offer = envelope.offer();
        Held over = envelope.over();
        Map<String, List<String>> lists = new HashMap<>();
        if (offer != null) {
            lists.put("offers", offer.securityClient());
            if (over != null) {
                lists.put("verify", shape.offering().verify(over.securityServer()));
            }
        }
        return shape.register()
                .write(profile.requestUri(), values, lists, shape.register().body(values));
    }

    /** What the places of the profile's REGISTER stand for in this one. */
    private Map<String, String> values(Envelope envelope) {
        Map<String, String> values = new HashMap<>(usual);
        Held over = envelope.over();
        InetSocketAddress contact = contactAddress(over);
        values.put("transport", profile.transports().registers().name());
        if (profile.transports().others().isReliable()) {
            // a URI reached over TCP says so (RFC 3261 19.1.1: the default is UDP)
            values.put("tcp", "");
        }
        values.put("host", HostPort.host(contact.getAddress()));
        values.put("port", Integer.toString(contact.getPort()));
        values.put("bare-port", Integer.toString(profile.addresses().local().getPort()));
        values.put("branch", dice.branch());
        values.put(over == null ? "bare" : "protected", "");
        Session session = envelope.session();
        values.put("tag", session.fromTag());
        values.put("call-id", session.callId());
        values.put("session-id", identifier(session.callId()).replace("-", ""));
        values.put("cseq", Long.toString(session.cseq()));
        values.put("expires", Long.toString(envelope.expires().toSeconds()));
        Offer offer = envelope.offer();
        if (offer != null) {
            // "A client wishing to use the security agreement of this specification MUST add a
            // Security-Client header field ... The client MUST also add a Require and
            // Proxy-Require header field with the value "sec-agree"" (RFC 3329 clause 2.3.1)
            values.put("sec-agree", "sec-agree");
            values.put("port-c", Integer.toString(offer.ports().client()));
            values.put("port-s", Integer.toString(offer.ports().server()));
        }
        return values;
    }

    /** What is the same in all REGISTERs of this UE. */
    private static Map<String, String> usual(Profile profile) {
        Shape shape = profile.shape();
        String domain = profile.homeDomain();
        String user = userPart(profile.impu());
        Map<String, String> values = new HashMap<>();
        values.put("impi", profile.impi());
        values.put("impu", profile.impu());
        if (!user.isEmpty()) {
            values.put("user", user);
        }
        values.put("serial", lastDigits(profile.impi()));
        values.put("uuid", identifier(profile.impi()));
        values.put("domain", domain);
        values.put("epc-domain", domain.replaceFirst("^ims\\.", "epc."));
        values.put("private-domain", domain.replaceFirst("^[^.]+\\.", "private."));
        values.put("uri", profile.requestUri());
        values.put("pcscf", HostPort.of(profile.addresses().pcscf()));
        values.put("access", profile.accessNetworkInfo());
        if (!shape.userAgent().isEmpty()) {
            values.put("user-agent", shape.userAgent());
        }
        if (!shape.allow().isEmpty()) {
            values.put("allow", shape.allow());
        }
        return values;
    }

    private void answer(Map<String, String> values, Challenge challenge, byte[] password) {
        // some phones answer without qop whatever is offered (RFC 2617 clause 3.2.2)
        String qop = profile.shape().register().names("qop") ? challenge.qop() : null;
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
        byte[] body = profile.shape().register().body(values);
        credentials(values, challenge, AkaDigest.response(password, inputs, body));
        if (qop != null && nc != null && cnonce != null) {
            values.put("qop", qop);
            values.put("nc", nc);
            values.put("cnonce", cnonce);
        }
    }

    private static void credentials(
            Map<String, String> values, Challenge challenge, String response) {
        values.put("answer", "");
        values.put("realm", escaped(challenge.realm()));
        values.put("nonce", escaped(challenge.nonce()));
        values.put("response", response);
        values.put("algorithm", AkaDigest.ALGORITHM);
        String opaque = challenge.opaque();
        if (opaque != null) {
            values.put("opaque", escaped(opaque));
        }
    }

    /** As it stands between quotes; the challenge had no control characters, or was not read. */
    private static String escaped(String text) {
        return text.replaceAll("[\\\\\"]", "\\\\$0");
    }

    /** A UUID that is always the same for a name. */
    private static String identifier(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
    }

    /** Six digits that tell UEs apart, for the serial number of an IMEI. */
    private static String lastDigits(String impi) {
        String digits = "000000" + impi.split("@", 2)[0].replaceAll("\\D", "");
        return digits.substring(digits.length() - 6);
    }

    /** User part of the IMPU, or nothing if it has none. */
    private static String userPart(String impu) {
        int at = impu.indexOf('@');
        return at < 0 ? "" : impu.substring(impu.indexOf(':') + 1, at);
    }
}
