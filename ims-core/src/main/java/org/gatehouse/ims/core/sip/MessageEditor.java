package org.gatehouse.ims.core.sip;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.gatehouse.ims.core.sip.text.Chars;
import org.gatehouse.ims.core.sip.text.HeaderKey;
import org.gatehouse.ims.core.sip.text.ListValues;
import org.gatehouse.ims.core.sip.text.Quoting;
import org.jspecify.annotations.Nullable;

/**
 * Makes a message from another, or from nothing. Untouched header fields go out byte for byte;
 * Content-Length is kept right. Names match in any case and with their compact forms. A name that
 * is no token, or a value with CR, LF or NUL, is refused with IllegalArgumentException: no text
 * read through {@link SipMessage} holds any of these.
 */
public abstract sealed class MessageEditor<E extends MessageEditor<E>>
        permits RequestEditor, ResponseEditor {
    private static final byte[] CRLF = {'\r', '\n'};

    private final List<Field> fields;
    private byte @Nullable [] body;
    private final @Nullable HeaderIndex source;

    /** A header field of the message to be. */
    private sealed interface Field {
        boolean is(HeaderKey key);

        /** The whole field with its CRLF. */
        byte[] octets();

        int valueStart();

        int valueEnd();

        /** A field of the message edited, where it stands. */
        record Kept(HeaderIndex index, int place) implements Field {
            @Override
            public boolean is(HeaderKey key) {
                return index.matches(place, key);
            }

            @Override
            public byte[] octets() {
                return index.field(place);
            }

            @Override
            public int valueStart() {
                return index.valueStart(place);
            }

            @Override
            public int valueEnd() {
                return index.valueEnd(place);
            }
        }

        /** A field written here. */
        record Written(HeaderKey key, byte[] octets, int valueStart, int valueEnd)
                implements Field {
            @Override
            public boolean is(HeaderKey other) {
                return key.is(other);
            }
        }
    }

    MessageEditor(@Nullable SipMessage edited) {
        source = edited == null ? null : edited.index();
        fields = new ArrayList<>();
        if (source != null) {
            for (int i = 0; i < source.count(); i++) {
                fields.add(new Field.Kept(source, i));
            }
        }
    }

    abstract E self();

    abstract byte[] startLine();

    MessageReader.Source readAs() {
        return MessageReader.Source.OWN;
    }

    /** Replaces all fields of a name by one; it stands where the first one stood, or last. */
    public E set(String name, String value) {
        Field written = write(name, value);
        HeaderKey key = HeaderKey.of(name);
        int first = first(key);
        if (first < 0) {
            fields.add(written);
            return self();
        }
        fields.set(first, written);
        fields.subList(first + 1, fields.size()).removeIf(field -> field.is(key));
        return self();
    }

    /** Adds a field behind the others. */
    public E add(String name, String value) {
        fields.add(write(name, value));
        return self();
    }

    /** Adds a field in front of the first of its name, or first of all. */
    public E prepend(String name, String value) {
        Field written = write(name, value);
        fields.add(Math.max(first(HeaderKey.of(name)), 0), written);
        return self();
    }

    /** Removes all fields of a name, whether they parse or not. */
    public E remove(String name) {
        HeaderKey key = HeaderKey.of(name);
        fields.removeIf(field -> field.is(key));
        return self();
    }

    /** Removes the first value of a list; a field left without values goes too. */
    public E removeFirstValue(String name) {
        splice(HeaderKey.of(name), null);
        return self();
    }

    /** Replaces the first value of a list and leaves the others as they are. */
    public E replaceFirstValue(String name, String value) {
        checkValue(name, value);
        splice(HeaderKey.of(name), value);
        return self();
    }

    /**
     * Puts each field that came on several lines on one: the same to who knows folding (RFC 3261
     * 7.3.1), and no field of its own to who does not.
     */
    public E unfold() {
        fields.replaceAll(field ->
                field instanceof Field.Kept kept && kept.index().isFolded(kept.place())
                        ? written(kept.index().name(kept.place()), kept.index().text(kept.place()))
                        : field);
        return self();
    }

    /** Sets the body, and its type; an empty body goes without a type. */
    public E body(String contentType, byte[] octets) {
        remove("Content-Type");
        if (octets.length > 0) {
            add("Content-Type", contentType);
        }
        body = octets.clone();
        return self();
    }

    private int first(HeaderKey key) {
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).is(key)) {
                return i;
            }
        }
        return -1;
    }

    private void splice(HeaderKey key, @Nullable String replacement) {
        int place = first(key);
        // Fields without any value hold no first value.
        while (place >= 0 && fields.get(place).valueStart() >= fields.get(place).valueEnd()) {
            fields.remove(place);
            place = first(key);
        }
        if (place < 0) {
            return;
        }
        Field field = fields.get(place);
        byte[] octets = field.octets();
        int comma = ListValues.firstComma(octets, field.valueStart(), field.valueEnd());
        if (comma < 0 && replacement == null) {
            fields.remove(place);
            return;
        }
        int rest = comma < 0 ? field.valueEnd() : comma;
        if (replacement == null) {
            rest++;
            while (rest < field.valueEnd() && isWhite(octets[rest])) {
                rest++;
            }
        }
        ByteArrayOutputStream spliced = new ByteArrayOutputStream(octets.length + 64);
        spliced.write(octets, 0, field.valueStart());
        if (replacement != null) {
            spliced.writeBytes(replacement.getBytes(StandardCharsets.UTF_8));
        }
        spliced.write(octets, rest, field.valueEnd() - rest);
        int end = spliced.size();
        spliced.write(octets, field.valueEnd(), octets.length - field.valueEnd());
        fields.set(place, new Field.Written(key, spliced.toByteArray(), field.valueStart(), end));
    }

    private static boolean isWhite(byte octet) {
        return octet == ' ' || octet == '\t' || octet == '\r' || octet == '\n';
    }

    /** Copies a field as it stands in another message. */
    void copy(HeaderIndex from, int place) {
        fields.add(new Field.Kept(from, place));
    }

    /** Appends to the value of the first field of a name. */
    void append(HeaderKey key, String text) {
        int place = first(key);
        Field field = fields.get(place);
        byte[] octets = field.octets();
        ByteArrayOutputStream longer = new ByteArrayOutputStream(octets.length + text.length());
        longer.write(octets, 0, field.valueEnd());
        longer.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        int end = longer.size();
        longer.writeBytes(CRLF);
        fields.set(place, new Field.Written(key, longer.toByteArray(), field.valueStart(), end));
    }

    private static Field write(String name, String value) {
        HeaderKey key = HeaderKey.of(name);
        if (!Chars.isToken(name) || key.is(HeaderKey.CONTENT_LENGTH)) {
            throw new IllegalArgumentException(
                    "header field name: "
                            + Quoting.show(name)
                            + " (expected: a token, not Content-Length)");
        }
        checkValue(name, value);
        return written(name, value);
    }

    private static Field written(String name, String value) {
        byte[] octets = (name + ": " + value + "\r\n").getBytes(StandardCharsets.UTF_8);
        return new Field.Written(HeaderKey.of(name), octets, name.length() + 2, octets.length - 2);
    }

    static void checkValue(String name, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\r' || c == '\n' || c == 0) {
                throw new IllegalArgumentException(
                        name + ": CR, LF or NUL in value " + Quoting.show(value));
            }
        }
    }

    SipMessage message() {
        byte[] content = body != null ? body : source != null ? source.body() : new byte[0];
        int length = first(HeaderKey.CONTENT_LENGTH);
        if (length < 0 || body != null) {
            byte[] line =
                    ("Content-Length: " + content.length + "\r\n").getBytes(StandardCharsets.UTF_8);
            Field field = new Field.Written(HeaderKey.CONTENT_LENGTH, line, 16, line.length - 2);
            fields.add(length < 0 ? fields.size() : length, field);
            if (length >= 0) {
                fields.remove(length + 1);
            }
        }
        ByteArrayOutputStream octets = new ByteArrayOutputStream(1_500 + content.length);
        octets.writeBytes(startLine());
        octets.writeBytes(CRLF);
        for (Field field : fields) {
            octets.writeBytes(field.octets());
        }
        octets.writeBytes(CRLF);
        octets.writeBytes(content);
        try {
            return MessageReader.read(octets.toByteArray(), readAs());
        } catch (SipParseException wrong) {
            throw new IllegalStateException("message is not whole: " + wrong.message(), wrong);
        }
    }
}
