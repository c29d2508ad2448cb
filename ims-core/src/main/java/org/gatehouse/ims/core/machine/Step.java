package org.gatehouse.ims.core.machine;

import java.util.List;

/**
 * What a protocol machine makes of one event: its next state, and what is to be done about it.
 *
 * @param next the state from now on
 * @param effects what the effect runner has to do, in this order
 */
public record Step<S, F>(S next, List<F> effects) {
    public Step {
        effects = List.copyOf(effects);
    }

    /** A step with one effect. */
    public static <S, F> Step<S, F> of(S next, F effect) {
        return new Step<>(next, List.of(effect));
    }

    /** A step that changes state at most, and does nothing. */
    public static <S, F> Step<S, F> quiet(S next) {
        return new Step<>(next, List.of());
    }
}
