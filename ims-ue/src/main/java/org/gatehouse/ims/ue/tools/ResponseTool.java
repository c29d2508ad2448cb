package org.gatehouse.ims.ue.tools;

import java.util.List;
import java.util.Map;
import org.gatehouse.ims.core.digest.AkaDigest;
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
    private static final Map<String, String> ALGORITHMS =
            Map.of(AkaDigest.ALGORITHM, AkaDigest.ALGORITHM);

    static final Tool RESPONSE =
            new Tool(
                    "response",
                    List.of(
                            "The digest response to an AKA challenge (RFC 3310).",
                            "Prints response. The password is RES as octets; with --auts it is"
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
                                    "algorithm", "NAME", "digest algorithm (default: AKAv1-MD5)")),
                    ResponseTool::response);

    private ResponseTool() {}

    private static Answer response(Values values) throws ToolException {
        if (values.has("algorithm")) {
            values.oneOf("algorithm", ALGORITHMS);
        }
        byte[] password = new byte[0];
        if (values.has("auts")) {
            values.autsOctets();
        } else {
            password = values.octets("res", SHORTEST_RES, LONGEST_RES);
        }
        DigestInputs inputs = inputs(values);
        byte[] body =
                values.has("body-file") ? values.fileOf("body-file", LARGEST_BODY) : new byte[0];
        if (body.length > LARGEST_BODY) {
            throw values.wrong(
                    "body-file",
                    "larger than a SIP message (expected: at most " + LARGEST_BODY + " octets)");
        }
        return Answer.of("response", AkaDigest.response(password, inputs, body));
    }

    private static DigestInputs inputs(Values values) throws ToolException {
        @Nullable String qop = values.has("qop") ? values.oneOf("qop", QOPS) : null;
        return new DigestInputs(
                values.text("username", "the private identity"),
                values.text("realm", "the realm of the challenge"),
                values.text("nonce", "the nonce of the challenge"),
                values.text("uri", "the digest URI"),
                values.text("method", "the method of the request"),
                qop,
                nonceCount(values, qop),
                withQop(values, "cnonce", qop));
    }

    /** "nc-value = 8LHEX" (RFC 2617 clause 3.2.2). */
    private static @Nullable String nonceCount(Values values, @Nullable String qop)
            throws ToolException {
        String nc = withQop(values, "nc", qop);
        if (nc != null && !nc.matches("[0-9A-Fa-f]{8}")) {
            throw values.wrong("nc", nc.length() + " characters (expected: 8 hex digits)");
        }
        return nc;
    }

    /** "MUST be specified if a qop directive is sent [..] MUST NOT [..] if the server did not". */
    private static @Nullable String withQop(Values values, String name, @Nullable String qop)
            throws ToolException {
        if (qop != null) {
            return values.text(name, "with qop");
        }
        if (values.has(name)) {
            throw values.wrong(name, "given without qop (expected: both, or none)");
        }
        return null;
    }
}
