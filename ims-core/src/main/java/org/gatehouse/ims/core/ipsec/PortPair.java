package org.gatehouse.ims.core.ipsec;

/**
 * The protected ports of one end (TS 33.203 clause 7.1).
 *
 * @param client port_uc or port_pc: messages leave from it
 * @param server port_us or port_ps: messages arrive on it
 */
public record PortPair(int client, int server) {}
