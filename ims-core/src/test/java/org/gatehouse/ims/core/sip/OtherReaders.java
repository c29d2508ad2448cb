package org.gatehouse.ims.core.sip;

import static java.nio.charset.StandardCharsets.UTF_8;

import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.parser.StringMsgParser;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** How readers of other makes see a message: what one of them sees, someone acts on. */
public final class OtherReaders {
    private static final Pattern LINE_END = Pattern.compile("[\r\n\0\u000b\u000c]");

    private OtherReaders() {}

    /** Who sees a header field of this name with this text in it; empty if nobody does. */
    public static List<String> thatSee(byte[] message, String name, String text) {
        List<String> readers = new ArrayList<>();
        if (oursSees(message, name, text)) {
            readers.add("Gatehouse");
        }
        if (jainSees(message, name, text)) {
            readers.add("JAIN-SIP");
        }
        if (lineReaderSees(message, name, text)) {
            readers.add("a reader of lines");
        }
        return readers;
    }

    private static boolean oursSees(byte[] octets, String name, String text) {
        try {
            return SipMessage.parse(octets.clone()).headers(name).stream()
                    .anyMatch(value -> contains(value, text));
        } catch (SipParseException e) {
            throw new AssertionError("what was sent on does not read: " + e.message(), e);
        }
    }

    /** With the fields that it could not parse, which it sends on all the same. */
    private static boolean jainSees(byte[] octets, String name, String text) {
        try {
            SIPMessage message =
                    new StringMsgParser()
                            .parseSIPMessage(
                                    octets,
                                    true,
                                    false,
                                    (exception, parsed, type, header, whole) -> {});
            for (Iterator<?> of = message.getHeaders(name); of.hasNext(); ) {
                if (contains(String.valueOf(of.next()), text)) {
                    return true;
                }
            }
            for (Iterator<?> of = message.getUnrecognizedHeaders(); of.hasNext(); ) {
                String line = String.valueOf(of.next());
                if (isOf(line, name) && contains(line, text)) {
                    return true;
                }
            }
            return false;
        } catch (ParseException e) {
            return false;
        }
    }

    /** Takes anything for the end of a line, and never heard of folding. */
    private static boolean lineReaderSees(byte[] octets, String name, String text) {
        String all = new String(octets, UTF_8);
        int body = all.indexOf("\r\n\r\n");
        for (String line : LINE_END.split(all.substring(0, body), -1)) {
            if (isOf(line.strip(), name) && contains(line, text)) {
                return true;
            }
        }
        return false;
    }

    /** In any case that some language knows. */
    private static boolean isOf(String line, String name) {
        int colon = line.indexOf(':');
        return colon >= 0
                && line.substring(0, colon).strip().toUpperCase(Locale.ROOT).equalsIgnoreCase(name);
    }

    private static boolean contains(String value, String text) {
        return value.toLowerCase(Locale.ROOT).contains(text);
    }
}
