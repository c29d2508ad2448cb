package org.gatehouse.ims.ue.card;

import java.io.IOException;
import java.util.Locale;

/** A card or its reader did not do what was asked. The message holds nothing secret. */
public final class UiccException extends IOException {
    private static final long serialVersionUID = 1L;

    private final CardProblem problem;

    /**
     * Says what was tried and what helps.
     *
     * @param where reader, command, whatever tells people what was tried
     */
    public UiccException(CardProblem problem, String where) {
        super(where + ": " + problem.text() + " (expected: " + problem.expected() + ")");
        this.problem = problem;
    }

    /** The same with what the layer below said. */
    public UiccException(CardProblem problem, String where, Throwable cause) {
        this(problem, where);
        initCause(cause);
    }

    static UiccException ofStatus(String command, int sw) {
        return new UiccException(
                CardProblem.ofStatus(sw),
                String.format(Locale.ROOT, "%s answered %04X", command, sw));
    }

    public CardProblem problem() {
        return problem;
    }
}
