package org.gatehouse.ims.core.secagree;

import java.util.List;
import java.util.Locale;
import org.gatehouse.ims.core.secagree.SecurityMechanism.Parameter;

/** How mechanisms are written. */
final class MechanismFormat {
    /** Characters of a peer's text that a message repeats, enough to find the place. */
    private static final int MAX_QUOTED = 24;

    private MechanismFormat() {}

    static List<Parameter> parametersOf(Ipsec3gpp ipsec) {
        return List.of(
                new Parameter("alg", ipsec.integrity().token()),
                new Parameter("prot", ipsec.protocol().token()),
                new Parameter("mod", ipsec.mode().token()),
                new Parameter("ealg", ipsec.encryption().token()),
                new Parameter("spi-c", ipsec.spiC().toString()),
                new Parameter("spi-s", ipsec.spiS().toString()),
                new Parameter("port-c", Integer.toString(ipsec.portC())),
                new Parameter("port-s", Integer.toString(ipsec.portS())));
    }

    static String format(SecurityMechanism mechanism) {
        StringBuilder text = new StringBuilder(160).append(mechanism.name());
        if (mechanism.q() != SecurityMechanism.NO_PREFERENCE) {
            text.append(";q=").append(formatPreference(mechanism.q()));
        }
        Ipsec3gpp ipsec = mechanism.ipsec();
        for (Parameter parameter : ipsec == null ? mechanism.parameters() : parametersOf(ipsec)) {
            text.append(';').append(parameter.name());
            if (!parameter.value().isEmpty()) {
                text.append('=').append(parameter.value());
            }
        }
        return text.toString();
    }

    /** A short piece of what a peer sent, safe in one line of a log. */
    static String printable(String text, int from) {
        String piece = text.substring(from, Math.min(text.length(), from + MAX_QUOTED));
        return piece.replaceAll("[^\\x20-\\x7e]", "?");
    }

    /** "qvalue = ( "0" [ "." 0*3DIGIT ] ) / ( "1" [ "." 0*3("0") ] )", as short as it goes. */
    static String formatPreference(int thousandths) {
        if (thousandths % 1000 == 0) {
            return thousandths == 0 ? "0" : "1";
        }
        String digits = String.format(Locale.ROOT, "0.%03d", thousandths);
        int end = digits.length();
        while (digits.charAt(end - 1) == '0') {
            end--;
        }
        return digits.substring(0, end);
    }
}
