package org.gatehouse.ims.core.aka;

/** Makes authentication vectors, the AuC's work (TS 33.102 clause 6.3.2). */
public final class AuthVectors {
    private AuthVectors() {}

    /**
     * One vector. "AUTN = SQN xor AK || AMF || MAC".
     *
     * @param rand 16 octets, fresh
     * @param sqn 48 bits, never used before
     * @param amf 2 octets
     */
    public static AuthenticationVector generate(
            AkaAlgorithm algorithm, byte[] rand, long sqn, byte[] amf) {
        AkaOutputs outputs = algorithm.outputs(rand, sqn, amf);
        byte[] autn = Autn.of(sqn ^ outputs.ak(), amf, outputs.macA()).octets();
        return new AuthenticationVector(rand, outputs.res(), outputs.ck(), outputs.ik(), autn);
    }
}
