package org.gatehouse.ims.ue.lab;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.gatehouse.ims.core.diameter.Applications;
import org.gatehouse.ims.core.diameter.Avp;
import org.gatehouse.ims.core.diameter.AvpCode;
import org.gatehouse.ims.core.diameter.AvpList;
import org.gatehouse.ims.core.diameter.DiameterMessage;
import org.gatehouse.ims.core.diameter.LocalPeer;
import org.gatehouse.ims.core.diameter.Vendor;
import org.gatehouse.ims.core.diameter.cx.AssignmentType;
import org.gatehouse.ims.core.diameter.cx.CxRequestCodec;
import org.gatehouse.ims.core.diameter.cx.CxRoute;
import org.gatehouse.ims.core.diameter.cx.MultimediaAuth;
import org.gatehouse.ims.core.diameter.cx.ServerAssignment;

/** Octets of someone who means no good: random ones, and messages with something wrong in them. */
final class Hostility {
    /** Values that parsers are fond of. */
    private static final List<String> EVIL =
            List.of(
                    "4294967296",
                    "-1",
                    "99999999999999999999",
                    "\"",
                    "<",
                    "%00",
                    "\\",
                    ",",
                    ";;",
                    "=",
                    " ",
                    "\r\n ",
                    "\0",
                    "ÿ",
                    "z9hG4bKg9999.00000000000000000000000000000000",
                    "urn:service:sos",
                    "sip:[::1",
                    "Digest",
                    "ipsec-3gpp;alg=;spi-c=4294967295");

    private final Random random;

    Hostility(long seed) {
        random = new Random(seed);
    }

    Random random() {
        return random;
    }

    /** Noise, or one of these messages changed in one to four places. */
    byte[] octets(List<byte[]> messages) {
        int kind = random.nextInt(10);
        if (kind == 0 || messages.isEmpty()) {
            byte[] noise = new byte[random.nextInt(kind == 0 ? 200 : 1500)];
            random.nextBytes(noise);
            return noise;
        }
        byte[] result = messages.get(random.nextInt(messages.size())).clone();
        for (int i = random.nextInt(4); i >= 0 && result.length > 0; i--) {
            result = changed(result, messages);
        }
        return result.length <= 60_000 ? result : Arrays.copyOf(result, 60_000);
    }

    private byte[] changed(byte[] octets, List<byte[]> messages) {
        int at = random.nextInt(octets.length);
        int to = Math.min(octets.length, at + 1 + random.nextInt(40));
        byte[] copy = octets.clone();
        return switch (random.nextInt(9)) {
            case 0 -> {
                copy[at] ^= (byte) (1 << random.nextInt(8));
                yield copy;
            }
            case 1 -> {
                copy[at] = (byte) random.nextInt();
                yield copy;
            }
            case 2 -> Arrays.copyOf(octets, at);
            case 3 -> joined(part(octets, 0, at), part(octets, to, octets.length));
            case 4 -> joined(part(octets, 0, to), part(octets, at, octets.length));
            case 5 -> {
                byte[] evil = EVIL.get(random.nextInt(EVIL.size())).getBytes(ISO_8859_1);
                yield joined(part(octets, 0, at), evil, part(octets, at, octets.length));
            }
            case 6 -> {
                byte[] other = messages.get(random.nextInt(messages.size()));
                yield joined(part(octets, 0, at), part(other, random.nextInt(other.length), -1));
            }
            case 7 -> lines(octets);
            default -> numbers(octets);
        };
    }

    /** Lines in another order, one of them many times. */
    private byte[] lines(byte[] octets) {
        List<String> lines =
                new ArrayList<>(List.of(new String(octets, ISO_8859_1).split("\r\n", -1)));
        Collections.swap(lines, random.nextInt(lines.size()), random.nextInt(lines.size()));
        String one = lines.get(random.nextInt(lines.size()));
        lines.addAll(random.nextInt(lines.size()), Collections.nCopies(random.nextInt(300), one));
        return String.join("\r\n", lines).getBytes(ISO_8859_1);
    }

    /** Every third number or so becomes another. */
    private byte[] numbers(byte[] octets) {
        StringBuilder text = new StringBuilder();
        for (String piece : new String(octets, ISO_8859_1).split("(?<=\\D)(?=\\d)", -1)) {
            boolean other = !piece.isEmpty() && random.nextInt(3) == 0;
            text.append(other ? Long.toString(random.nextLong(1L << 40)) : "").append(piece);
        }
        return text.toString().getBytes(ISO_8859_1);
    }

    private static byte[] part(byte[] octets, int from, int to) {
        return Arrays.copyOfRange(octets, from, to < 0 ? octets.length : to);
    }

    private static byte[] joined(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        byte[] all = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    /**
     * CER, MAR with and without AUTS, SAR: as a CSCF of another home would send them. Subscriber 7
     * is theirs: a peer that the HSS takes may move its users.
     */
    static List<byte[]> diameter() {
        LocalPeer own = new LocalPeer("evil." + LabCore.HOME_DOMAIN, LabCore.HOME_DOMAIN, "x", 1);
        CxRoute route = new CxRoute(own, LabCore.HOME_DOMAIN);
        String impi = "001010000000007@" + LabCore.HOME_DOMAIN;
        String impu = "sip:" + impi;
        String server = "sip:10.0.0.2:5082";
        MultimediaAuth.Resync resync = new MultimediaAuth.Resync(new byte[16], new byte[14]);
        return List.of(
                capabilities(own).encode(),
                CxRequestCodec.encode(
                                new MultimediaAuth(impi, impu, server, 3, null), "s;1;1", route)
                        .withIds(1, 1)
                        .encode(),
                CxRequestCodec.encode(
                                new MultimediaAuth(impi, impu, server, 1, resync), "s;1;2", route)
                        .withIds(2, 2)
                        .encode(),
                CxRequestCodec.encode(
                                new ServerAssignment(
                                        impi,
                                        List.of(impu),
                                        server,
                                        AssignmentType.AUTHENTICATION_TIMEOUT,
                                        false),
                                "s;1;3",
                                route)
                        .withIds(3, 3)
                        .encode());
    }

    private static DiameterMessage capabilities(LocalPeer own) {
        return DiameterMessage.request(
                Applications.CAPABILITIES_EXCHANGE,
                0,
                AvpList.of(
                        Avp.of(AvpCode.ORIGIN_HOST, own.host()),
                        Avp.of(AvpCode.ORIGIN_REALM, own.realm()),
                        Avp.of(AvpCode.HOST_IP_ADDRESS, InetAddress.ofLiteral("127.0.0.1")),
                        Avp.of(AvpCode.VENDOR_ID, 0),
                        Avp.of(AvpCode.PRODUCT_NAME, own.product()),
                        Avp.of(
                                AvpCode.VENDOR_SPECIFIC_APPLICATION_ID,
                                AvpList.of(
                                        Avp.of(AvpCode.VENDOR_ID, Vendor.TGPP),
                                        Avp.of(AvpCode.AUTH_APPLICATION_ID, Applications.CX)))));
    }

    /** What a monitoring system asks. */
    static List<byte[]> http() {
        return List.of(
                "GET /health HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(ISO_8859_1),
                "GET /api/associations HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(ISO_8859_1),
                "POST /metrics HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n"
                        .getBytes(ISO_8859_1));
    }
}
