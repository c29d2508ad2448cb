package org.gatehouse.ims.scscf.io;

import io.micrometer.core.instrument.MeterRegistry;
import org.gatehouse.ims.core.runtime.Shard;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.transaction.ServerTransaction;
import org.gatehouse.ims.scscf.answer.RegisterAnswers;
import org.gatehouse.ims.scscf.refusal.Refusal;
import org.gatehouse.ims.scscf.refusal.SipStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What becomes of requests other than REGISTER: counted, and refusals answered with a log line. */
final class ProxyOutcomes {
    private final String role;
    private final Logger log;
    private final Shard shard;
    private final MeterRegistry meters;

    /**
     * @param role name in metrics and log: scscf or icscf
     */
    ProxyOutcomes(String role, Shard shard, MeterRegistry meters) {
        this.role = role;
        this.log = LoggerFactory.getLogger("org.gatehouse.ims." + role + ".routing");
        this.shard = shard;
        this.meters = meters;
    }

    void count(String outcome) {
        meters.counter(role + ".requests", "outcome", outcome).increment();
    }

    void refuse(ServerTransaction transaction, Refusal refusal) {
        SipRequest request = transaction.request();
        count("refused");
        log.info(
                "request outcome=refused method={} uri={} call-id={} reason=\"{}, {}\"",
                LogText.of(request.method()),
                LogText.of(request.requestUri()),
                LogText.of(request.callId()),
                SipStatus.of(refusal).code(),
                refusal.why().replaceAll("[^ -~]|\"", "?"));
        String tag = Long.toHexString(shard.random().nextLong());
        transaction.respond(RegisterAnswers.refuse(request, refusal, tag));
    }
}
