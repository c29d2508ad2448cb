package org.gatehouse.ims.core.secagree;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.ims.core.secagree.SecurityMechanism.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Reads the parameters of an ipsec-3gpp mechanism. A number out of its range is refused; a token of
 * another release (aes-gcm) or a missing parameter only takes the alternative out of the choice.
 */
final class Ipsec3gppReader {
    private final Map<String, String> values = new LinkedHashMap<>();
    private @Nullable String problem;

    Ipsec3gppReader(List<Parameter> parameters) throws SecAgreeSyntaxException {
        for (Parameter parameter : parameters) {
            String name = parameter.name().toLowerCase(Locale.ROOT);
            if (values.putIfAbsent(name, parameter.value()) != null) {
                throw new SecAgreeSyntaxException("ipsec-3gpp: " + name + " twice");
            }
        }
    }

    /** The alternative, or null if something in it is missing or unknown. */
    @Nullable Ipsec3gpp read() throws SecAgreeSyntaxException {
        Spi spiC = spi("spi-c");
        Spi spiS = spi("spi-s");
        int portC = port("port-c");
        int portS = port("port-s");
        var integrity = IntegrityAlgorithm.ofToken(values.getOrDefault("alg", ""));
        note(integrity, "alg");
        // "If no Encrypt-algorithm parameter is present, the algorithm will be "null""
        var encryption = EncryptionAlgorithm.ofToken(values.getOrDefault("ealg", "null"));
        note(encryption, "ealg");
        // "If no Protocol parameter is present, the value will be "esp""
        var protocol = IpsecProtocol.ofToken(values.getOrDefault("prot", "esp"));
        note(protocol, "prot");
        // "If no Mode parameter is present, the value will be "trans""
        var mode = IpsecMode.ofToken(values.getOrDefault("mod", "trans"));
        note(mode, "mod");
        if (problem != null || spiC == null || spiS == null) {
            return null;
        }
        return new Ipsec3gpp(
                integrity.orElseThrow(),
                encryption.orElseThrow(),
                protocol.orElseThrow(),
                mode.orElseThrow(),
                spiC,
                spiS,
                portC,
                portS);
    }

    /** What keeps a mechanism out of every choice, if anything does. */
    static Optional<String> problemOf(SecurityMechanism mechanism) {
        if (!mechanism.isIpsec3gpp()) {
            return Optional.of("not ipsec-3gpp");
        }
        Ipsec3gpp ipsec = mechanism.ipsec();
        if (ipsec != null) {
            return ipsec.isUsable()
                    ? Optional.empty()
                    : Optional.of("protocol, mode or SPIs that IMS does not use");
        }
        try {
            Ipsec3gppReader reader = new Ipsec3gppReader(mechanism.parameters());
            reader.read();
            return Optional.ofNullable(reader.problem);
        } catch (SecAgreeSyntaxException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private void note(Optional<?> value, String name) {
        if (value.isEmpty()) {
            String found = values.get(name);
            noteProblem(found == null ? "missing " + name : "unknown " + name + " " + found);
        }
    }

    private void noteProblem(String found) {
        if (problem == null) {
            problem = found;
        }
    }

    /** "spivalue = 10DIGIT; 0 to 4294967295"; phones send fewer digits. */
    private @Nullable Spi spi(String name) throws SecAgreeSyntaxException {
        long value = number(name, 10, 0, Spi.MAX);
        return value < 0 ? null : new Spi(value);
    }

    private int port(String name) throws SecAgreeSyntaxException {
        return (int) number(name, 10, 1, 65_535);
    }

    /** The number, or -1 if there is none. */
    private long number(String name, int maxDigits, long min, long max)
            throws SecAgreeSyntaxException {
        String text = values.get(name);
        if (text == null) {
            noteProblem("missing " + name);
            return -1;
        }
        boolean digits = !text.isEmpty() && text.length() <= maxDigits;
        for (int i = 0; digits && i < text.length(); i++) {
            digits = text.charAt(i) >= '0' && text.charAt(i) <= '9';
        }
        long value = digits ? Long.parseLong(text) : -1;
        if (value < min || value > max) {
            throw new SecAgreeSyntaxException(
                    "ipsec-3gpp: "
                            + name
                            + "="
                            + MechanismFormat.printable(text, 0)
                            + " (expected: "
                            + min
                            + " to "
                            + max
                            + ")");
        }
        return value;
    }
}
