package org.gatehouse.ims.core.flow;

/** Name of an association set (four SAs made by one registration) within one node. */
public record SetId(long value) {
    @Override
    public String toString() {
        return "set-" + value;
    }
}
