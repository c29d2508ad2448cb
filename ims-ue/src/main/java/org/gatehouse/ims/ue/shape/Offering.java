package org.gatehouse.ims.ue.shape;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gatehouse.ims.core.secagree.AlgorithmPair;
import org.gatehouse.ims.core.secagree.Ipsec3gpp;
import org.gatehouse.ims.core.secagree.IpsecMode;
import org.gatehouse.ims.core.secagree.SecAgreeSyntaxException;
import org.gatehouse.ims.core.secagree.SecurityList;
import org.gatehouse.ims.core.secagree.SecurityMechanism;
import org.gatehouse.ims.core.secagree.SpisAndPorts;
import org.jspecify.annotations.Nullable;

/**
 * How a UE writes Security-Client and Security-Verify.
 *
 * @param pairs combinations in its order; none: those that the UE is told
 * @param offer one combination
 * @param verify one alternative of the P-CSCF in Security-Verify, or null: as it was received
 * @param separator between combinations in one header field, or null: each has a field of its own
 */
public record Offering(
        List<AlgorithmPair> pairs,
        Template offer,
        @Nullable Template verify,
        @Nullable String separator) {
    static final Set<String> PLACES =
            Set.of("alg", "ealg", "prot", "mod", "q", "spi-c", "spi-s", "port-c", "port-s");

    public Offering {
        pairs = List.copyOf(pairs);
    }

    /** Values of Security-Client, one for each header field. */
    public List<String> client(
            List<AlgorithmPair> algorithms, List<IpsecMode> modes, SpisAndPorts own) {
        List<String> offers = new ArrayList<>();
        for (IpsecMode mode : modes) {
            for (AlgorithmPair pair : algorithms) {
                String text = write(offer, Ipsec3gpp.esp(pair, mode, own), null);
                // who leaves mod out has one mode alone, the default; this UE may have two
                boolean unsaid = mode != IpsecMode.TRANSPORT && !offer.names("mod");
                offers.add(unsaid ? text + ";mod=" + mode.token() : text);
            }
        }
        return fields(offers);
    }

    /**
     * Values of Security-Verify, one for each header field.
     *
     * @param server values of Security-Server as received
     */
    public List<String> verify(List<String> server) {
        Template again = verify;
        if (again == null) {
            return server;
        }
        List<String> alternatives = new ArrayList<>();
        try {
            for (SecurityMechanism mechanism : SecurityList.parse(server).mechanisms()) {
                Ipsec3gpp ipsec = mechanism.ipsec();
                alternatives.add(
                        ipsec == null ? mechanism.format() : write(again, ipsec, q(mechanism)));
            }
        } catch (SecAgreeSyntaxException e) {
            return server;
        }
        return fields(alternatives);
    }

    private List<String> fields(List<String> values) {
        return separator == null || values.isEmpty()
                ? values
                : List.of(String.join(separator, values));
    }

    private static @Nullable String q(SecurityMechanism mechanism) {
        return mechanism.q() == SecurityMechanism.NO_PREFERENCE
                ? null
                : mechanism.format().replaceFirst(".*?;q=([^;]*).*", "$1");
    }

    private static String write(Template template, Ipsec3gpp ipsec, @Nullable String q) {
        Map<String, String> values = new HashMap<>();
        values.put("alg", ipsec.integrity().token());
        values.put("ealg", ipsec.encryption().token());
        values.put("prot", ipsec.protocol().token());
        values.put("mod", ipsec.mode().token());
        values.put("spi-c", Long.toString(ipsec.spiC().value()));
        values.put("spi-s", Long.toString(ipsec.spiS().value()));
        values.put("port-c", Integer.toString(ipsec.portC()));
        values.put("port-s", Integer.toString(ipsec.portS()));
        if (q != null) {
            values.put("q", q);
        }
        return template.render(values).orElse("");
    }
}
