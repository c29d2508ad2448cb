package org.gatehouse.ims.pcscf.register;

/**
 * What this P-CSCF says of itself in the messages it forwards.
 *
 * @param mwHostPort its address on Mw as a Path URI names it, for example {@code 127.0.0.1:5070}
 * @param visitedNetwork P-Visited-Network-ID
 */
public record Edge(String mwHostPort, String visitedNetwork) {
    /** The URI under which requests for one registration come back to this P-CSCF. */
    public String pathUri(String token) {
        return "sip:" + token + "@" + mwHostPort + ";lr";
    }

    /**
     * The same towards the UE.
     *
     * @param gmHostPort where it sends what is protected, or bare where nothing is
     */
    public String gmUri(String token, String gmHostPort) {
        return "sip:" + token + "@" + gmHostPort + ";lr";
    }

    /** Host alone, without the port. */
    String host() {
        return mwHostPort.substring(0, mwHostPort.lastIndexOf(':'));
    }
}
