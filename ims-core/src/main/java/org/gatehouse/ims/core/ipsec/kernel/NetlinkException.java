package org.gatehouse.ims.core.ipsec.kernel;

import java.io.IOException;

/** The kernel refused a request, or can't be asked at all. */
public final class NetlinkException extends IOException {
    private static final long serialVersionUID = 1;

    public static final int EPERM = 1;
    public static final int ENOENT = 2;
    public static final int ESRCH = 3;
    public static final int EBUSY = 16;
    public static final int EEXIST = 17;
    public static final int EINVAL = 22;
    public static final int ENOSYS = 38;
    public static final int ENOPROTOOPT = 92;
    public static final int EPROTONOSUPPORT = 93;

    private final int errno;

    public NetlinkException(String what, int errno, String hint) {
        super(what + ": " + text(errno) + (hint.isEmpty() ? "" : " (" + hint + ")"));
        this.errno = errno;
    }

    /** The same failure, with what it happened to. */
    NetlinkException(String what, NetlinkException cause) {
        super(what + ": " + cause.getMessage(), cause);
        this.errno = cause.errno;
    }

    /** The number of Linux's errno. */
    public int errno() {
        return errno;
    }

    /** Whether an object that was to go is gone already. */
    boolean isGone() {
        return errno == ESRCH || errno == ENOENT;
    }

    private static String text(int errno) {
        return switch (errno) {
            case EPERM -> "not permitted (expected: CAP_NET_ADMIN, which root has)";
            case ENOENT, ESRCH -> "there is none (errno " + errno + ")";
            case EBUSY -> "in use still (errno " + errno + ")";
            case EEXIST -> "there is one already (errno " + errno + ")";
            case EINVAL -> "the kernel calls it invalid (errno " + errno + ")";
            case ENOSYS -> "the kernel lacks an algorithm of it (errno " + errno + ")";
            case ENOPROTOOPT, EPROTONOSUPPORT ->
                    "this kernel has no IPsec (errno "
                            + errno
                            + "; expected: modules xfrm_user, esp4 and esp6)";
            default -> "errno " + errno;
        };
    }
}
