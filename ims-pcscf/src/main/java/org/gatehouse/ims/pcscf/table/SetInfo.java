package org.gatehouse.ims.pcscf.table;

import java.net.InetAddress;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.secagree.AlgorithmPair;
import org.gatehouse.ims.core.secagree.IpsecMode;
import org.gatehouse.ims.core.secagree.SpisAndPorts;

/**
 * An association set as the SIP layer knows it, without keys.
 *
 * @param own the P-CSCF address that SM1 was sent to
 * @param ueEnd what the UE chose: SPI_U and Port_U
 * @param ownEnd what the P-CSCF chose: SPI_P and Port_P
 */
public record SetInfo(
        SetId id,
        UeKey ue,
        InetAddress own,
        SpisAndPorts ueEnd,
        SpisAndPorts ownEnd,
        AlgorithmPair algorithms,
        IpsecMode mode) {}
