package org.gatehouse.ims.core.aka;

import java.security.MessageDigest;

/** An ISIM in memory (TS 33.102 clause 6.3.3). */
public final class SoftIsim implements Isim {
    private final AkaAlgorithm algorithm;
    private final SqnArray sqnArray;

    /**
     * @param sqnArray the card's sequence numbers; what is accepted changes it
     */
    public SoftIsim(AkaAlgorithm algorithm, SqnArray sqnArray) {
        this.algorithm = algorithm;
        this.sqnArray = sqnArray;
    }

    @Override
    public Result authenticate(byte[] rand, byte[] autn) {
        Autn token = Autn.of(autn);
        long sqn = token.concealedSqn() ^ algorithm.anonymityKey(rand);
        AkaOutputs outputs = algorithm.outputs(rand, sqn, token.amf());
        // "the USIM computes XMAC and compares this with MAC which is included in AUTN. If they are
        // different, the user sends user authentication reject [..] Next the USIM verifies that the
        // received sequence number SQN is in the correct range" (TS 33.102 clause 6.3.3)
        if (!MessageDigest.isEqual(outputs.macA(), token.mac())) {
            return new Result.MacFailure();
        }
        if (!sqnArray.accept(sqn)) {
            return new Result.SyncFailure(Auts.make(algorithm, rand, sqnArray.highest()));
        }
        return new Result.Accepted(outputs.res(), outputs.ck(), outputs.ik());
    }

    /** The sequence numbers, for keeping them in a file. */
    public SqnArray sqnArray() {
        return sqnArray;
    }

    @Override
    public String toString() {
        return "SoftIsim[masked]";
    }
}
