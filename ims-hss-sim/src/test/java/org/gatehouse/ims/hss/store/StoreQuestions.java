package org.gatehouse.ims.hss.store;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Waits for what a store answers. */
final class StoreQuestions {
    private StoreQuestions() {}

    static <T> T ask(Consumer<Consumer<T>> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        question.accept(answer::complete);
        return answer.orTimeout(30, TimeUnit.SECONDS).join();
    }
}
