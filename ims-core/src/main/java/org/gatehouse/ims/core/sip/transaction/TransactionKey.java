package org.gatehouse.ims.core.sip.transaction;

import java.util.Locale;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.core.sip.Via;
import org.jspecify.annotations.Nullable;

/** What messages of one transaction have in common. */
sealed interface TransactionKey {
    /** RFC 3261 17.1.3: branch of the top Via, and method in CSeq. */
    record Client(String branch, String method) implements TransactionKey {
        static Client of(SipResponse response) {
            return new Client(branch(response.topVia()), response.method());
        }

        static Client of(SipRequest request) {
            return new Client(branch(request.topVia()), request.method());
        }

        private static String branch(Via via) {
            String branch = via.branch();
            return branch == null ? "" : branch;
        }
    }

    /**
     * RFC 3261 17.2.3: branch, sent-by, and method (an ACK is its INVITE's). The source is ours: a
     * request through other security associations, or from another host, is never a retransmission.
     */
    record Server(String branch, String sentBy, String method, @Nullable Object source)
            implements TransactionKey {

        /** The key of a request, or null if its branch is older than RFC 3261. */
        static @Nullable Server of(SipRequest request, Flow flow, String method) {
            Via via = request.topVia();
            String branch = via.branch();
            int cookie = Via.MAGIC_COOKIE.length();
            if (branch == null
                    || branch.length() == cookie
                    || !branch.regionMatches(true, 0, Via.MAGIC_COOKIE, 0, cookie)) {
                return null;
            }
            String sentBy = via.host().toLowerCase(Locale.ROOT) + ":" + via.port();
            Object source = flow.isProtected() ? flow.protectedBy() : flow.remote().getAddress();
            return new Server(branch, sentBy, method, source);
        }
    }
}
