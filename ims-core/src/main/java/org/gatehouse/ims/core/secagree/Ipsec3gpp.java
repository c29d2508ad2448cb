package org.gatehouse.ims.core.secagree;

/**
 * A complete ipsec-3gpp alternative, all of whose values are known ones (TS 33.203 Annex H).
 *
 * @param spiC SPI of the inbound SA at the protected client port
 * @param spiS SPI of the inbound SA at the protected server port
 */
public record Ipsec3gpp(
        IntegrityAlgorithm integrity,
        EncryptionAlgorithm encryption,
        IpsecProtocol protocol,
        IpsecMode mode,
        Spi spiC,
        Spi spiS,
        int portC,
        int portS) {

    /** An ESP alternative. */
    public static Ipsec3gpp esp(AlgorithmPair algorithms, IpsecMode mode, SpisAndPorts end) {
        return new Ipsec3gpp(
                algorithms.integrity(),
                algorithms.encryption(),
                IpsecProtocol.ESP,
                mode,
                end.spiC(),
                end.spiS(),
                end.portC(),
                end.portS());
    }

    public AlgorithmPair algorithms() {
        return new AlgorithmPair(integrity, encryption);
    }

    public SpisAndPorts end() {
        return new SpisAndPorts(spiC, spiS, portC, portS);
    }

    /**
     * Whether SAs can be made of it. "According to clause 6 only "esp" is allowed for use in IMS",
     * "tun" is not used at all, reserved SPIs never are, and one end's two SAs need two SPIs.
     */
    public boolean isUsable() {
        return protocol == IpsecProtocol.ESP
                && mode != IpsecMode.TUNNEL
                && !spiC.isReserved()
                && !spiS.isReserved()
                && !spiC.equals(spiS);
    }
}
