package org.gatehouse.ims.core.sip.check;

import java.util.List;
import org.gatehouse.ims.core.sip.ResponseEditor;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.core.sip.text.Quoting;
import org.gatehouse.ims.core.sip.text.ReasonPhrases;

/** Why a request is not served, and the status that says so. */
public sealed interface RequestFault {
    int status();

    /** What is wrong, in a few words, with nothing in it that could forge a log line. */
    String why();

    /** Something in it does not read as the request needs it. */
    record Malformed(String why) implements RequestFault {
        @Override
        public int status() {
            return 400;
        }
    }

    /** The scheme of the Request-URI is none that is served. */
    record UnknownScheme(String scheme) implements RequestFault {
        @Override
        public int status() {
            return 416;
        }

        @Override
        public String why() {
            return "Request-URI scheme " + scheme + " (expected: sip, sips or tel)";
        }
    }

    record TooManyHops() implements RequestFault {
        @Override
        public int status() {
            return 483;
        }

        @Override
        public String why() {
            return "Max-Forwards is 0";
        }
    }

    /** An extension is demanded that is not known. */
    record UnsupportedExtensions(List<String> tags) implements RequestFault {
        public UnsupportedExtensions {
            tags = List.copyOf(tags);
        }

        @Override
        public int status() {
            return 420;
        }

        @Override
        public String why() {
            return "unsupported extension " + String.join(", ", tags);
        }
    }

    /**
     * The refusal. RFC 3261 16.3: "including an Unsupported [..] header field listing" the tags.
     */
    default SipResponse answer(SipRequest request, String toTag) {
        ResponseEditor answer = SipResponse.answering(request, status(), phrase()).toTag(toTag);
        if (this instanceof UnsupportedExtensions extensions) {
            answer.set("Unsupported", String.join(", ", extensions.tags()));
        }
        return answer.build();
    }

    /** What can be put right is said in the reason phrase: a few printable characters of it. */
    private String phrase() {
        String usual = ReasonPhrases.of(status());
        return this instanceof Malformed malformed
                ? usual + ": " + Quoting.printable(malformed.why())
                : usual;
    }
}
