package org.gatehouse.ims.scscf.regevent;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import org.gatehouse.ims.core.sip.NameAddress;
import org.gatehouse.ims.core.sip.SipParseException;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.check.RequestCheck;
import org.gatehouse.ims.core.sip.check.RequestFault;
import org.gatehouse.ims.core.sip.reginfo.RegInfo;
import org.gatehouse.ims.scscf.refusal.Refusal;

/** Reads SUBSCRIBEs to the reg event package. */
public final class SubscribeReader {
    private static final Set<String> ACCEPTED = Set.of(RegInfo.TYPE, "application/*", "*/*");

    private SubscribeReader() {}

    /** What reading comes to. */
    public sealed interface Reading {
        record Read(SubscribeRequest request) implements Reading {}

        record Refused(Refusal refusal) implements Reading {}
    }

    /** Whether a request subscribes to the registration of whoever its Request-URI names. */
    public static boolean isOfPackage(SipRequest request) {
        return request.method().equals("SUBSCRIBE")
                && request.hasHeader("Event")
                && packageOf(request).equals(RegInfo.EVENT);
    }

    public static Reading read(SipRequest request) {
        RequestFault fault = RequestCheck.asServer(request, Set.of()).orElse(null);
        if (fault != null) {
            return refused(new Refusal.Invalid(fault));
        }
        if (!isOfPackage(request)) {
            return refused(new Refusal.BadEvent(packageOf(request)));
        }
        List<String> accept = request.headerValues("Accept");
        // "if the Accept header is not present, [..] application/reginfo+xml" (RFC 3680 clause 4.5)
        if (!accept.isEmpty() && accept.stream().noneMatch(SubscribeReader::takesReginfo)) {
            return refused(new Refusal.NotAcceptable(String.join(", ", accept)));
        }
        try {
            return read(request, request.expires());
        } catch (SipParseException e) {
            return refused(new Refusal.Malformed(e.message()));
        }
    }

    private static Reading read(SipRequest request, OptionalLong asked) throws SipParseException {
        Duration expires =
                asked.isPresent()
                        ? Duration.ofSeconds(asked.getAsLong())
                        : RegEventMachine.USUAL_EXPIRES;
        if (expires.isPositive() && expires.compareTo(RegEventMachine.SHORTEST_EXPIRES) < 0) {
            return refused(new Refusal.IntervalTooBrief(RegEventMachine.SHORTEST_EXPIRES));
        }
        List<NameAddress> contacts = request.contacts();
        if (contacts.size() != 1 || request.from().tag() == null) {
            return refused(
                    new Refusal.Malformed(
                            "SUBSCRIBE without one Contact and a tag in From (expected: both)"));
        }
        // NOTIFYs go there
        String contact = contacts.getFirst().sipUri().toString();
        return new Reading.Read(
                new SubscribeRequest(
                        request,
                        request.to().tag(),
                        String.valueOf(request.header("Event")),
                        expires,
                        contact,
                        request.headerValues("Record-Route")));
    }

    private static String packageOf(SipRequest request) {
        String event = request.header("Event");
        return event == null ? "none" : event.split(";", 2)[0].strip();
    }

    private static boolean takesReginfo(String range) {
        return ACCEPTED.contains(range.split(";", 2)[0].strip().toLowerCase(Locale.ROOT));
    }

    private static Reading refused(Refusal refusal) {
        return new Reading.Refused(refusal);
    }
}
