package org.gatehouse.ims.ue.shape;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.gatehouse.ims.core.config.ConfigException;
import org.gatehouse.ims.core.digest.DigestCredentials;
import org.gatehouse.ims.core.digest.DigestSyntaxException;
import org.gatehouse.ims.core.secagree.AlgorithmPair;
import org.gatehouse.ims.core.secagree.EncryptionAlgorithm;
import org.gatehouse.ims.core.secagree.IntegrityAlgorithm;
import org.gatehouse.ims.core.secagree.Ipsec3gpp;
import org.gatehouse.ims.core.secagree.IpsecMode;
import org.gatehouse.ims.core.secagree.SecAgreeSyntaxException;
import org.gatehouse.ims.core.secagree.SecurityList;
import org.gatehouse.ims.core.secagree.SecurityMechanism;
import org.gatehouse.ims.core.secagree.Spi;
import org.gatehouse.ims.core.secagree.SpisAndPorts;
import org.gatehouse.ims.core.sip.SipRequest;

/**
 * Tries a profile before a UE uses it: whatever it writes, the P-CSCF has to find the offers, the
 * answer and the list that it sent.
 */
final class ShapeCheck {
    private static final SpisAndPorts OWN =
            new SpisAndPorts(new Spi(1_000_000_001L), new Spi(1_000_000_002L), 40_001, 40_002);
    private static final List<AlgorithmPair> LISTED =
            List.of(
                    new AlgorithmPair(
                            IntegrityAlgorithm.HMAC_SHA_1_96, EncryptionAlgorithm.AES_CBC),
                    new AlgorithmPair(IntegrityAlgorithm.HMAC_MD5_96, EncryptionAlgorithm.NULL));
    private static final String NONCE = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    private static final String ANSWER = "0123456789abcdef0123456789abcdef";

    /** Places that have a value in each REGISTER. */
    private static final Map<String, String> USUAL =
            Map.ofEntries(
                    Map.entry("impi", "user@example.net"),
                    Map.entry("impu", "sip:user@example.net"),
                    Map.entry("user", "user"),
                    Map.entry("serial", "000001"),
                    Map.entry("uuid", "uuid"),
                    Map.entry("domain", "example.net"),
                    Map.entry("epc-domain", "example.net"),
                    Map.entry("private-domain", "example.net"),
                    Map.entry("realm", "example.net"),
                    Map.entry("uri", "sip:example.net"),
                    Map.entry("pcscf", "192.0.2.1:5060"),
                    Map.entry("transport", "UDP"),
                    Map.entry("host", "192.0.2.2"),
                    Map.entry("port", "5060"),
                    Map.entry("bare-port", "5060"),
                    Map.entry("port-c", "40001"),
                    Map.entry("port-s", "40002"),
                    Map.entry("branch", "z9hG4bK1"),
                    Map.entry("tag", "tag"),
                    Map.entry("call-id", "call-id"),
                    Map.entry("session-id", "session-id"),
                    Map.entry("cseq", "1234"),
                    Map.entry("expires", "3600"),
                    Map.entry("access", "IEEE-802.11"),
                    Map.entry("user-agent", "user-agent"),
                    Map.entry("allow", "MESSAGE"));

    private final Shape shape;

    ShapeCheck(Shape shape) {
        this.shape = shape;
    }

    void check() throws ConfigException {
        List<AlgorithmPair> offers =
                shape.offering().pairs().isEmpty() ? LISTED : shape.offering().pairs();
        for (IpsecMode mode : List.of(IpsecMode.TRANSPORT, IpsecMode.UDP_ENCAPSULATED_TUNNEL)) {
            checkOffers(offers, mode);
            checkVerify(mode);
        }
        checkSession();
        checkAnswer();
    }

    private ConfigException problem(String key, String what) {
        return new ConfigException(shape.name() + ": " + key + ": " + what);
    }

    private SipRequest written(Map<String, String> values, Map<String, List<String>> lists)
            throws ConfigException {
        try {
            RegisterTemplate template = shape.register();
            return template.write("sip:example.net", values, lists, template.body(values));
        } catch (IllegalStateException e) {
            throw problem("register", "found " + e.getMessage() + " (expected: a whole REGISTER)");
        }
    }

    /** The UE knows an answer by them. */
    private void checkSession() throws ConfigException {
        Map<String, String> values = values("first");
        SipRequest bare = written(values, Map.of());
        String cseq = Long.toString(bare.cseq().number());
        if (!bare.callId().equals(values.get("call-id")) || !cseq.equals(values.get("cseq"))) {
            throw problem(
                    "register",
                    "found Call-ID "
                            + bare.callId()
                            + " and CSeq "
                            + cseq
                            + " (expected: {call-id} alone, and {cseq} REGISTER)");
        }
    }

    private void checkOffers(List<AlgorithmPair> offers, IpsecMode mode) throws ConfigException {
        List<String> client = shape.offering().client(offers, List.of(mode), OWN);
        SipRequest sm1 = written(values("first", "sec-agree"), Map.of("offers", client));
        List<AlgorithmPair> read;
        try {
            List<String> fields = sm1.headers("Security-Client");
            read =
                    fields.isEmpty()
                            ? List.of()
                            : SecurityList.parse(fields).mechanisms().stream()
                                    .map(SecurityMechanism::ipsec)
                                    .filter(ipsec -> isWhole(ipsec, mode))
                                    .map(Ipsec3gpp::algorithms)
                                    .toList();
        } catch (SecAgreeSyntaxException e) {
            throw problem("offer", "found " + e.getMessage() + " (expected: a Security-Client)");
        }
        if (!read.equals(offers)) {
            throw problem(
                    "offer",
                    "found "
                            + read
                            + " in Security-Client (expected: {offers} in register, and"
                            + " in offer all of "
                            + offers
                            + " with their SPIs and ports)");
        }
    }

    private static boolean isWhole(Ipsec3gpp ipsec, IpsecMode mode) {
        return ipsec != null && ipsec.mode() == mode && ipsec.end().equals(OWN);
    }

    private void checkVerify(IpsecMode mode) throws ConfigException {
        SecurityList server = SecurityList.server(LISTED, mode, OWN);
        List<String> verify = shape.offering().verify(server.formatEach());
        SipRequest sm7 =
                written(
                        values("answer", "sec-agree"),
                        Map.of("offers", server.formatEach(), "verify", verify));
        boolean same = false;
        try {
            same =
                    sm7.hasHeader("Security-Verify")
                            && server.sameAgreement(
                                    SecurityList.parse(sm7.headers("Security-Verify")));
        } catch (SecAgreeSyntaxException e) {
            // is not the same
        }
        if (!same) {
            throw problem(
                    "verify",
                    "found "
                            + sm7.headers("Security-Verify")
                            + " (expected: {verify} in register, all that was received)");
        }
    }

    private void checkAnswer() throws ConfigException {
        Map<String, String> values = values("answer", "auts");
        List<String> fields = written(values, Map.of()).headers("Authorization");
        try {
            DigestCredentials answer =
                    DigestCredentials.parse(fields.isEmpty() ? "" : fields.getFirst());
            if (fields.size() == 1
                    && answer.username().equals(values.get("impi"))
                    && answer.nonce().equals(NONCE)
                    && answer.response().equals(ANSWER)
                    && "auts".equals(answer.auts())) {
                return;
            }
        } catch (DigestSyntaxException e) {
            // told below
        }
        throw problem(
                "register",
                "found "
                        + fields
                        + " (expected: one Authorization of an answer, with {impi}, {nonce},"
                        + " {response} and {auts})");
    }

    private static Map<String, String> values(String... conditions) {
        Map<String, String> values = new HashMap<>(USUAL);
        boolean answers = List.of(conditions).contains("answer");
        values.put(answers ? "protected" : "bare", "");
        values.put("nonce", answers ? NONCE : "");
        values.put("response", answers ? ANSWER : "");
        if (answers) {
            values.put("algorithm", "AKAv1-MD5");
            values.put("qop", "auth");
            values.put("nc", "00000001");
            values.put("cnonce", "cnonce");
        }
        for (String condition : conditions) {
            values.put(condition, condition);
        }
        return values;
    }
}
