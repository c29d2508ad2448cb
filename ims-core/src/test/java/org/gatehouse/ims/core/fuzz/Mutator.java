package org.gatehouse.ims.core.fuzz;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Random;

/** Makes inputs like those of a corpus: the blind half of a fuzzer, for the runs of a build. */
final class Mutator {
    /** Octets of an input: room for every bound to be passed but those of whole messages. */
    private static final int LONGEST = 4096;

    /** Octets that mean something to some parser. */
    private static final byte[] TELLING = {
        0,
        1,
        0x0a,
        0x0d,
        ' ',
        '"',
        '%',
        '*',
        ',',
        '-',
        '/',
        ':',
        ';',
        '<',
        '=',
        '>',
        '?',
        '@',
        '[',
        '\\',
        ']',
        '0',
        '9',
        0x7f,
        (byte) 0x80,
        (byte) 0xc0,
        (byte) 0xff
    };

    private final List<byte[]> corpus;
    private final Random random;

    Mutator(List<byte[]> corpus, long seed) {
        this.corpus = corpus;
        this.random = new Random(seed);
    }

    byte[] next() {
        byte[] input = corpus.get(random.nextInt(corpus.size()));
        for (int i = random.nextInt(5); i >= 0; i--) {
            input = changed(input);
        }
        return input;
    }

    private byte[] changed(byte[] input) {
        if (input.length == 0) {
            return new byte[] {(byte) random.nextInt(256)};
        }
        int at = random.nextInt(input.length);
        int length = 1 + random.nextInt(Math.min(input.length - at, 64));
        byte telling = TELLING[random.nextInt(TELLING.length)];
        return switch (random.nextInt(8)) {
            case 0 -> replaced(input, at, (byte) (input[at] ^ (1 << random.nextInt(8))));
            case 1 -> replaced(input, at, (byte) random.nextInt(256));
            case 2 -> replaced(input, at, telling);
            case 3 -> spliced(input, at, at, new byte[] {telling});
            case 4 -> spliced(input, at, at + length, new byte[0]);
            case 5 -> spliced(input, at, at, piece(input, at, length));
            case 6 -> spliced(input, at, input.length, new byte[0]);
            default -> {
                byte[] other = corpus.get(random.nextInt(corpus.size()));
                int from = other.length == 0 ? 0 : random.nextInt(other.length);
                int octets = random.nextInt(other.length - from + 1);
                yield spliced(input, at, at + length, piece(other, from, octets));
            }
        };
    }

    private static byte[] replaced(byte[] input, int at, byte octet) {
        byte[] changed = input.clone();
        changed[at] = octet;
        return changed;
    }

    private static byte[] piece(byte[] of, int from, int length) {
        byte[] piece = new byte[length];
        System.arraycopy(of, from, piece, 0, length);
        return piece;
    }

    /** The input with what stands from here to there replaced. */
    private static byte[] spliced(byte[] input, int from, int to, byte[] by) {
        if (input.length + by.length > LONGEST) {
            return input;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(input.length + by.length);
        out.write(input, 0, from);
        out.writeBytes(by);
        out.write(input, to, input.length - to);
        return out.toByteArray();
    }
}
