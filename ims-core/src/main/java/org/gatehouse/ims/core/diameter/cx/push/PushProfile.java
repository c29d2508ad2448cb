package org.gatehouse.ims.core.diameter.cx.push;

/**
 * PPR: the profile of a user has changed (TS 29.228 clause 6.2.2, TS 29.229 clause 6.1.11).
 *
 * @param userDataXml User-Data, an IMSSubscription document with one implicit set; empty where the
 *     request changes nothing that we keep
 */
public record PushProfile(String impi, String userDataXml) implements PushRequest {}
