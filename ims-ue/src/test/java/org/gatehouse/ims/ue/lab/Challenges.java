package org.gatehouse.ims.ue.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.gatehouse.ims.core.digest.DigestChallenge;
import org.gatehouse.ims.core.digest.DigestSyntaxException;
import org.gatehouse.ims.core.sim.SimNetwork.Datagram;
import org.gatehouse.ims.core.sip.SipMessage;
import org.gatehouse.ims.core.sip.SipParseException;
import org.gatehouse.ims.core.sip.SipResponse;

/** Listens to the S-CSCF, and knows which authentication vector went into which 401. */
final class Challenges {
    private static final int SCSCF_PORT = 5082;

    private final Map<String, String> exchangeOfNonce = new HashMap<>();

    int size() {
        return exchangeOfNonce.size();
    }

    /** A 401 may be sent again in its transaction; its vector must not be in any other. */
    void look(Datagram datagram) {
        if (datagram.from().getPort() != SCSCF_PORT) {
            return;
        }
        try {
            SipMessage message = SipMessage.parse(datagram.payload());
            String challenge = message.header("WWW-Authenticate");
            if (message instanceof SipResponse && challenge != null) {
                String exchange = message.topVia().branch() + " " + message.callId();
                String nonce = DigestChallenge.parse(challenge).nonce();
                String before = exchangeOfNonce.putIfAbsent(nonce, exchange);
                assertThat(before).as("the vector of nonce %s", nonce).isIn(null, exchange);
            }
        } catch (SipParseException | DigestSyntaxException e) {
            throw new AssertionError("the S-CSCF sent what can't be read", e);
        }
    }
}
