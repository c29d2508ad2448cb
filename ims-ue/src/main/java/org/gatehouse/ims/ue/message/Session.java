package org.gatehouse.ims.ue.message;

/**
 * What goes on from one REGISTER to the next. "All registrations from a UAC SHOULD use the same
 * Call-ID header field value for registrations sent to a particular registrar" and "A UA MUST
 * increment the CSeq value by one for each REGISTER request with the same Call-ID" (RFC 3261 clause
 * 10.2).
 *
 * @param callId Call-ID of all REGISTERs
 * @param fromTag tag of the From header field
 * @param cseq CSeq number used last
 * @param sets number of association sets named so far
 */
public record Session(String callId, String fromTag, long cseq, long sets) {
    public Session nextCseq() {
        return new Session(callId, fromTag, cseq + 1, sets);
    }

    public Session nextSet() {
        return new Session(callId, fromTag, cseq, sets + 1);
    }
}
