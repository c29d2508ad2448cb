package org.gatehouse.ims.core.secagree;

import java.util.Optional;

/** Compares two lists by what they mean. */
final class AgreementComparison {
    private AgreementComparison() {}

    /**
     * The first thing in which two lists differ.
     *
     * @param position place in the list, from 1
     */
    record Difference(int position, String parameter, String expected, String got) {}

    static Optional<Difference> firstDifference(SecurityList expected, SecurityList got) {
        throw new UnsupportedOperationException();
    }
}
