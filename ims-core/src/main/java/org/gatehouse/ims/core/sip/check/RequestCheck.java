package org.gatehouse.ims.core.sip.check;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.ims.core.sip.SipParseException;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipUri;
import org.gatehouse.ims.core.sip.text.Chars;
import org.gatehouse.ims.core.sip.text.Quoting;

/**
 * What a proxy or a server checks before it does anything for a request. Syntax was checked when
 * the message was read.
 */
public final class RequestCheck {
    private RequestCheck() {}

    /**
     * RFC 3261 16.3: scheme of the Request-URI, hops, Proxy-Require, in this order.
     *
     * @param understood option tags of Proxy-Require, in lower case
     */
    public static Optional<RequestFault> asProxy(SipRequest request, Set<String> understood) {
        return requestUri(request).or(() -> asProxyOfService(request, understood));
    }

    /**
     * The same where the proxy itself knows what the Request-URI means: a service, not a user.
     *
     * @param understood option tags of Proxy-Require, in lower case
     */
    public static Optional<RequestFault> asProxyOfService(
            SipRequest request, Set<String> understood) {
        // "If this value is zero (0), the element MUST NOT forward the request."
        return request.maxForwards() == 0
                ? Optional.of(new RequestFault.TooManyHops())
                : extensions(request, "Proxy-Require", understood);
    }

    /**
     * RFC 3261 8.2.2: scheme of the Request-URI, Require.
     *
     * @param understood option tags of Require, in lower case
     */
    public static Optional<RequestFault> asServer(SipRequest request, Set<String> understood) {
        return requestUri(request).or(() -> extensions(request, "Require", understood));
    }

    /**
     * RFC 3261 8.2.2.1: "a scheme not supported by the UAS, it SHOULD reject the request with a 416
     * (Unsupported URI Scheme)". Table 1 of 19.1.1: a Request-URI has no headers part; nobody makes
     * header fields of one, or passes it on.
     */
    private static Optional<RequestFault> requestUri(SipRequest request) {
        String uri = request.requestUri();
        int colon = uri.indexOf(':');
        String scheme = Chars.lower(uri.substring(0, colon));
        if (scheme.equals("tel")) {
            return Optional.empty();
        }
        if (!scheme.equals("sip") && !scheme.equals("sips")) {
            return Optional.of(new RequestFault.UnknownScheme(Quoting.show(scheme)));
        }
        try {
            return SipUri.parse(uri).headers() == null
                    ? Optional.empty()
                    : Optional.of(
                            new RequestFault.Malformed(
                                    "header fields in the Request-URI (expected: none)"));
        } catch (SipParseException wrong) {
            return Optional.of(new RequestFault.Malformed(wrong.message()));
        }
    }

    private static Optional<RequestFault> extensions(
            SipRequest request, String header, Set<String> understood) {
        List<String> unknown =
                request.headerValues(header).stream()
                        .filter(tag -> !understood.contains(Chars.lower(tag)))
                        .toList();
        return unknown.isEmpty()
                ? Optional.empty()
                : Optional.of(new RequestFault.UnsupportedExtensions(unknown));
    }
}
