package org.gatehouse.ims.ue.tools;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import org.gatehouse.ims.core.aka.AkaAlgorithm;
import org.gatehouse.ims.core.aka.AkaOutputs;
import org.gatehouse.ims.core.aka.Autn;
import org.gatehouse.ims.core.aka.Auts;
import org.gatehouse.ims.core.aka.SqnArray;
import org.gatehouse.ims.core.aka.SqnProfile;
import org.jspecify.annotations.Nullable;

/** {@code ims aka check}: a challenge as the card sees it. */
final class ChallengeTool {
    private static final int AUTN_OCTETS = 16;
    private static final int LONGEST_IND_BITS = 8;

    /** Every jump that 48 bits have room for. */
    private static final long NO_DELTA = 1L << 48;

    private static final HexFormat HEX = HexFormat.of();

    static final Tool CHECK =
            new Tool(
                    "check",
                    List.of(
                            "Checks a challenge as the card does (TS 33.102 6.3.3).",
                            "Prints result, which is accepted, mac-failure or sync-failure; then"
                                    + " res, ck and ik of an accepted challenge, or auts after a"
                                    + " sync-failure. MAC is checked first: a mac-failure says"
                                    + " nothing of SQN.",
                            "Without --sqn-ms every SQN is fresh. With it the card has the array of"
                                    + " TS 33.102 clause C.2. By default that is one element: SQN"
                                    + " has to be larger than SQN_MS. With --ind-bits N, SQN is SEQ"
                                    + " || IND with an IND of N bits, and SEQ has to be larger than"
                                    + " that of its IND: SQN_MS's own for its IND, 0 for the others."
                                    + " --delta bounds how far SEQ may be above that of SQN_MS"
                                    + " (clause C.2.1). The usual card of clause C.3 has --ind-bits"
                                    + " 5 --delta 268435456."),
                    List.of(
                            AkaTools.K,
                            AkaTools.OPC,
                            AkaTools.OP,
                            AkaTools.RAND,
                            Tool.hex("autn", "AUTN, 32 hex digits"),
                            Tool.hex(
                                    "sqn-ms",
                                    "SQN_MS, the highest SQN that the card has accepted, 12 hex"
                                            + " digits"),
                            Tool.option("ind-bits", "N", "length of IND in bits (default: 0)"),
                            Tool.option(
                                    "delta",
                                    "N",
                                    "largest step of SEQ that is accepted (default: no limit)")),
                    ChallengeTool::check);

    private ChallengeTool() {}

    private static Answer check(Values values) throws ToolException {
        AkaAlgorithm algorithm = AkaTools.milenage(values);
        byte[] rand = values.octets("rand", AkaTools.RAND_OCTETS);
        Autn autn = Autn.of(values.octets("autn", AUTN_OCTETS));
        SqnArray memory = memory(values);
        long sqn = autn.concealedSqn() ^ algorithm.anonymityKey(rand);
        AkaOutputs outputs = algorithm.outputs(rand, sqn, autn.amf());
        if (!MessageDigest.isEqual(outputs.macA(), autn.mac())) {
            return Answer.of("result", "mac-failure");
        }
        LinkedHashMap<String, Object> answer = new LinkedHashMap<>();
        if (memory != null && !memory.accept(sqn)) {
            answer.put("result", "sync-failure");
            answer.put("auts", HEX.formatHex(Auts.make(algorithm, rand, memory.highest())));
            return Answer.of(answer);
        }
        answer.put("result", "accepted");
        answer.put("res", HEX.formatHex(outputs.res()));
        answer.put("ck", HEX.formatHex(outputs.ck()));
        answer.put("ik", HEX.formatHex(outputs.ik()));
        return Answer.of(answer);
    }

    /** The card's sequence numbers, as far as they were given. */
    private static @Nullable SqnArray memory(Values values) throws ToolException {
        int indBits = (int) values.number("ind-bits", 0, LONGEST_IND_BITS, 0);
        long delta = values.number("delta", 1, NO_DELTA, NO_DELTA);
        if (!values.has("sqn-ms")) {
            return null;
        }
        long sqnMs = values.sqn("sqn-ms");
        SqnProfile profile = new SqnProfile(indBits, delta, null);
        List<String> snapshot = new ArrayList<>();
        snapshot.add("sqn-ms=" + HEX.toHexDigits(sqnMs, 12));
        for (int ind = 0; ind < profile.arraySize(); ind++) {
            long seq = ind == profile.ind(sqnMs) ? profile.seq(sqnMs) : 0;
            snapshot.add("seq-" + ind + "=" + Long.toHexString(seq));
        }
        return SqnArray.restore(profile, snapshot).orElseThrow();
    }
}
