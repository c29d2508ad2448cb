package org.gatehouse.ims.core.sip;

/**
 * Makes a message from another, or from nothing. Untouched header fields go out byte for byte;
 * Content-Length is kept right. Names match in any case and with their compact forms. A name that
 * is no token, or a value with CR, LF or NUL, is refused with IllegalArgumentException: callers
 * hand in what they read through {@link SipMessage}, which holds none of these.
 */
public abstract sealed class MessageEditor<E extends MessageEditor<E>>
        permits RequestEditor, ResponseEditor {
    abstract E self();

    /** Replaces all fields of a name by one; it stands where the first one stood, or last. */
    public E set(String name, String value) {
        throw new UnsupportedOperationException();
    }

    /** Adds a field behind the others. */
    public E add(String name, String value) {
        throw new UnsupportedOperationException();
    }

    /** Adds a field in front of the first of its name, or first of all. */
    public E prepend(String name, String value) {
        throw new UnsupportedOperationException();
    }

    /** Removes all fields of a name, whether they parse or not. */
    public E remove(String name) {
        throw new UnsupportedOperationException();
    }

    /** Removes the first value of a list; a field left without values goes too. */
    public E removeFirstValue(String name) {
        throw new UnsupportedOperationException();
    }

    /** Replaces the first value of a list and leaves the others as they are. */
    public E replaceFirstValue(String name, String value) {
        throw new UnsupportedOperationException();
    }

    /** Sets the body; an empty one clears it. Content-Type is the caller's. */
    public E body(String contentType, byte[] octets) {
        throw new UnsupportedOperationException();
    }
}
