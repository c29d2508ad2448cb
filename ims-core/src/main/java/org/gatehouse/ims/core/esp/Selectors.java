package org.gatehouse.ims.core.esp;

import org.jspecify.annotations.Nullable;

/** The last check of an inbound SA, on the decrypted payload. */
@FunctionalInterface
public interface Selectors {
    /** Takes every payload; for tools that open single packets. */
    Selectors ANY = (clear, length, nextHeader) -> null;

    /**
     * Checks a payload.
     *
     * @param clear holds the payload from index 0; only lent
     * @return why the packet is dropped, or null if the SA allows it
     */
    @Nullable DropReason check(byte[] clear, int length, int nextHeader);

    /**
     * Whether a payload is a fragment of an IP packet between the right addresses. It has to be put
     * together before {@link #check} can judge it.
     */
    default boolean isFragment(byte[] clear, int length, int nextHeader) {
        return false;
    }
}
