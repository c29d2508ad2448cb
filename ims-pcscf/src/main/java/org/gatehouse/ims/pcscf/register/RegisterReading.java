package org.gatehouse.ims.pcscf.register;

import java.util.List;
import java.util.Optional;
import org.gatehouse.ims.core.digest.DigestCredentials;
import org.gatehouse.ims.core.digest.DigestSyntaxException;
import org.gatehouse.ims.core.secagree.SecAgreeSyntaxException;
import org.gatehouse.ims.core.secagree.SecurityList;
import org.gatehouse.ims.core.sip.SipParseException;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.check.RequestFault;
import org.jspecify.annotations.Nullable;

/** What came of reading a REGISTER: a field that trust depends on has to parse, or it ends here. */
public sealed interface RegisterReading {
    /** All that matters was read. */
    record Read(Register register) implements RegisterReading {}

    /** It is to be refused. */
    record Refused(RequestFault fault) implements RegisterReading {}

    static RegisterReading of(SipRequest request) {
        Optional<RequestFault> fault = HomeBound.fault(request);
        if (fault.isPresent()) {
            return new Refused(fault.get());
        }
        try {
            DigestCredentials credentials = credentials(request);
            String impu = request.to().addressOfRecord();
            return new Read(
                    new Register(
                            request,
                            credentials == null ? identityOf(impu) : credentials.username(),
                            impu,
                            AuthAnswer.of(credentials),
                            credentials,
                            list(request, "Security-Client"),
                            verify(request),
                            offersAgreement(request)));
        } catch (SipParseException e) {
            return bad("To: " + e.message());
        } catch (DigestSyntaxException e) {
            return bad("Authorization: " + e.getMessage());
        } catch (SecAgreeSyntaxException e) {
            return bad(String.valueOf(e.getMessage()));
        }
    }

    private static @Nullable DigestCredentials credentials(SipRequest request)
            throws DigestSyntaxException {
        List<String> fields = request.headers("Authorization");
        if (fields.size() > 1) {
            // which one a registrar takes is open, and so is which integrity-protected it believes
            throw new DigestSyntaxException(fields.size() + " of them (expected: one)");
        }
        return fields.isEmpty() ? null : DigestCredentials.parse(fields.getFirst());
    }

    private static @Nullable SecurityList list(SipRequest request, String name)
            throws SecAgreeSyntaxException {
        List<String> fields = request.headers(name);
        if (fields.isEmpty()) {
            return null;
        }
        try {
            return SecurityList.parse(fields);
        } catch (SecAgreeSyntaxException e) {
            throw new SecAgreeSyntaxException(name + ": " + e.getMessage());
        }
    }

    /** One that can't be read repeats nothing of SM6: it counts as one that is missing. */
    private static @Nullable SecurityList verify(SipRequest request) {
        try {
            return list(request, "Security-Verify");
        } catch (SecAgreeSyntaxException e) {
            return null;
        }
    }

    private static boolean offersAgreement(SipRequest request) {
        return OptionTags.has(request, "Require", OptionTags.SEC_AGREE)
                || OptionTags.has(request, "Proxy-Require", OptionTags.SEC_AGREE)
                || OptionTags.has(request, "Supported", OptionTags.SEC_AGREE);
    }

    /** A UE that names no IMPI is known by its public identity without the scheme. */
    private static String identityOf(String impu) {
        return impu.substring(impu.indexOf(':') + 1);
    }

    private static Refused bad(String reason) {
        return new Refused(new RequestFault.Malformed(reason));
    }
}
