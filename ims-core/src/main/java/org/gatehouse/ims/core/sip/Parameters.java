package org.gatehouse.ims.core.sip;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parameters of a header field value or URI, in order; names compare without case. */
public record Parameters(List<Parameter> list) {
    public static final Parameters NONE = new Parameters(List.of());

    public Parameters {
        list = List.copyOf(list);
    }

    /**
     * One parameter.
     *
     * @param value as received (a quoted string with its quotes), or null for a name alone
     */
    public record Parameter(String name, @Nullable String value) {}

    /** Is the parameter there, with or without a value? */
    public boolean has(String name) {
        throw new UnsupportedOperationException();
    }

    /** Value of a parameter without quotes; null if it is not there or has no value. */
    public @Nullable String get(String name) {
        throw new UnsupportedOperationException();
    }

    /** Replaces a parameter where it stands, or appends it. */
    public Parameters with(String name, @Nullable String value) {
        throw new UnsupportedOperationException();
    }

    public Parameters without(String name) {
        throw new UnsupportedOperationException();
    }
}
