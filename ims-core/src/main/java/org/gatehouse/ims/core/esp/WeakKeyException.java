package org.gatehouse.ims.core.esp;

import java.security.GeneralSecurityException;

/** A CK that makes a 3DES key with equal parts. */
public final class WeakKeyException extends GeneralSecurityException {
    private static final long serialVersionUID = 1L;

    WeakKeyException(String message) {
        super(message);
    }
}
