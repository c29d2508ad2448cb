package org.gatehouse.ims.ue.tools;

import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import org.gatehouse.ims.core.aka.AkaAlgorithm;
import org.gatehouse.ims.core.aka.AkaOutputs;
import org.gatehouse.ims.core.aka.Auts;
import org.gatehouse.ims.core.aka.Milenage;
import org.gatehouse.ims.core.aka.Tuak;
import org.gatehouse.ims.ue.tools.Tool.Input;

/** {@code ims aka}: the functions of TS 33.102, and both ends' checks. */
final class AkaTools {
    static final int KEY_OCTETS = 16;
    static final int RAND_OCTETS = 16;

    private static final int SQN_DIGITS = 12;

    /** Above all sizes that TUAK has. */
    private static final int LARGEST_SIZE = 1024;

    private static final HexFormat HEX = HexFormat.of();

    static final Input K = Tool.hex("k", "the subscriber's key K, 32 hex digits");
    static final Input OPC = Tool.hex("opc", "OPc, 32 hex digits");
    static final Input OP = Tool.hex("op", "OP, 32 hex digits, instead of OPc");
    private static final Input SQN = Tool.hex("sqn", "SQN, 12 hex digits");
    private static final Input AMF = Tool.hex("amf", "AMF, 4 hex digits");
    static final Input RAND = Tool.hex("rand", "RAND, 32 hex digits");

    static final Tool MILENAGE =
            new Tool(
                    "milenage",
                    List.of(
                            "f1 to f5* and AUTN with MILENAGE (TS 35.206).",
                            "Prints mac-a, mac-s, res, ck, ik, ak, ak-star and autn."),
                    List.of(K, OPC, OP, RAND, SQN, AMF),
                    values -> outputs(milenage(values), values));

    static final Tool TUAK =
            new Tool(
                    "tuak",
                    List.of(
                            "f1 to f5* and AUTN with TUAK (TS 35.231).",
                            "Prints mac-a, mac-s, res, ck, ik, ak, ak-star and autn, which is as"
                                    + " long as its MAC makes it."),
                    List.of(
                            Tool.hex("k", "the subscriber's key K, 32 or 64 hex digits"),
                            Tool.hex("topc", "TOPc, 64 hex digits"),
                            Tool.hex("top", "TOP, 64 hex digits, instead of TOPc"),
                            RAND,
                            SQN,
                            AMF,
                            Tool.option("mac-bits", "N", "64, 128 or 256 (default: 64)"),
                            Tool.option("res-bits", "N", "32, 64, 128 or 256 (default: 64)"),
                            Tool.option("ck-bits", "N", "128 or 256 (default: 128)"),
                            Tool.option("ik-bits", "N", "128 or 256 (default: 128)"),
                            Tool.option("keccak-iterations", "N", "1 to 255 (default: 1)")),
                    values -> outputs(tuak(values), values));

    static final Tool AUTS =
            new Tool(
                    "auts",
                    List.of(
                            "Reads a resynchronisation token as the AuC does (TS 33.102 6.3.5).",
                            "Prints sqn, the SQN_MS in it, and valid, whether its MAC-S is right."
                                    + " If it is not, sqn means nothing."),
                    List.of(
                            K,
                            OPC,
                            OP,
                            RAND,
                            Tool.hex("auts", "AUTS, 28 hex digits, or base64 as SIP has it")),
                    AkaTools::auts);

    private AkaTools() {}

    static List<Tool> all() {
        return List.of(MILENAGE, TUAK, AUTS, ChallengeTool.CHECK, ResponseTool.RESPONSE);
    }

    /** The algorithm of a subscriber: K, and OPc or OP. */
    static AkaAlgorithm milenage(Values values) throws ToolException {
        byte[] k = values.octets("k", KEY_OCTETS);
        String given = values.exactlyOne("opc", "op");
        byte[] octets = values.octets(given, KEY_OCTETS);
        return new Milenage(k, given.equals("op") ? Milenage.opc(k, octets) : octets);
    }

    private static AkaAlgorithm tuak(Values values) throws ToolException {
        byte[] k = values.octets("k", KEY_OCTETS, 2 * KEY_OCTETS);
        String given = values.exactlyOne("topc", "top");
        byte[] octets = values.octets(given, Tuak.TOP_LENGTH);
        try {
            Tuak.Sizes sizes =
                    new Tuak.Sizes(
                            size(values, "mac-bits", Tuak.Sizes.IMS.mac()),
                            size(values, "res-bits", Tuak.Sizes.IMS.res()),
                            size(values, "ck-bits", Tuak.Sizes.IMS.ck()),
                            size(values, "ik-bits", Tuak.Sizes.IMS.ik()),
                            size(values, "keccak-iterations", Tuak.Sizes.IMS.iterations()));
            boolean top = given.equals("top");
            return new Tuak(k, top ? Tuak.topc(k, octets, sizes.iterations()) : octets, sizes);
        } catch (IllegalArgumentException e) {
            // its message names the value that is not one of those it takes
            throw ToolException.usage(String.valueOf(e.getMessage()));
        }
    }

    private static int size(Values values, String name, int otherwise) throws ToolException {
        return (int) values.number(name, 0, LARGEST_SIZE, otherwise);
    }

    private static Answer outputs(AkaAlgorithm algorithm, Values values) throws ToolException {
        long sqn = values.sqn("sqn");
        byte[] amf = values.octets("amf", 2);
        AkaOutputs outputs = algorithm.outputs(values.octets("rand", RAND_OCTETS), sqn, amf);
        LinkedHashMap<String, Object> answer = new LinkedHashMap<>();
        answer.put("mac-a", HEX.formatHex(outputs.macA()));
        answer.put("mac-s", HEX.formatHex(outputs.macS()));
        answer.put("res", HEX.formatHex(outputs.res()));
        answer.put("ck", HEX.formatHex(outputs.ck()));
        answer.put("ik", HEX.formatHex(outputs.ik()));
        answer.put("ak", sqnText(outputs.ak()));
        answer.put("ak-star", sqnText(outputs.akStar()));
        // "AUTN = SQN xor AK || AMF || MAC" (TS 33.102 clause 6.3.2)
        answer.put(
                "autn",
                sqnText(sqn ^ outputs.ak()) + HEX.formatHex(amf) + HEX.formatHex(outputs.macA()));
        return Answer.of(answer);
    }

    private static Answer auts(Values values) throws ToolException {
        AkaAlgorithm algorithm = milenage(values);
        byte[] rand = values.octets("rand", RAND_OCTETS);
        byte[] auts = values.autsOctets();
        long concealed = HexFormat.fromHexDigitsToLong(HEX.formatHex(auts, 0, 6));
        LinkedHashMap<String, Object> answer = new LinkedHashMap<>();
        answer.put("sqn", sqnText(concealed ^ algorithm.resynchronisationKey(rand)));
        answer.put("valid", Auts.verify(algorithm, rand, auts).isPresent());
        return Answer.of(answer);
    }

    /** 48 bits in hex. */
    private static String sqnText(long value) {
        return HEX.toHexDigits(value, SQN_DIGITS);
    }
}
