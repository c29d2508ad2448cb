package org.gatehouse.ims.pcscf.io;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.OptionalLong;
import org.gatehouse.ims.core.esp.DropReason;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.net.HostPort;
import org.gatehouse.ims.core.runtime.Shard;
import org.gatehouse.ims.core.sip.SipMessage;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.check.RequestFault;
import org.gatehouse.ims.core.sip.text.Quoting;
import org.gatehouse.ims.pcscf.explain.Agreement;
import org.gatehouse.ims.pcscf.explain.History;
import org.gatehouse.ims.pcscf.explain.Incident;
import org.gatehouse.ims.pcscf.explain.LogLimit;
import org.gatehouse.ims.pcscf.io.PcscfMeters.Discard;
import org.gatehouse.ims.pcscf.journal.JournalEntry;
import org.gatehouse.ims.pcscf.outcome.Outcome;
import org.gatehouse.ims.pcscf.outcome.RemovalReason;
import org.gatehouse.ims.pcscf.policy.RegistrationPolicy;
import org.gatehouse.ims.pcscf.policy.Tolerance;
import org.gatehouse.ims.pcscf.registration.Admission;
import org.gatehouse.ims.pcscf.registration.Challenged;
import org.gatehouse.ims.pcscf.registration.RegistrationEffect;
import org.gatehouse.ims.pcscf.registration.RegistrationState;
import org.gatehouse.ims.pcscf.table.SetInfo;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one shard tells of its work: what is silent on the wire has a counter, a line in the log,
 * and where it is about a user, a place in the history. Whatever anyone can cause is limited, so
 * that a flood does not fill the disk.
 */
final class PcscfLog {
    private static final Logger LOG = LoggerFactory.getLogger(PcscfLog.class);

    private final Shard shard;
    private final PcscfMeters meters;
    private final RegistrationPolicy policy;
    private final History history = new History();
    private final LogLimit<Enum<?>> limit = new LogLimit<>();

    PcscfLog(Shard shard, PcscfMeters meters, RegistrationPolicy policy) {
        this.shard = shard;
        this.meters = meters;
        this.policy = policy;
    }

    Instant now() {
        return shard.now();
    }

    History history() {
        return history;
    }

    /** A message went no further. */
    void discarded(Discard reason, Flow flow, String what) {
        meters.discarded(reason);
        OptionalLong leftOut = limit.admit(reason, shard.now());
        if (leftOut.isPresent()) {
            LOG.info(
                    "discarded from={} set={} reason={} what=\"{}\" left-out={}",
                    flow.remote(),
                    flow.protectedBy(),
                    reason.token(),
                    what,
                    leftOut.getAsLong());
        }
    }

    /** A message came over the wrong association. */
    void wrongSet(Admission reason, SipMessage message, Flow flow, String impi) {
        meters.wrongSet(reason);
        history.add(
                incident(impi, flow, message.callId(), reason.token(), message.startLine()), false);
        OptionalLong leftOut = limit.admit(reason, shard.now());
        if (leftOut.isPresent()) {
            LOG.info(
                    "discarded call-id={} from={} set={} reason={} left-out={}",
                    message.callId(),
                    flow.remote(),
                    flow.protectedBy(),
                    reason.token(),
                    leftOut.getAsLong());
        }
    }

    void espDropped(DropReason reason, @Nullable SetId set, InetSocketAddress from) {
        meters.espDropped(reason);
        OptionalLong leftOut = limit.admit(reason, shard.now());
        if (leftOut.isPresent()) {
            LOG.info(
                    "ESP dropped from={} set={} reason={} left-out={}",
                    from,
                    set,
                    reason.token(),
                    leftOut.getAsLong());
        }
    }

    /** One of the packets that phones cut up before ESP; that is nothing to write a line of. */
    void espFragment() {
        meters.espFragment();
    }

    /** A request other than REGISTER does not repeat what was agreed on. */
    void agreementDiffers(User user, SipRequest request, String text) {
        String impi = user.state.ue().impi();
        Outcome outcome = Outcome.AGREEMENT_DIFFERS;
        history.add(
                Incident.of(
                        shard.now(),
                        impi,
                        HostPort.text(user.state.ue().address()),
                        request.callId(),
                        outcome.token(),
                        request.method() + ": " + text,
                        /* failure= */ true),
                /* authentic= */ false);
        OptionalLong leftOut = limit.admit(outcome, shard.now());
        if (leftOut.isPresent()) {
            LOG.warn(
                    "refused 494 impi={} method={} call-id={} reason=\"{}\" left-out={}",
                    impi,
                    request.method(),
                    request.callId(),
                    Quoting.printable(text),
                    leftOut.getAsLong());
        }
    }

    /** Something of a REGISTER was let pass that the setting tolerate allows of this UE. */
    void tolerated(User user, Tolerance what, String text) {
        history.add(
                Incident.of(
                        shard.now(),
                        user.state.ue().impi(),
                        HostPort.text(user.state.ue().address()),
                        user.callId,
                        "tolerated-" + what.token(),
                        text,
                        /* failure= */ false),
                /* authentic= */ false);
        tolerated(user.state, user.callId, what, text);
    }

    /**
     * The same of any other message. It has no place in the history: that remembers few events of a
     * user, and some phones need it in each of their requests.
     */
    void tolerated(RegistrationState state, @Nullable String callId, Tolerance what, String text) {
        meters.tolerated(what);
        OptionalLong leftOut = limit.admit(what, shard.now());
        if (leftOut.isPresent()) {
            LOG.info(
                    "tolerated impi={} ue={} call-id={} switch={} detail=\"{}\" left-out={}",
                    state.ue().impi(),
                    HostPort.text(state.ue().address()),
                    callId,
                    what.token(),
                    Quoting.printable(text),
                    leftOut.getAsLong());
        }
    }

    /** A set of the process before this one. */
    void restarted(JournalEntry set) {
        history.add(
                Incident.of(
                        shard.now(),
                        set.impi(),
                        HostPort.text(set.ue()),
                        null,
                        Discard.ENDED_BY_RESTART.token(),
                        "the P-CSCF was restarted; SPIs "
                                + set.own().spiC()
                                + " and "
                                + set.own().spiS()
                                + " with ports "
                                + set.own().portC()
                                + " and "
                                + set.own().portS()
                                + " are gone",
                        /* failure= */ false),
                /* authentic= */ true);
    }

    /** ESP for a set of the process before this one. */
    void endedByRestart(JournalEntry set, InetSocketAddress from) {
        meters.discarded(Discard.ENDED_BY_RESTART);
        OptionalLong leftOut = limit.admit(Discard.ENDED_BY_RESTART, shard.now());
        if (leftOut.isPresent()) {
            LOG.info(
                    "ESP dropped impi={} from={} reason={} left-out={}",
                    set.impi(),
                    from,
                    Discard.ENDED_BY_RESTART.token(),
                    leftOut.getAsLong());
        }
    }

    /** A REGISTER that can't be read, and so belongs to nobody. */
    void unreadable(SipMessage message, Flow flow, RequestFault fault) {
        Outcome outcome =
                fault instanceof RequestFault.TooManyHops
                        ? Outcome.TOO_MANY_HOPS
                        : Outcome.MALFORMED;
        meters.registration(outcome);
        history.add(incident("-", flow, message.callId(), outcome.token(), fault.why()), false);
        OptionalLong leftOut = limit.admit(outcome, shard.now());
        if (leftOut.isPresent()) {
            LOG.info(
                    "registration refused call-id={} from={} reason=\"{}\" left-out={}",
                    message.callId(),
                    flow.remote(),
                    fault.why(),
                    leftOut.getAsLong());
        }
    }

    /** How a REGISTER or an attempt ended. Whoever is authentic is always written down. */
    void registration(User user, String subject, RegistrationEffect.Report report) {
        Outcome outcome = report.outcome();
        meters.registration(outcome);
        Challenged challenged = user.state.challenged();
        if (outcome == Outcome.CHALLENGED && challenged != null) {
            user.agreement = Agreement.of(challenged, policy);
        }
        String impi = user.state.ue().impi();
        String address = HostPort.text(user.state.ue().address());
        history.add(
                Incident.of(
                        shard.now(),
                        impi,
                        address,
                        user.callId,
                        outcome.token(),
                        report.detail(),
                        outcome.isFailure()),
                outcome.isAuthentic());
        OptionalLong leftOut =
                outcome.isAuthentic() ? OptionalLong.of(0) : limit.admit(outcome, shard.now());
        if (leftOut.isPresent()) {
            LOG.info(
                    "registration impi={} ue={} {} outcome={} detail=\"{}\" left-out={}",
                    impi,
                    address,
                    subject,
                    outcome.token(),
                    report.detail(),
                    leftOut.getAsLong());
        }
    }

    void setRemoved(User user, SetInfo set, RemovalReason reason) {
        String impi = user.state.ue().impi();
        history.add(
                Incident.of(
                        shard.now(),
                        impi,
                        HostPort.text(user.state.ue().address()),
                        user.callId,
                        "set-removed",
                        set.id() + ": " + reason.token(),
                        /* failure= */ false),
                false);
        OptionalLong leftOut = limit.admit(reason, shard.now());
        if (leftOut.isPresent()) {
            LOG.info(
                    "set removed impi={} set={} reason={} left-out={}",
                    impi,
                    set.id(),
                    reason.token(),
                    leftOut.getAsLong());
        }
    }

    private Incident incident(
            String impi, Flow flow, String callId, String outcome, String detail) {
        String address = HostPort.text(flow.remote().getAddress());
        return Incident.of(shard.now(), impi, address, callId, outcome, detail, true);
    }
}
