package org.gatehouse.ims.pcscf.testkit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.gatehouse.ims.core.sip.SipMessage;
import org.gatehouse.ims.core.sip.SipParseException;
import org.gatehouse.ims.core.sip.SipRequest;
import org.jspecify.annotations.Nullable;

/** REGISTERs as a UE writes them, field by field; every test changes what it is about. */
public final class UeMessages {
    public static final String DOMAIN = "ims.mnc001.mcc001.3gppnetwork.org";
    public static final String IMPI = "001010000000001@" + DOMAIN;
    public static final String IMPU = "sip:001010000000001@" + DOMAIN;
    public static final String UE = "127.0.1.1";

    private static int serial;

    public String method = "REGISTER";
    public String requestUri = "sip:" + DOMAIN;
    public String viaHost = UE + ":5060";
    public String impi = IMPI;
    public String impu = IMPU;
    public String nonce = "";
    public String response = "";
    public @Nullable String auts;
    public boolean authorization = true;
    public @Nullable String client;
    public @Nullable String verify;
    public boolean secAgree = true;
    public int expires = 3600;
    public final List<String> extra = new ArrayList<>();

    /** Six offers in mode UDP-enc-tun with these SPIs and ports. */
    public static String offer(long spiC, long spiS, int portC, int portS) {
        return offer("UDP-enc-tun", spiC, spiS, portC, portS);
    }

    public static String offer(String mode, long spiC, long spiS, int portC, int portS) {
        List<String> offers = new ArrayList<>();
        for (String alg : List.of("hmac-sha-1-96", "hmac-md5-96")) {
            for (String ealg : List.of("aes-cbc", "des-ede3-cbc", "null")) {
                offers.add(
                        "ipsec-3gpp;alg=%s;ealg=%s;prot=esp;mod=%s;spi-c=%010d;spi-s=%010d;port-c=%d;port-s=%d"
                                .formatted(alg, ealg, mode, spiC, spiS, portC, portS));
            }
        }
        return String.join(", ", offers);
    }

    /** SM1 with an offer. */
    public static UeMessages sm1(String client) {
        UeMessages message = new UeMessages();
        message.client = client;
        return message;
    }

    public UeMessages extra(String field) {
        extra.add(field);
        return this;
    }

    public String text() {
        int number = ++serial;
        StringBuilder text = new StringBuilder();
        line(text, method + " " + requestUri + " SIP/2.0");
        line(text, "Via: SIP/2.0/UDP " + viaHost + ";branch=z9hG4bKue" + number);
        line(text, "Max-Forwards: 70");
        line(text, "From: <" + impu + ">;tag=ue" + number);
        line(text, "To: <" + impu + ">");
        line(text, "Call-ID: call-" + impi);
        line(text, "CSeq: " + number + " " + method);
        line(text, "Contact: <sip:001010000000001@" + viaHost + ">;expires=" + expires);
        line(text, "Expires: " + expires);
        line(text, "Supported: path" + (secAgree ? ", sec-agree" : ""));
        if (secAgree) {
            line(text, "Require: sec-agree");
            line(text, "Proxy-Require: sec-agree");
        }
        if (client != null) {
            line(text, "Security-Client: " + client);
        }
        if (verify != null) {
            line(text, "Security-Verify: " + verify);
        }
        if (authorization) {
            line(text, "Authorization: " + credentials());
        }
        extra.forEach(field -> line(text, field));
        line(text, "Content-Length: 0");
        return text.append("\r\n").toString();
    }

    private String credentials() {
        String text =
                "Digest username=\"%s\", realm=\"%s\", nonce=\"%s\", uri=\"sip:%s\", response=\"%s\""
                        .formatted(impi, DOMAIN, nonce, DOMAIN, response);
        return auts == null ? text : text + ", auts=\"" + auts + "\"";
    }

    public byte[] octets() {
        return text().getBytes(StandardCharsets.UTF_8);
    }

    public SipRequest build() {
        return (SipRequest) parse(octets());
    }

    public static SipMessage parse(byte[] octets) {
        try {
            return SipMessage.parse(octets);
        } catch (SipParseException e) {
            throw new AssertionError(e);
        }
    }

    private static void line(StringBuilder text, String line) {
        text.append(line).append("\r\n");
    }
}
