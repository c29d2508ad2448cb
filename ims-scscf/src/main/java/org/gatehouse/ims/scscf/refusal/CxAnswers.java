package org.gatehouse.ims.scscf.refusal;

import org.gatehouse.ims.core.diameter.cx.CxAnswer;
import org.gatehouse.ims.core.diameter.cx.CxOutcome;

/** Tells a good answer of the HSS from all the rest. */
public sealed interface CxAnswers<A extends CxAnswer> {
    record Good<A extends CxAnswer>(A answer) implements CxAnswers<A> {}

    record Bad<A extends CxAnswer>(Refusal refusal) implements CxAnswers<A> {}

    /** Sorts an outcome; only a success of the kind asked for is good. */
    static <A extends CxAnswer> CxAnswers<A> of(CxOutcome outcome, Class<A> kind) {
        return switch (outcome) {
            case CxOutcome.Answered answered -> {
                CxAnswer answer = answered.answer();
                if (!answer.result().isSuccess()) {
                    yield new Bad<>(new Refusal.HssRefused(answer.result()));
                }
                yield kind.isInstance(answer)
                        ? new Good<>(kind.cast(answer))
                        : new Bad<>(new Refusal.HssAnswerUnusable("of another kind"));
            }
            case CxOutcome.Unreachable unreachable ->
                    new Bad<>(new Refusal.HssUnreachable(unreachable.reason()));
            case CxOutcome.TimedOut _ -> new Bad<>(new Refusal.HssSilent());
        };
    }
}
