package org.gatehouse.ims.ue.io;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.gatehouse.ims.core.aka.Isim;
import org.gatehouse.ims.core.digest.AkaNonce;
import org.gatehouse.ims.core.runtime.Shard;
import org.jspecify.annotations.Nullable;

/**
 * Asks the ISIM, and says how it answers. A soft one answers at once; a card works on a thread of
 * its own, one challenge at a time, and for so long at most. Belongs to one shard.
 */
final class IsimDesk {
    /** AUTHENTICATE takes a card about 0.2 s; another program may hold it a few seconds. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    /** How it ends; called on the shard. */
    interface Answers {
        void answered(Isim.Result result);

        void failed(String reason);
    }

    private final Isim isim;
    private final Shard shard;
    private final Executor cardThread;
    private final Answers answers;
    private final AtomicBoolean isWorking = new AtomicBoolean();

    /** What is answered to: an answer to anything else came too late. */
    private @Nullable Question current;

    IsimDesk(Isim isim, Shard shard, Executor cardThread, Answers answers) {
        this.isim = isim;
        this.shard = shard;
        this.cardThread = cardThread;
        this.answers = answers;
    }

    private static final class Question {
        private final AkaNonce nonce;
        private Shard.@Nullable Timer timer;
        private boolean isAsked;

        private Question(AkaNonce nonce) {
            this.nonce = nonce;
        }
    }

    /** Asks; what was asked before and is not answered yet is forgotten. */
    void ask(AkaNonce nonce) {
        if (!isim.isSlow()) {
            Work done = work(nonce);
            done.tell(answers);
            return;
        }
        forget();
        Question question = new Question(nonce);
        question.timer = shard.schedule(PATIENCE, () -> tooLate(question));
        current = question;
        start();
    }

    /** Whatever comes now is not waited for any more. */
    void forget() {
        if (current != null && current.timer != null) {
            current.timer.cancel();
        }
        current = null;
    }

    private void start() {
        Question question = current;
        if (question == null || question.isAsked || !isWorking.compareAndSet(false, true)) {
            return;
        }
        question.isAsked = true;
        cardThread.execute(() -> {
            Work done;
            try {
                done = work(question.nonce);
            } finally {
                isWorking.set(false);
            }
            // a full mailbox loses the answer, and the timer says so
            shard.offer(() -> finished(question, done));
        });
    }

    private void finished(Question question, Work done) {
        if (question == current) {
            forget();
            done.tell(answers);
        }
        start();
    }

    private void tooLate(Question question) {
        if (question == current) {
            current = null;
            answers.failed(
                    "the card did not answer within "
                            + PATIENCE.toSeconds()
                            + " s (expected: no other program that keeps it to itself)");
        }
    }

    /** Exactly one of both. */
    private record Work(Isim.@Nullable Result result, String failure) {
        private void tell(Answers answers) {
            if (result == null) {
                answers.failed(failure);
            } else {
                answers.answered(result);
            }
        }
    }

    private Work work(AkaNonce nonce) {
        try {
            return new Work(isim.authenticate(nonce.rand(), nonce.autn()), "");
        } catch (UncheckedIOException e) {
            return new Work(null, String.valueOf(e.getMessage()));
        }
    }
}
