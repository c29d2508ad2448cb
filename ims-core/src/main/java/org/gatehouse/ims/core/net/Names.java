package org.gatehouse.ims.core.net;

import java.net.InetAddress;
import java.util.Set;
import java.util.function.Consumer;

/** Finds the addresses of host names (A and AAAA). */
@FunctionalInterface
public interface Names {
    /** Nothing has a name. */
    Names NONE =
            (host, found) -> {
                found.accept(Set.of());
                return true;
            };

    /**
     * Looks a name up; never blocks.
     *
     * @param found gets the addresses once, on any thread; none if there is no such name
     * @return false if too many names are being looked up: {@code found} will not be called
     */
    boolean lookUp(String host, Consumer<Set<InetAddress>> found);
}
