package org.gatehouse.ims.scscf.testbed;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.gatehouse.ims.core.digest.AkaDigest;
import org.gatehouse.ims.core.digest.DigestCredentials;
import org.gatehouse.ims.core.digest.DigestInputs;
import org.gatehouse.ims.core.sip.SipMessage;
import org.gatehouse.ims.core.sip.SipParseException;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.scscf.register.RegisterReader;
import org.gatehouse.ims.scscf.register.RegisterRequest;
import org.jspecify.annotations.Nullable;

/** Writes REGISTERs as a P-CSCF sends them on. */
public final class Registers {
    public static final String DOMAIN = "ims.mnc001.mcc001.3gppnetwork.org";
    public static final String IMPI = "001010000000001@" + DOMAIN;
    public static final String IMPU = "sip:001010000000001@" + DOMAIN;
    public static final String TEL = "tel:+15550000001";
    public static final String CONTACT = "<sip:001010000000001@127.0.1.1:50611>";
    public static final String PATH = "<sip:term@127.0.0.1:5070;lr>";

    private static long tickets;

    private String impi = IMPI;
    private String impu = IMPU;
    private String callId = "call-1";
    private long cseq = 1;
    private List<String> contacts = List.of(CONTACT);
    private @Nullable String expires = "600000";
    private @Nullable DigestCredentials credentials;
    private @Nullable String integrity = "no";
    private final List<String> more = new ArrayList<>();
    private String branch = "z9hG4bK-1";

    private Registers() {
        credentials = DigestCredentials.initial(IMPI, DOMAIN, "sip:" + DOMAIN);
    }

    /** SM1 as it reaches the S-CSCF: no answer in it, not protected. */
    public static Registers register() {
        return new Registers();
    }

    public Registers impi(String value) {
        impi = value;
        credentials = DigestCredentials.initial(impi, DOMAIN, "sip:" + DOMAIN);
        return this;
    }

    public Registers impu(String value) {
        impu = value;
        return this;
    }

    public Registers call(String id, long number) {
        callId = id;
        cseq = number;
        branch = "z9hG4bK-" + id + "-" + number;
        return this;
    }

    public Registers contacts(String... values) {
        contacts = List.of(values);
        return this;
    }

    public Registers expires(@Nullable String value) {
        expires = value;
        return this;
    }

    public Registers header(String line) {
        more.add(line);
        return this;
    }

    /** As it came through an SA. */
    public Registers isProtected() {
        integrity = "yes";
        return this;
    }

    public Registers integrity(@Nullable String value) {
        integrity = value;
        return this;
    }

    public Registers withoutAuthorization() {
        credentials = null;
        return this;
    }

    /** With the right response of a RES to a nonce. */
    public Registers answering(String nonce, byte[] res) {
        DigestCredentials open =
                DigestCredentials.of(impi, DOMAIN, nonce, "sip:" + DOMAIN, "")
                        .with("algorithm", "AKAv1-MD5")
                        .with("qop", "auth")
                        .with("nc", "00000001")
                        .with("cnonce", "abcdef");
        String response = AkaDigest.response(res, DigestInputs.of(open, "REGISTER"), new byte[0]);
        credentials = open.with("response", response);
        return this;
    }

    public Registers algorithm(String value) {
        credentials = credentials().with("algorithm", value);
        return this;
    }

    public Registers withoutAlgorithm() {
        credentials = credentials().without("algorithm");
        return this;
    }

    /** "The network is not authentic": a nonce, and an empty response. */
    public Registers reportingNetworkFailure(String nonce) {
        credentials =
                DigestCredentials.of(impi, DOMAIN, nonce, "sip:" + DOMAIN, "")
                        .with("algorithm", "AKAv1-MD5");
        return this;
    }

    public Registers reportingSyncFailure(String nonce, String auts) {
        answering(nonce, new byte[0]);
        credentials = credentials().with("auts", auts);
        return this;
    }

    public SipRequest sip() {
        try {
            return (SipRequest) SipMessage.parse(octets());
        } catch (SipParseException e) {
            throw new AssertionError(e);
        }
    }

    public byte[] octets() {
        StringBuilder text = new StringBuilder();
        line(text, "REGISTER sip:" + DOMAIN + " SIP/2.0");
        line(text, "Via: SIP/2.0/UDP 127.0.0.1:5070;branch=" + branch);
        line(text, "Max-Forwards: 69");
        line(text, "From: <" + impu + ">;tag=from1");
        line(text, "To: <" + impu + ">");
        line(text, "Call-ID: " + callId);
        line(text, "CSeq: " + cseq + " REGISTER");
        contacts.forEach(contact -> line(text, "Contact: " + contact));
        if (expires != null) {
            line(text, "Expires: " + expires);
        }
        line(text, "Path: " + PATH);
        line(text, "Require: path");
        line(text, "P-Visited-Network-ID: \"visited.example\"");
        more.forEach(one -> line(text, one));
        if (credentials != null) {
            DigestCredentials sent =
                    integrity == null
                            ? credentials
                            : credentials.with("integrity-protected", integrity);
            line(text, "Authorization: " + sent.text());
        }
        line(text, "Content-Length: 0");
        line(text, "");
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** As the S-CSCF reads it. */
    public RegisterRequest read() {
        RegisterReader.Reading reading = RegisterReader.read(tickets++, sip());
        if (reading instanceof RegisterReader.Reading.Read read) {
            return read.request();
        }
        throw new AssertionError(reading);
    }

    private DigestCredentials credentials() {
        if (credentials == null) {
            throw new AssertionError("no credentials");
        }
        return credentials;
    }

    private static void line(StringBuilder text, String line) {
        text.append(line).append("\r\n");
    }
}
