package org.gatehouse.ims.core.sip;

import java.nio.charset.StandardCharsets;

/** A phone's REGISTER, and messages between text and octets. */
final class Samples {
    static final String REGISTER =
            """
            REGISTER sip:home.net SIP/2.0
            v: SIP/2.0/UDP [2001:db8::1]:8904;branch=z9hG4bK3400948792
            f: <sip:user@home.net>;tag=4fa3
            t: <sip:user@home.net>
            i: apb03a0s09dkjdfglkj49111
            CSeq: 1 REGISTER
            l: 4
            m: <sip:user@[2001:db8::1]:8904>;+sip.instance="<urn:gsma:imei:86717902-000000-0>"
            k: path,sec-agree
            K: outbound
            Security-Client: ipsec-3gpp; alg=hmac-md5-96; spi-c=1028536224,
             ipsec-3gpp; alg=hmac-sha-1-96; spi-c=1028536224
            Authorization : Digest username="a,b", realm="home.net"
            Max-Forwards: 70

            body\
            """;

    static byte[] octets(String text) {
        return text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
    }

    static SipRequest request(String text) throws SipParseException {
        return (SipRequest) SipMessage.parse(octets(text));
    }

    static String text(SipMessage message) {
        return new String(message.encode(), StandardCharsets.UTF_8).replace("\r\n", "\n");
    }

    private Samples() {}
}
