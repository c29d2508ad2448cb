package org.gatehouse.ims.ue.tools;

import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gatehouse.ims.core.esp.EspKeys;
import org.gatehouse.ims.core.esp.EspOutcome;
import org.gatehouse.ims.core.esp.InboundSa;
import org.gatehouse.ims.core.esp.Selectors;
import org.gatehouse.ims.core.esp.WeakKeyException;
import org.gatehouse.ims.core.secagree.EncryptionAlgorithm;
import org.gatehouse.ims.core.secagree.IntegrityAlgorithm;
import org.gatehouse.ims.core.secagree.Spi;
import org.gatehouse.ims.ue.tools.Tool.Input;

/** {@code ims esp}: the keys of TS 33.203 Annex I, and packets opened with them. */
final class EspTools {
    private static final int KEY_OCTETS = 16;

    /** The largest IP packet. */
    private static final int LARGEST_PACKET = 65_535;

    private static final HexFormat HEX = HexFormat.of();

    private static final Map<String, IntegrityAlgorithm> ALGS =
            Map.of(
                    IntegrityAlgorithm.HMAC_SHA_1_96.token(), IntegrityAlgorithm.HMAC_SHA_1_96,
                    IntegrityAlgorithm.HMAC_MD5_96.token(), IntegrityAlgorithm.HMAC_MD5_96);

    private static final Map<String, EncryptionAlgorithm> EALGS =
            Map.of(
                    EncryptionAlgorithm.AES_CBC.token(), EncryptionAlgorithm.AES_CBC,
                    EncryptionAlgorithm.DES_EDE3_CBC.token(), EncryptionAlgorithm.DES_EDE3_CBC,
                    EncryptionAlgorithm.NULL.token(), EncryptionAlgorithm.NULL);

    private static final Input ALG =
            Tool.option("alg", "NAME", "integrity algorithm: hmac-sha-1-96 or hmac-md5-96");
    private static final Input EALG =
            Tool.option("ealg", "NAME", "encryption algorithm: aes-cbc, des-ede3-cbc or null");
    private static final Input IK = Tool.hex("ik", "IK of the AKA run, 32 hex digits");
    private static final Input CK =
            Tool.hex("ck", "CK of the AKA run, 32 hex digits; not needed with --ealg null");

    static final Tool OPEN =
            new Tool(
                    "open",
                    List.of(
                            "Opens one ESP packet.",
                            "Prints payload and next-header, or dropped=REASON with exit code 1."
                                    + " The packet is ESP from its SPI to its ICV, or a whole IP"
                                    + " packet with ESP right behind its header. What is inside is"
                                    + " not looked at; every sequence number but 0 is new."),
                    List.of(
                            Tool.option("spi", "N", "SPI of the SA, decimal, or hex with 0x"),
                            ALG,
                            EALG,
                            IK,
                            CK,
                            Tool.hex("packet", "the packet")),
                    EspTools::open);

    static final Tool KEYS =
            new Tool(
                    "keys",
                    List.of(
                            "Makes ESP keys of CK and IK (TS 33.203 Annex I).",
                            "Prints auth-key (IK_ESP) and enc-key (CK_ESP, empty for null). A CK"
                                    + " that makes a weak 3DES key (RFC 2451 clause 2.3) is refused"
                                    + " with exit code 1."),
                    List.of(ALG, EALG, IK, CK),
                    EspTools::keys);

    private EspTools() {}

    private static Answer open(Values values) throws ToolException {
        Spi spi = new Spi(values.number("spi", 0, Spi.MAX));
        EspKeys keys = expand(values);
        byte[] packet = EspPacket.in(values.octets("packet", 0, LARGEST_PACKET), spi);
        return switch (new InboundSa(spi, keys, Selectors.ANY).open(packet)) {
            case EspOutcome.Dropped(var reason) -> Answer.negative("dropped", reason.token());
            case EspOutcome.AuthenticFragment ignored ->
                    throw new IllegalStateException("a fragment without selectors");
            case EspOutcome.Authenticated opened -> {
                LinkedHashMap<String, Object> answer = new LinkedHashMap<>();
                answer.put("payload", HEX.formatHex(opened.payload()));
                answer.put("next-header", opened.nextHeader());
                yield Answer.of(answer);
            }
        };
    }

    private static Answer keys(Values values) throws ToolException {
        EspKeys keys = expand(values);
        LinkedHashMap<String, Object> answer = new LinkedHashMap<>();
        answer.put("auth-key", HEX.formatHex(keys.revealIntegrityKey()));
        answer.put("enc-key", HEX.formatHex(keys.revealEncryptionKey()));
        return Answer.of(answer);
    }

    private static EspKeys expand(Values values) throws ToolException {
        IntegrityAlgorithm integrity = values.oneOf("alg", ALGS);
        EncryptionAlgorithm encryption = values.oneOf("ealg", EALGS);
        byte[] ik = values.octets("ik", KEY_OCTETS);
        byte[] ck =
                encryption == EncryptionAlgorithm.NULL && !values.has("ck")
                        ? new byte[KEY_OCTETS]
                        : values.octets("ck", KEY_OCTETS);
        try {
            return EspKeys.expand(integrity, encryption, ck, ik);
        } catch (WeakKeyException e) {
            throw ToolException.noResult(
                    e.getMessage() + " (expected: a CK whose halves differ, RFC 2451 clause 2.3)");
        }
    }
}
