package org.gatehouse.ims.core.diameter.cx;

/** What the HSS answers. */
public sealed interface CxAnswer
        permits UserAuthorizationAnswer,
                MultimediaAuthAnswer,
                ServerAssignmentAnswer,
                LocationInfoAnswer {
    CxResult result();
}
