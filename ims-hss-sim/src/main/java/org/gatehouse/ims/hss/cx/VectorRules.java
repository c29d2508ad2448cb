package org.gatehouse.ims.hss.cx;

import static org.gatehouse.ims.core.diameter.cx.CxResult.DIAMETER_ERROR_AUTH_SCHEME_NOT_SUPPORTED;
import static org.gatehouse.ims.core.diameter.cx.CxResult.DIAMETER_SUCCESS;
import static org.gatehouse.ims.core.diameter.cx.CxResult.DIAMETER_UNABLE_TO_COMPLY;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.gatehouse.ims.core.aka.AkaAlgorithm;
import org.gatehouse.ims.core.aka.AuthVectors;
import org.gatehouse.ims.core.aka.AuthenticationVector;
import org.gatehouse.ims.core.aka.Auts;
import org.gatehouse.ims.core.aka.SqnGenerator;
import org.gatehouse.ims.core.diameter.cx.CxResult;
import org.gatehouse.ims.core.diameter.cx.MultimediaAuth;
import org.gatehouse.ims.core.diameter.cx.MultimediaAuth.Resync;
import org.gatehouse.ims.core.diameter.cx.MultimediaAuthAnswer;
import org.gatehouse.ims.hss.subscriber.RegistrationState;
import org.gatehouse.ims.hss.subscriber.Standing;

/** MAR: authentication vectors (TS 29.228 clause 6.3.1, TS 33.203 clauses 6.1.1 and 6.1.3). */
final class VectorRules {
    /**
     * Vectors in one answer at most. Reason: they have the 16 INDs of the IMS range, one each, so
     * that the card takes them in any order.
     */
    static final int MOST_VECTORS = 16;

    /**
     * Sequence numbers made durable at once, ahead of use. Reason: the store is asked once in 32
     * vectors, and a crash skips 32 of 2^43 numbers.
     */
    static final int SEQ_BLOCK = 32;

    /** Our own CSCFs ask for the first; "Unknown" lets the HSS choose (Kamailio's CSCFs). */
    private static final Set<String> SCHEMES = Set.of(MultimediaAuth.DIGEST_AKA_V1_MD5, "Unknown");

    private VectorRules() {}

    /** Octets of randomness that a request needs. */
    static int randomnessFor(MultimediaAuth request) {
        return items(request) * AuthenticationVector.RAND_LENGTH;
    }

    /**
     * Answers a request.
     *
     * @param set the implicit set of the public identity in it
     * @param randomness as much as {@link #randomnessFor} says
     */
    static Decision decide(Account account, MultimediaAuth request, int set, byte[] randomness) {
        if (!SCHEMES.contains(request.scheme())) {
            return refused(account, request, DIAMETER_ERROR_AUTH_SCHEME_NOT_SUPPORTED);
        }
        SqnGenerator sqn = account.sqn();
        Resync resync = request.resync();
        if (resync != null) {
            // "the HSS shall compare the S-CSCF name received to the S-CSCF name stored: if they
            // are identical the HSS shall process AUTS"
            OptionalLong sqnMs = Auts.verify(algorithm(account), resync.rand(), resync.auts());
            if (!request.serverName().equals(account.standing().scscf()) || sqnMs.isEmpty()) {
                return refused(account, request, DIAMETER_UNABLE_TO_COMPLY);
            }
            sqn = sqn.resync(sqnMs.getAsLong());
        }
        int items = items(request);
        if (!sqn.has(items + SEQ_BLOCK)) {
            return refused(account, request, DIAMETER_UNABLE_TO_COMPLY);
        }
        return vectors(account, request, set, sqn, randomness);
    }

    private static Decision vectors(
            Account account,
            MultimediaAuth request,
            int set,
            SqnGenerator from,
            byte[] randomness) {
        AkaAlgorithm algorithm = algorithm(account);
        List<AuthenticationVector> vectors = new ArrayList<>();
        SqnGenerator sqn = from;
        for (int i = 0; i < items(request); i++) {
            sqn = sqn.next();
            int offset = i * AuthenticationVector.RAND_LENGTH;
            byte[] rand =
                    Arrays.copyOfRange(
                            randomness, offset, offset + AuthenticationVector.RAND_LENGTH);
            byte[] amf = account.subscriber().key().amf();
            vectors.add(AuthVectors.generate(algorithm, rand, sqn.current(), amf));
        }
        boolean resynchronised = from.seqHe() != account.sqn().seqHe();
        Standing asked = asked(account.standing(), request.serverName(), set);
        Standing standing = marked(asked, resynchronised, sqn);
        return new Decision(
                new Account(account.subscriber(), standing, sqn),
                new MultimediaAuthAnswer(
                        DIAMETER_SUCCESS, request.impi(), request.impu(), vectors));
    }

    /**
     * "The HSS shall store the S-CSCF name [and] set the authentication pending flag"; a registered
     * identity "shall leave the registration flag set to registered" (TS 33.203 clause 6.1.1).
     */
    private static Standing asked(Standing standing, String serverName, int set) {
        boolean registered =
                standing.sets().get(set).state() == RegistrationState.REGISTERED
                        && !standing.isServedByOther(serverName);
        return registered
                ? standing
                : standing.with(set, standing.sets().get(set).pending()).servedBy(serverName);
    }

    /** The mark is moved ahead of the last number, or after a resynchronisation. */
    private static Standing marked(Standing standing, boolean resynchronised, SqnGenerator last) {
        return last.seqHe() <= standing.seqMark() && !resynchronised
                ? standing
                : standing.markedAt(last.seqHe() + SEQ_BLOCK);
    }

    private static AkaAlgorithm algorithm(Account account) {
        return account.subscriber().key().algorithm();
    }

    private static int items(MultimediaAuth request) {
        return Math.min(request.items(), MOST_VECTORS);
    }

    private static Decision refused(Account account, MultimediaAuth request, CxResult result) {
        return new Decision(account, MultimediaAuthAnswer.refused(result, request));
    }
}
