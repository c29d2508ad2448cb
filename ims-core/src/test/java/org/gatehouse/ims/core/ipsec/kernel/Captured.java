package org.gatehouse.ims.core.ipsec.kernel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/** Messages that iproute2 and a kernel sent each other. */
final class Captured {
    private Captured() {}

    static byte[] octets(String name) {
        try (var in = Captured.class.getResourceAsStream("/xfrm/captured.txt")) {
            if (in == null) {
                throw new IllegalStateException("no xfrm/captured.txt");
            }
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .filter(line -> line.startsWith(name + " "))
                    .map(line -> HexFormat.of().parseHex(line.substring(name.length() + 1)))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<NetlinkMessage> messages(String name) {
        return NetlinkMessage.split(octets(name));
    }

    static NetlinkMessage message(String name) {
        return messages(name).getFirst();
    }
}
