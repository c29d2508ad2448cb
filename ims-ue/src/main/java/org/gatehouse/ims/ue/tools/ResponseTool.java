package org.gatehouse.ims.ue.tools;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.ims.core.digest.AkaDigest;
import org.gatehouse.ims.core.digest.AkaDigestAlgorithm;
import org.gatehouse.ims.core.digest.DigestAlgorithm;
import org.gatehouse.ims.core.digest.DigestInputs;
import org.jspecify.annotations.Nullable;

/** {@code ims aka response}: the answer to an AKA challenge in SIP. */
final class ResponseTool {
    /** "RES 32 to 128 bit" (TS 33.102 clause 6.3.7); TUAK has 256 too (TS 35.231 clause 6.1). */
    private static final int SHORTEST_RES = 4;

    private static final int LONGEST_RES = 32;

    /** Octets of a body: more than a SIP message may have. */
    private static final int LARGEST_BODY = 65_535;

    private static final Map<String, String> QOPS = Map.of("auth", "auth", "auth-int", "auth-int");
    private static final int KEY_OCTETS = 16;

    static final Tool RESPONSE =
            new Tool(
                    "response",
                    List.of(
                            "The digest response to an AKA challenge (RFC 3310, RFC 4169).",
                            "Prints response. The password is RES as octets, of AKAv2 what it makes of"
                                    + " RES, IK and CK; with --auts it is"
                                    + " empty (RFC 3310 clause 3.4), and --res is not needed."),
                    List.of(
                            Tool.hex("res", "RES, 8 to 64 hex digits"),
                            Tool.option("username", "NAI", "private identity"),
                            Tool.option("realm", "NAME", "realm of the challenge"),
                            Tool.option("nonce", "BASE64", "nonce of the challenge, as it stands"),
                            Tool.option("method", "METHOD", "method of the request"),
                            Tool.option("uri", "URI", "digest URI of the request"),
                            Tool.option("qop", "auth|auth-int", "protection (default: none)"),
                            Tool.option("nc", "HEX", "nonce count, 8 hex digits; with --qop"),
                            Tool.option("cnonce", "TEXT", "client nonce; with --qop"),
                            Tool.option(
                                    "body-file",
                                    "FILE",
                                    "body of the request, for auth-int (default: no body)"),
                            Tool.hex("auts", "AUTS of a resynchronisation, hex or base64"),
                            Tool.option(
                                    "algorithm",
                                    "NAME",
                                    "AKAv1 or AKAv2, a dash, and a digest of RFC 7616: AKAv2-MD5,"
                                            + " AKAv2-SHA-256 (default: AKAv1-MD5)"),
                            Tool.hex("ik", "IK, 32 hex digits; for AKAv2 alone"),
                            Tool.hex("ck", "CK, 32 hex digits; for AKAv2 alone")),
                    ResponseTool::response);

    private ResponseTool() {}

    private static Answer response(Values values) throws ToolException {
        AkaDigestAlgorithm algorithm = algorithm(values);
        DigestInputs inputs = inputs(values, algorithm.hash());
        byte[] password = password(values, algorithm);
        byte[] body =
                values.has("body-file") ? values.fileOf("body-file", LARGEST_BODY) : new byte[0];
        if (body.length > LARGEST_BODY) {
            throw values.wrong(
                    "body-file",
                    "larger than a SIP message (expected: at most " + LARGEST_BODY + " octets)");
        }
        return Answer.of("response", AkaDigest.response(algorithm, password, inputs, body));
    }

    private static AkaDigestAlgorithm algorithm(Values values) throws ToolException {
        String token = values.textIfGiven("algorithm");
        if (token == null) {
            return AkaDigestAlgorithm.AKAV1_MD5;
        }
        Optional<AkaDigestAlgorithm> known = AkaDigestAlgorithm.ofToken(token);
        if (known.isEmpty()) {
            throw values.wrong(
                    "algorithm",
                    "'" + KeyMask.shown(token) + "' (expected: AKAv1-MD5, AKAv2-MD5 or the like)");
        }
        return known.get();
    }

    private static byte[] password(Values values, AkaDigestAlgorithm algorithm)
            throws ToolException {
        if (values.has("auts")) {
            values.autsOctets();
            return new byte[0];
        }
        byte[] res = values.octets("res", SHORTEST_RES, LONGEST_RES);
        return algorithm.version() == 1
                ? res
                : algorithm.password(
                        res, values.octets("ik", KEY_OCTETS), values.octets("ck", KEY_OCTETS));
    }

    private static DigestInputs inputs(Values values, DigestAlgorithm hash) throws ToolException {
        String qop = values.has("qop") ? values.oneOf("qop", QOPS) : null;
        return new DigestInputs(
                values.text("username", "the private identity"),
                values.text("realm", "the realm of the challenge"),
                values.text("nonce", "the nonce of the challenge"),
                values.text("uri", "the digest URI"),
                values.text("method", "the method of the request"),
                qop,
                nonceCount(values, qop != null),
                only(values, "cnonce", qop != null || hash.isSession()));
    }

    /** "nc-value = 8LHEX" (RFC 2617 clause 3.2.2). */
    private static @Nullable String nonceCount(Values values, boolean withQop)
            throws ToolException {
        String nc = only(values, "nc", withQop);
        if (nc != null && !nc.matches("[0-9A-Fa-f]{8}")) {
            throw values.wrong("nc", nc.length() + " characters (expected: 8 hex digits)");
        }
        return nc;
    }

    /** "MUST be specified if a qop directive is sent [..] MUST NOT [..] if the server did not". */
    private static @Nullable String only(Values values, String name, boolean withQop)
            throws ToolException {
        if (withQop) {
            return values.text(name, "together with qop");
        }
        if (values.has(name)) {
            throw values.wrong(name, "given without qop (expected: both, or none)");
        }
        return null;
    }
}
