package org.gatehouse.ims.core.diameter.cx;

import java.util.List;
import java.util.Optional;

/**
 * What the S-CSCF downloads of a subscription: the private identity and one implicit registration
 * set, in order, spread over one or more service profiles (TS 29.228 Annex B).
 *
 * @param impi PrivateID
 */
public record UserProfile(String impi, List<ServiceProfile> serviceProfiles) {
    public UserProfile {
        serviceProfiles = List.copyOf(serviceProfiles);
    }

    /** A profile with one service profile. */
    public static UserProfile of(String impi, List<Identity> identities) {
        return new UserProfile(impi, List.of(new ServiceProfile(identities)));
    }

    /** All identities of the implicit set, in order. */
    public List<Identity> identities() {
        return serviceProfiles.stream().flatMap(p -> p.identities().stream()).toList();
    }

    /** The identities that may be used, in order; P-Associated-URI names them. */
    public List<String> unbarredImpus() {
        return identities().stream().filter(i -> !i.barred()).map(Identity::impu).toList();
    }

    /** The default public identity: the first that is not barred (TS 24.229 clause 5.4.1.2). */
    public Optional<String> defaultImpu() {
        return unbarredImpus().stream().findFirst();
    }

    /** Identities that share services. */
    public record ServiceProfile(List<Identity> identities) {
        public ServiceProfile {
            identities = List.copyOf(identities);
        }
    }

    /**
     * A public identity.
     *
     * @param impu SIP or tel URI
     * @param barred BarringIndication: it may be registered, and used for nothing else
     */
    public record Identity(String impu, boolean barred) {}
}
