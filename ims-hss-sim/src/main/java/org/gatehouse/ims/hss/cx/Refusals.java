package org.gatehouse.ims.hss.cx;

import org.gatehouse.ims.core.diameter.cx.CxAnswer;
import org.gatehouse.ims.core.diameter.cx.CxRequest;
import org.gatehouse.ims.core.diameter.cx.CxResult;
import org.gatehouse.ims.core.diameter.cx.LocationInfo;
import org.gatehouse.ims.core.diameter.cx.LocationInfoAnswer;
import org.gatehouse.ims.core.diameter.cx.MultimediaAuth;
import org.gatehouse.ims.core.diameter.cx.MultimediaAuthAnswer;
import org.gatehouse.ims.core.diameter.cx.ServerAssignment;
import org.gatehouse.ims.core.diameter.cx.ServerAssignmentAnswer;
import org.gatehouse.ims.core.diameter.cx.UserAuthorization;
import org.gatehouse.ims.core.diameter.cx.UserAuthorizationAnswer;

/** Answers that hold a result and nothing else. */
public final class Refusals {
    private Refusals() {}

    /** An answer of the request's kind. */
    public static CxAnswer of(CxRequest request, CxResult result) {
        return switch (request) {
            case UserAuthorization uar -> UserAuthorizationAnswer.of(result);
            case MultimediaAuth mar -> MultimediaAuthAnswer.refused(result, mar);
            case ServerAssignment sar -> ServerAssignmentAnswer.of(result, sar.impi());
            case LocationInfo lir -> LocationInfoAnswer.of(result);
        };
    }
}
