package org.gatehouse.ims.ue.testlab;

/** What joins the nodes and UEs of a lab. */
public enum LabNetwork {
    /**
     * Real sockets of 127.0.0.1 on ports that are free, and real time: UEs and cores of others can
     * reach the lab.
     */
    LOOPBACK,

    /**
     * A network inside the test, on virtual time: datagrams are lost, doubled and overtake each
     * other as a seed says, and an hour passes at once.
     */
    SIMULATED
}
