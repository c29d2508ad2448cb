package org.gatehouse.ims.scscf.register;

import java.util.OptionalLong;

/**
 * One Contact of a REGISTER.
 *
 * @param address what the binding is compared by
 * @param value the field value as received, without its expires parameter
 * @param expiresSeconds the expiry asked for by parameter, else by the Expires header field; empty
 *     where neither says
 */
public record ContactUpdate(ContactAddress address, String value, OptionalLong expiresSeconds) {
    public boolean removes() {
        return expiresSeconds.isPresent() && expiresSeconds.getAsLong() == 0;
    }
}
