package org.gatehouse.ims.scscf.testbed;

import java.nio.ByteBuffer;
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
                filled(16, 'R', number),
                filled(8, 'X', number),
                filled(16, 'C', number),
                filled(16, 'I', number),
                filled(16, 'A', number));
    }

    /** Vectors first, first + 1, … */
    public static List<AuthenticationVector> from(int first, int count) {
        return IntStream.range(first, first + count).mapToObj(Vectors::numbered).toList();
    }

    public static String nonce(int number) {
        AuthenticationVector vector = numbered(number);
        return AkaNonce.encode(vector.rand(), vector.autn());
    }

    private static byte[] filled(int length, char part, int number) {
        byte[] octets = new byte[length];
        Arrays.fill(octets, (byte) part);
        ByteBuffer.wrap(octets).putInt(number);
        return octets;
    }
}
