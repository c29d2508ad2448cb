package org.gatehouse.ims.pcscf.journal;

import java.net.InetAddress;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.gatehouse.ims.core.net.HostPort;
import org.gatehouse.ims.core.secagree.Spi;
import org.gatehouse.ims.core.secagree.SpisAndPorts;
import org.gatehouse.ims.pcscf.table.SetInfo;

/**
 * A set of associations that a user authenticated himself over. There are no keys in it, so nobody
 * can go on with the set: that would need the replay window as well.
 *
 * @param own what the P-CSCF chose: its SPIs name the entry
 * @param ueEnd what the UE chose
 */
public record JournalEntry(
        String impi, InetAddress ue, SpisAndPorts own, SpisAndPorts ueEnd, Instant expires) {
    private static final int FIELDS = 11;

    public static JournalEntry of(SetInfo info, Instant expires) {
        return new JournalEntry(
                info.ue().impi(), info.ue().address(), info.ownEnd(), info.ueEnd(), expires);
    }

    /** Name of the entry in the file. */
    Spi key() {
        return own.spiS();
    }

    String line() {
        return "+ "
                + text(own)
                + ' '
                + HostPort.text(ue)
                + ' '
                + text(ueEnd)
                + ' '
                + expires.getEpochSecond()
                + ' '
                + URLEncoder.encode(impi, StandardCharsets.UTF_8);
    }

    private static String text(SpisAndPorts end) {
        return end.spiC().value()
                + " "
                + end.spiS().value()
                + ' '
                + end.portC()
                + ' '
                + end.portS();
    }

    /** What a line says; empty if it is no line of ours. */
    static Optional<JournalEntry> parse(String line) {
        String[] fields = line.split(" ", -1);
        if (fields.length != FIELDS + 1 || !fields[0].equals("+")) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new JournalEntry(
                            URLDecoder.decode(fields[11], StandardCharsets.UTF_8),
                            InetAddress.ofLiteral(fields[5]),
                            end(fields, 1),
                            end(fields, 6),
                            Instant.ofEpochSecond(Long.parseLong(fields[10]))));
        } catch (IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static SpisAndPorts end(String[] fields, int at) {
        return new SpisAndPorts(
                new Spi(Long.parseLong(fields[at])),
                new Spi(Long.parseLong(fields[at + 1])),
                Integer.parseInt(fields[at + 2]),
                Integer.parseInt(fields[at + 3]));
    }
}
