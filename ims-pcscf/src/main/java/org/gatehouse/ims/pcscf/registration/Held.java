package org.gatehouse.ims.pcscf.registration;

import java.util.List;
import java.util.Optional;
import org.gatehouse.ims.core.flow.SetId;

/**
 * The sets of successful authentications.
 *
 * <pre>
 *           SM12                    SM12, SM1 over the set
 *   Nothing ────► Current ───────────────────────────► Both (sends over old)
 *                    ▲ old answered all, or expired        │ UE uses new, or old nearly expired
 *                    └───────────── Both (switched) ◄──────┘
 * </pre>
 */
sealed interface Held {
    /** No success yet, or all is over. */
    record Nothing() implements Held {}

    /** One set carries everything. */
    record Current(HeldSet current) implements Held {}

    /**
     * After an authenticated re-registration.
     *
     * @param switched whether messages to the UE leave over the new set
     */
    record Both(HeldSet current, HeldSet old, boolean switched) implements Held {}

    default List<HeldSet> sets() {
        return switch (this) {
            case Nothing nothing -> List.of();
            case Current one -> List.of(one.current());
            case Both both -> List.of(both.current(), both.old());
        };
    }

    default Optional<HeldSet> find(SetId id) {
        return sets().stream().filter(set -> set.id().equals(id)).findFirst();
    }

    /** The set of the latest successful authentication. */
    default Optional<HeldSet> latest() {
        return sets().stream().findFirst();
    }

    default boolean isLatest(SetId id) {
        return latest().filter(set -> set.id().equals(id)).isPresent();
    }

    /** The set that messages to the UE leave over. */
    default Optional<HeldSet> outbound() {
        return switch (this) {
            case Both both -> Optional.of(both.switched() ? both.current() : both.old());
            case Nothing nothing -> Optional.empty();
            case Current one -> Optional.of(one.current());
        };
    }

    /** The same with one set replaced by its newer value. */
    default Held with(HeldSet changed) {
        return switch (this) {
            case Nothing nothing -> nothing;
            case Current one ->
                    one.current().id().equals(changed.id()) ? new Current(changed) : one;
            case Both both -> {
                if (both.current().id().equals(changed.id())) {
                    yield new Both(changed, both.old(), both.switched());
                }
                yield both.old().id().equals(changed.id())
                        ? new Both(both.current(), changed, both.switched())
                        : both;
            }
        };
    }

    /** The same without one set. */
    default Held without(SetId id) {
        List<HeldSet> left = sets().stream().filter(set -> !set.id().equals(id)).toList();
        return switch (left.size()) {
            case 0 -> new Nothing();
            case 1 -> new Current(left.getFirst());
            default -> this;
        };
    }
}
