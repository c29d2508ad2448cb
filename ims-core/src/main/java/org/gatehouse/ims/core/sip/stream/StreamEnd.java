package org.gatehouse.ims.core.sip.stream;

import java.util.Locale;

/** Why a connection ended, or a message found none. Each is counted. */
enum StreamEnd {
    /** The peer closed it, or the path broke. */
    PEER,
    /** It could not be opened. */
    NOT_CONNECTED,
    IDLE,
    /** A message took too long to come. */
    SLOW,
    /** What came was no SIP, or its end could not be told. */
    BROKEN,
    /** The peer does not read what it is sent. */
    BACKLOG,
    TOO_MANY,
    /** The association set that protected it is gone. */
    SET_GONE,
    /** The node stopped. */
    STOPPED;

    String token() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
