package org.gatehouse.ims.pcscf.register;

import org.gatehouse.ims.core.digest.DigestCredentials;
import org.gatehouse.ims.core.secagree.SecurityList;
import org.gatehouse.ims.core.sip.SipRequest;
import org.jspecify.annotations.Nullable;

/**
 * A REGISTER as far as the P-CSCF has to understand it.
 *
 * @param impi the private identity in Authorization; derived from the IMPU where there is none
 * @param impu the public identity in To, as canonical text
 * @param credentials Authorization, or null
 * @param client Security-Client, or null
 * @param verify Security-Verify, or null if there is none that can be read
 * @param offersAgreement the option tag sec-agree is in Require, Proxy-Require or Supported
 */
public record Register(
        SipRequest request,
        String impi,
        String impu,
        AuthAnswer answer,
        @Nullable DigestCredentials credentials,
        @Nullable SecurityList client,
        @Nullable SecurityList verify,
        boolean offersAgreement) {}
