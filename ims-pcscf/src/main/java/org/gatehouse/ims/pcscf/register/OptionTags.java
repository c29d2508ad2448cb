package org.gatehouse.ims.pcscf.register;

import java.util.ArrayList;
import java.util.List;
import org.gatehouse.ims.core.sip.RequestEditor;
import org.gatehouse.ims.core.sip.SipMessage;
import org.gatehouse.ims.core.sip.text.Chars;

/** Option tags in Require, Proxy-Require and Supported (RFC 3261 clause 19.2). */
final class OptionTags {
    static final String SEC_AGREE = "sec-agree";
    static final String PATH = "path";

    private OptionTags() {}

    static List<String> of(SipMessage message, String header) {
        return message.headerValues(header);
    }

    static boolean has(SipMessage message, String header, String tag) {
        return of(message, header).stream().anyMatch(tag::equalsIgnoreCase);
    }

    static List<String> without(List<String> tags, String tag) {
        return tags.stream().filter(other -> !tag.equalsIgnoreCase(other)).toList();
    }

    /** Are all of them tokens, as clause 25.1 writes an option tag? */
    static boolean areTokens(SipMessage message, String header) {
        return of(message, header).stream().allMatch(Chars::isToken);
    }

    /**
     * Takes a tag out of a header field, and with it what is no tag at all: who knows what another
     * reader sees in it. The field goes when nothing is left.
     */
    static void remove(SipMessage message, RequestEditor editor, String header, String tag) {
        if (has(message, header, tag) || !areTokens(message, header)) {
            List<String> tags = without(of(message, header), tag);
            write(editor, header, tags.stream().filter(Chars::isToken).toList());
        }
    }

    /** Takes sec-agree out of Require and puts path in. */
    static void requirePath(SipMessage message, RequestEditor editor) {
        List<String> tags = new ArrayList<>(without(of(message, "Require"), SEC_AGREE));
        if (tags.stream().noneMatch(PATH::equalsIgnoreCase)) {
            tags.add(PATH);
        }
        write(editor, "Require", tags);
    }

    private static void write(RequestEditor editor, String header, List<String> tags) {
        if (tags.isEmpty()) {
            editor.remove(header);
        } else {
            editor.set(header, String.join(", ", tags));
        }
    }
}
