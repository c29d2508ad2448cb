package org.gatehouse.ims.pcscf.filter;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.gatehouse.ims.core.sip.SipRequest;

/**
 * Which requests relate to emergency services: RFC 5031's urn:service:sos and what lies below it,
 * and the numbers that the operator lists. Nothing else makes a request one: not a header field, a
 * priority, or what else a UE may write.
 *
 * @param numbers digits alone
 */
public record EmergencyNumbers(Set<String> numbers) {
    private static final String SOS = "urn:service:sos";

    public EmergencyNumbers {
        numbers = Set.copyOf(numbers);
    }

    public static EmergencyNumbers of(List<String> numbers) {
        return new EmergencyNumbers(Set.copyOf(numbers));
    }

    /** Judges by the Request-URI. */
    public boolean isEmergency(SipRequest request) {
        String uri = request.requestUri().toLowerCase(Locale.ROOT);
        if (uri.equals(SOS) || uri.startsWith(SOS + ".")) {
            return true;
        }
        int colon = uri.indexOf(':');
        String rest = uri.substring(colon + 1);
        return switch (uri.substring(0, colon)) {
            // "visual-separator = "-" / "." / "(" / ")"" (RFC 3966 clause 3)
            case "tel" -> numbers.contains(rest.split(";", 2)[0].replaceAll("[-.()]", ""));
            case "sip", "sips" -> {
                int at = rest.indexOf('@');
                yield at > 0 && numbers.contains(rest.substring(0, at).split("[;:]", 2)[0]);
            }
            default -> false;
        };
    }
}
