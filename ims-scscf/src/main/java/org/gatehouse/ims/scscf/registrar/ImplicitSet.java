package org.gatehouse.ims.scscf.registrar;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.gatehouse.ims.core.diameter.cx.UserProfile;
import org.gatehouse.ims.core.sip.AddressOfRecord;
import org.gatehouse.ims.core.sip.SipParseException;

/**
 * Identities that are registered together: "the S-CSCF shall regard all implicitly registered
 * IMPU(s) as registered IMPU(s)" (TS 33.203 clause 6.1.1).
 *
 * @param impi private identity that registered
 * @param impu the identity it registered first; the HSS knows the set by it
 * @param profile as the HSS sent it
 * @param members all identities in the form they are compared in, barred ones too
 */
public record ImplicitSet(String impi, String impu, UserProfile profile, Set<String> members) {
    public ImplicitSet {
        members = Set.copyOf(members);
    }

    static ImplicitSet of(String impi, String impu, UserProfile profile) {
        Set<String> members = new HashSet<>();
        members.add(impu);
        profile.identities().forEach(identity -> members.add(canonical(identity.impu())));
        return new ImplicitSet(impi, impu, profile, members);
    }

    /** The same set with another profile. */
    ImplicitSet with(UserProfile changed) {
        return of(impi, impu, changed);
    }

    /** Whether a profile is about this set: it has one of its identities. */
    public boolean isMeantBy(UserProfile other) {
        return other.identities().stream()
                .anyMatch(identity -> members.contains(canonical(identity.impu())));
    }

    /**
     * Identities for P-Associated-URI, in the order of the HSS. What is no URI is left out: it
     * would break the header field.
     */
    public List<String> associated() {
        return profile.unbarredImpus().stream().filter(ImplicitSet::fitsInBrackets).toList();
    }

    /** Whether a member may be registered, and used for nothing else. */
    public boolean isBarred(String member) {
        return profile.identities().stream()
                .anyMatch(
                        identity -> identity.barred() && canonical(identity.impu()).equals(member));
    }

    private static boolean fitsInBrackets(String impu) {
        return impu.chars().allMatch(c -> c > ' ' && c < 0x7F && c != '<' && c != '>' && c != '"');
    }

    /** The form in which identities are compared. */
    public static String canonical(String impu) {
        try {
            return AddressOfRecord.of(impu);
        } catch (SipParseException _) {
            return impu;
        }
    }
}
