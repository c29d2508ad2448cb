package org.gatehouse.ims.scscf.testbed;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.gatehouse.ims.core.aka.AuthenticationVector;
import org.gatehouse.ims.core.digest.AkaNonce;

/** Vectors that can be told apart. */
public final class Vectors {
    private Vectors() {}

    public static AuthenticationVector numbered(int number) {
        return new AuthenticationVector(
                filled(16, number),
                filled(8, number + 1),
                filled(16, number + 2),
                filled(16, number + 3),
                filled(16, number + 4));
    }

    /** Vectors first, first + 1, … */
    public static List<AuthenticationVector> from(int first, int count) {
        return IntStream.range(first, first + count).mapToObj(Vectors::numbered).toList();
    }

    public static String nonce(int number) {
        AuthenticationVector vector = numbered(number);
        return AkaNonce.encode(vector.rand(), vector.autn());
    }

    private static byte[] filled(int length, int value) {
        byte[] octets = new byte[length];
        Arrays.fill(octets, (byte) value);
        return octets;
    }
}
