package org.gatehouse.ims.hss.store;

/** How a question to the store ends. */
public sealed interface Lookup<T> {
    /** Here it is. */
    record Found<T>(T value) implements Lookup<T> {}

    /** There is no such thing. */
    record Missing<T>() implements Lookup<T> {}

    /** The store has more to do than it can. */
    record Busy<T>() implements Lookup<T> {}

    /** The store does not work. */
    record Failed<T>(String reason) implements Lookup<T> {}
}
