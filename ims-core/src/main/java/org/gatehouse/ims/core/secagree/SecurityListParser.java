package org.gatehouse.ims.core.secagree;

import java.util.List;

/** Reads sec-mechanisms. */
final class SecurityListParser {
    List<SecurityMechanism> parse(List<String> headerFieldValues) throws SecAgreeSyntaxException {
        if (headerFieldValues.isEmpty()) {
            throw new SecAgreeSyntaxException("no security mechanism (expected: at least one)");
        }
        throw new UnsupportedOperationException();
    }
}
