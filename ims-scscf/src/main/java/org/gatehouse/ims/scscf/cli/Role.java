package org.gatehouse.ims.scscf.cli;

import java.util.Locale;

/** What the daemon of the home network can be. */
enum Role {
    SCSCF,
    ICSCF;

    /** As the command line writes it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
