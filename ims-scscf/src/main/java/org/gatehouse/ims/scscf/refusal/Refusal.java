package org.gatehouse.ims.scscf.refusal;

import java.time.Duration;
import org.gatehouse.ims.core.diameter.cx.CxResult;
import org.gatehouse.ims.core.sip.check.RequestFault;

/** Why a request is refused. {@link SipStatus#of} alone turns it into a SIP status. */
public sealed interface Refusal {
    /** The reason in a few words, for the log; holds no secret. */
    String why();

    // ---- the sender erred

    /** The request can't be understood. */
    record Malformed(String what) implements Refusal {
        @Override
        public String why() {
            return what;
        }
    }

    /** It is none that a proxy or server of SIP has to serve (RFC 3261 clauses 8.2 and 16.3). */
    record Invalid(RequestFault fault) implements Refusal {
        @Override
        public String why() {
            return fault.why();
        }
    }

    /** Nobody here knows what to do with the method. */
    record NotImplemented(String method) implements Refusal {
        @Override
        public String why() {
            return "method " + method + " is not implemented";
        }
    }

    /** The asserted identity is barred, or is none of a user who is registered here. */
    record IdentityNotAllowed(String identity) implements Refusal {
        @Override
        public String why() {
            return "asserted identity " + identity + " is not that of a user registered here";
        }
    }

    /** The user is one of the home network and not registered. */
    record NotRegistered(String impu) implements Refusal {
        @Override
        public String why() {
            return impu + " is not registered";
        }
    }

    /** There is no such user, or none that may be reached by this identity. */
    record NoSuchUser(String impu) implements Refusal {
        @Override
        public String why() {
            return "no user " + impu;
        }
    }

    /** The user is one of another network. */
    record NoInterconnect(String impu) implements Refusal {
        @Override
        public String why() {
            return "no way to the network of " + impu;
        }
    }

    /** A Route or Path leads to a name, or to an address that is none of the core's. */
    record NotOfTheCore(String hop) implements Refusal {
        @Override
        public String why() {
            return "next hop " + hop + " is not the address of a configured core entity";
        }
    }

    /** The sender is none of the configured core entities (TS 33.203 Annex J). */
    record UntrustedPeer() implements Refusal {
        @Override
        public String why() {
            return "not a configured core entity";
        }
    }

    /** An event package that nobody here is a notifier of (RFC 3265 clause 7.3.2). */
    record BadEvent(String event) implements Refusal {
        @Override
        public String why() {
            return "event package " + event + " (expected: reg)";
        }
    }

    /** The sender takes no document that is written here. */
    record NotAcceptable(String accepted) implements Refusal {
        @Override
        public String why() {
            return "accepts " + accepted + " (expected: application/reginfo+xml)";
        }
    }

    /** A request within a subscription that there is none of. */
    record NoSuchSubscription() implements Refusal {
        @Override
        public String why() {
            return "no such subscription";
        }
    }

    /** Whoever it is has no business with the registration of that user. */
    record SubscriberNotAllowed(String impu) implements Refusal {
        @Override
        public String why() {
            return "neither the user "
                    + impu
                    + " himself nor a P-CSCF in his Path subscribes to his registration";
        }
    }

    record IntervalTooBrief(Duration minimum) implements Refusal {
        @Override
        public String why() {
            return "expiry shorter than " + minimum.toSeconds() + " s";
        }
    }

    /** A REGISTER that an earlier one of its Call-ID has overtaken. */
    record OutOfOrder() implements Refusal {
        @Override
        public String why() {
            return "CSeq not higher than that of the binding";
        }
    }

    // ---- the user, or the network in the user's eyes, is not authentic

    /** The Auth_Failure of TS 33.203 clauses 6.1.2.1 and 6.1.2.2. */
    record AuthenticationFailed(FailedBy failedBy) implements Refusal {
        /** Which check failed, and where. */
        public enum FailedBy {
            USER_RESPONSE_WRONG("user authentication failed: wrong response"),
            ALGORITHM_NOT_ASKED_FOR("user authentication failed: algorithm not asked for"),
            AUTS_MALFORMED("user authentication failed: AUTS malformed"),
            NETWORK_NOT_AUTHENTICATED("network authentication failed at the UE");

            private final String text;

            FailedBy(String text) {
                this.text = text;
            }
        }

        @Override
        public String why() {
            return failedBy.text;
        }
    }

    // ---- the HSS refused, or could not be asked

    record HssRefused(CxResult result) implements Refusal {
        @Override
        public String why() {
            return "HSS: " + result;
        }
    }

    /** The HSS answered success without what success has to hold. */
    record HssAnswerUnusable(String what) implements Refusal {
        @Override
        public String why() {
            return "HSS answer: " + what;
        }
    }

    record HssUnreachable(String reason) implements Refusal {
        @Override
        public String why() {
            return "HSS unreachable: " + reason;
        }
    }

    record HssSilent() implements Refusal {
        @Override
        public String why() {
            return "HSS did not answer in time";
        }
    }

    // ---- this node, or the next one, can't serve now

    record Overloaded() implements Refusal {
        @Override
        public String why() {
            return "overloaded";
        }
    }

    /** No configured S-CSCF has the capabilities that the HSS demands. */
    record NoCapableServer() implements Refusal {
        @Override
        public String why() {
            return "no S-CSCF with the capabilities asked for";
        }
    }

    /** Whoever a request was passed on to. */
    record NextHopSilent() implements Refusal {
        @Override
        public String why() {
            return "no answer in time";
        }
    }

    record ServerSilent(String server) implements Refusal {
        @Override
        public String why() {
            return "S-CSCF " + server + " did not answer in time";
        }
    }
}
