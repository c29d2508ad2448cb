package org.gatehouse.ims.ue.card;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * BER-TLV objects as cards use them (ETSI TS 101 220 clause 7.1.1): tags of one octet, lengths of
 * one to three. What a card sends is 64 KB at most by its length fields.
 */
final class Tlv {
    /** Filler between and after objects. */
    private static final int NONE = 0x00;

    private static final int ERASED = 0xFF;

    private final int tag;
    private final byte[] value;

    private Tlv(int tag, byte[] value) {
        this.tag = tag;
        this.value = value;
    }

    int tag() {
        return tag;
    }

    byte[] value() {
        return value;
    }

    /**
     * All objects, one after the other, until the end or the filler.
     *
     * @return empty if a length points over the end
     */
    static Optional<List<Tlv>> parse(byte[] octets) {
        List<Tlv> objects = new ArrayList<>();
        int at = 0;
        while (at < octets.length) {
            int tag = octets[at++] & 0xFF;
            if (tag == NONE || tag == ERASED) {
                break;
            }
            if (at == octets.length) {
                return Optional.empty();
            }
            int length = octets[at++] & 0xFF;
            if (length > 0x7F) {
                int more = length & 0x7F;
                if (more < 1 || more > 2 || octets.length - at < more) {
                    return Optional.empty();
                }
                length = 0;
                for (int i = 0; i < more; i++) {
                    length = length << 8 | (octets[at++] & 0xFF);
                }
            }
            if (octets.length - at < length) {
                return Optional.empty();
            }
            objects.add(new Tlv(tag, Arrays.copyOfRange(octets, at, at + length)));
            at += length;
        }
        return Optional.of(objects);
    }

    /** The value of the first object with a tag; empty if there is none, or no objects at all. */
    static Optional<byte[]> find(byte[] octets, int tag) {
        return parse(octets)
                .flatMap(all -> all.stream().filter(tlv -> tlv.tag == tag).findFirst())
                .map(Tlv::value);
    }
}
