package org.gatehouse.ims.core.ipsec.kernel;

/**
 * How one kind of node knows again what it gave to the kernel, after a restart too: the reqid of
 * its states lies in a range, and its policies have one of two priorities. Nothing else is touched.
 */
public enum Marks {
    PCSCF(0x4748_0000, 0x0047_4801),
    UE(0x4749_0000, 0x0047_4802);

    /** Reqids of a kind of node. */
    private static final int RANGE = 0x1_0000;

    /** A block is behind every policy that lets packets through an SA. */
    private static final int BEHIND = 0x1000_0000;

    private final int firstRequest;
    private final int priority;

    Marks(int firstRequest, int priority) {
        this.firstRequest = firstRequest;
        this.priority = priority;
    }

    /** The reqid of a node's n-th set; it need not be unique, for policies name the SPI too. */
    int request(long set) {
        return firstRequest + (int) Math.floorMod(set, (long) RANGE);
    }

    int priority() {
        return priority;
    }

    int blockPriority() {
        return priority + BEHIND;
    }

    boolean owns(KernelState state) {
        return owns(state.request());
    }

    boolean owns(KernelPolicy policy) {
        KernelPolicy.Template template = policy.template();
        return template == null
                ? policy.priority() == blockPriority()
                : policy.priority() == priority && owns(template.request());
    }

    private boolean owns(int request) {
        return request >= firstRequest && request < firstRequest + RANGE;
    }
}
