package org.gatehouse.ims.core.admin;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * What one path below /api/ answers with: a value that Jackson writes (records, lists, maps, never
 * one that holds a key). Asked on a thread of the HTTP server: gathers from shards by completing
 * later.
 */
@FunctionalInterface
public interface ApiResource {
    CompletionStage<?> get();

    /**
     * One element of it, which is asked for as PATH/NAME; empty where there is no such element.
     *
     * @param name as the client meant it, percent-encoding undone
     */
    default CompletionStage<? extends Optional<?>> get(String name) {
        return CompletableFuture.completedFuture(Optional.empty());
    }

    /** A resource whose value is at hand. */
    static ApiResource of(Supplier<?> value) {
        return () -> CompletableFuture.completedFuture(value.get());
    }
}
