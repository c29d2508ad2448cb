package org.gatehouse.ims.hss.cx;

import java.util.List;

/**
 * What an S-CSCF has to be able to do to get a user (TS 29.228 clause 6.7), in numbers whose
 * meaning the operator and the I-CSCF know.
 *
 * @param mandatory none without all of these
 * @param optional one with more of these first
 */
public record ServerCapabilities(List<Integer> mandatory, List<Integer> optional) {
    /** Any S-CSCF will do. */
    public static final ServerCapabilities NONE = new ServerCapabilities(List.of(), List.of());

    public ServerCapabilities {
        mandatory = List.copyOf(mandatory);
        optional = List.copyOf(optional);
    }
}
