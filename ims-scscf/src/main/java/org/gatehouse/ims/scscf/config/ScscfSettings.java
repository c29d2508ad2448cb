package org.gatehouse.ims.scscf.config;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.gatehouse.ims.core.config.ConfigException;
import org.gatehouse.ims.core.config.Setting;
import org.gatehouse.ims.core.config.Settings;
import org.gatehouse.ims.core.config.ValueParser;
import org.gatehouse.ims.core.config.Values;
import org.gatehouse.ims.core.net.HostPort;
import org.gatehouse.ims.core.net.TrustedPeers;
import org.gatehouse.ims.scscf.auth.AuthPolicy;
import org.gatehouse.ims.scscf.auth.Reauthentication;
import org.gatehouse.ims.scscf.auth.ReauthenticationOrder;
import org.gatehouse.ims.scscf.registrar.RegistrarPolicy;
import org.gatehouse.ims.scscf.routing.RoutingPolicy;

/** Settings of the S-CSCF. */
public final class ScscfSettings {
    static final Setting<InetSocketAddress> SIP =
            Setting.of(
                    "sip",
                    "127.0.0.1:5082",
                    Values.address(),
                    "Where the S-CSCF takes SIP (UDP and TCP)");

    static final Setting<Optional<String>> NAME =
            Setting.of(
                    "name",
                    "",
                    Values.optional(Values.matching("sips?:[^\\s<>\"]+", "a SIP URI")),
                    "SIP URI by which HSS and I-CSCF know this S-CSCF; sip:ADDRESS:PORT of"
                            + " \"sip\" if empty, which needs no DNS");

    static final Setting<Reauthentication.Trigger> REAUTHENTICATION =
            Setting.of(
                    "reauthentication",
                    "always",
                    Values.oneOf(Reauthentication.Trigger.class),
                    "When a re-REGISTER that came through an SA is challenged; an unprotected one"
                            + " always is (TS 33.203 clause 5.1.2)");

    static final Setting<Integer> REAUTHENTICATION_EVERY =
            Setting.of(
                    "reauthentication-every",
                    "3",
                    Values.integer(1, 1_000),
                    "With reauthentication: every-nth, of that many REGISTERs after an"
                            + " authentication the last one is challenged");

    static final Setting<Duration> REAUTHENTICATION_AGE =
            Setting.of(
                    "reauthentication-age",
                    "1h",
                    Values.duration(Duration.ofSeconds(1), Duration.ofDays(365)),
                    "With reauthentication: by-age, how old an authentication may become");

    static final Setting<Boolean> AUTHENTICATE_FURTHER_IMPUS =
            Setting.of(
                    "authenticate-further-impus",
                    "true",
                    Values.bool(),
                    "Whether the first registration of one more IMPU of a registered IMPI, sent"
                            + " through its SAs, is always challenged (TS 33.203 clause 6.1); false"
                            + " leaves it to reauthentication");

    static final Setting<Duration> REAUTHENTICATION_WITHIN =
            Setting.of(
                    "reauthentication-within",
                    "60s",
                    Values.duration(Duration.ofSeconds(5), Duration.ofHours(1)),
                    "How long a user who is asked to authenticate anew (ims scscf reauth) stays"
                            + " registered without doing so");

    static final Setting<ReauthenticationOrder.Ignored> REAUTHENTICATION_IGNORED =
            Setting.of(
                    "reauthentication-ignored",
                    "deregister",
                    Values.oneOf(ReauthenticationOrder.Ignored.class),
                    "What becomes of a user who did not (TS 33.203 clause 6.1.4); ask-again"
                            + " deregisters him in the end, too");

    static final Setting<Integer> REAUTHENTICATION_MOST =
            Setting.of(
                    "reauthentication-most",
                    "3",
                    Values.integer(1, 100),
                    "With reauthentication-ignored: ask-again, how often he is asked at all");

    static final Setting<Integer> BATCH =
            Setting.of(
                    "vectors-per-request",
                    "1",
                    Values.integer(1, AuthPolicy.MAX_BATCH),
                    "Number m of authentication vectors asked of the HSS at once");

    static final Setting<Duration> CHALLENGE_TIMEOUT =
            Setting.of(
                    "challenge-timeout",
                    "4m",
                    Values.duration(Duration.ofSeconds(1), Duration.ofHours(1)),
                    "How long an answer to a challenge is waited for: timer reg-await-auth of TS"
                            + " 24.229");

    static final Setting<Boolean> ACCEPT_UNPROTECTED_ANSWER =
            Setting.of(
                    "accept-unprotected-answer",
                    "false",
                    Values.bool(),
                    "true lets a right answer register though it did not come through an SA; TS"
                            + " 33.203 clause 5.1.2 forbids it. Only for a P-CSCF with sec-agree:"
                            + " optional and UEs without IPsec");

    static final Setting<Qop> QOP =
            Setting.of(
                    "qop",
                    "auth",
                    Values.oneOf(Qop.class),
                    "qop offered in challenges; none for UEs that take only RFC 2069 digests");

    static final Setting<Duration> MIN_EXPIRES =
            Setting.of("min-expires", "10s", expiry(), "Shorter registrations get 423");

    static final Setting<Duration> DEFAULT_EXPIRES =
            Setting.of(
                    "default-expires",
                    "3600s",
                    expiry(),
                    "Length of a registration where the UE asks for none");

    static final Setting<Duration> MAX_EXPIRES =
            Setting.of(
                    "max-expires",
                    "600000s",
                    expiry(),
                    "Longer registrations are cut to this; phones ask for 600000 s");

    static final Setting<Integer> MAX_CONTACTS =
            Setting.of(
                    "max-contacts",
                    "5",
                    Values.integer(1, 50),
                    "Contacts of one implicit set of an IMPI; the one refreshed longest ago gives"
                            + " way to a new one");

    /** Values of {@code qop}. */
    enum Qop {
        AUTH,
        NONE
    }

    private ScscfSettings() {}

    static List<Setting<?>> all() {
        return List.of(
                SIP,
                NAME,
                REAUTHENTICATION,
                REAUTHENTICATION_EVERY,
                REAUTHENTICATION_AGE,
                AUTHENTICATE_FURTHER_IMPUS,
                REAUTHENTICATION_WITHIN,
                REAUTHENTICATION_IGNORED,
                REAUTHENTICATION_MOST,
                BATCH,
                CHALLENGE_TIMEOUT,
                ACCEPT_UNPROTECTED_ANSWER,
                QOP,
                MIN_EXPIRES,
                DEFAULT_EXPIRES,
                MAX_EXPIRES,
                MAX_CONTACTS);
    }

    /** The S-CSCF that the settings describe. */
    public static ScscfConfig read(Settings settings) throws ConfigException {
        InetSocketAddress sip = CommonSettings.reachable(settings, SIP);
        String name = settings.get(NAME).orElse("sip:" + HostPort.of(sip));
        AuthPolicy auth =
                new AuthPolicy(
                        name,
                        settings.get(CommonSettings.HOME_DOMAIN),
                        new Reauthentication(
                                settings.get(REAUTHENTICATION),
                                settings.get(REAUTHENTICATION_EVERY),
                                settings.get(REAUTHENTICATION_AGE),
                                settings.get(AUTHENTICATE_FURTHER_IMPUS)),
                        settings.get(BATCH),
                        settings.get(CHALLENGE_TIMEOUT),
                        settings.get(ACCEPT_UNPROTECTED_ANSWER),
                        settings.get(QOP) == Qop.AUTH);
        TrustedPeers peers = CommonSettings.peers(settings);
        RoutingPolicy routing =
                new RoutingPolicy(
                        sip,
                        name,
                        settings.get(CommonSettings.HOME_DOMAIN),
                        HomeSchemas.ICSCF_BESIDE.address(settings),
                        peers);
        return new ScscfConfig(
                sip,
                peers,
                CommonSettings.transport(settings),
                auth,
                registrar(settings, name),
                new ReauthenticationOrder(
                        settings.get(REAUTHENTICATION_WITHIN),
                        settings.get(REAUTHENTICATION_IGNORED),
                        settings.get(REAUTHENTICATION_MOST)),
                routing);
    }

    private static RegistrarPolicy registrar(Settings settings, String name)
            throws ConfigException {
        try {
            return new RegistrarPolicy(
                    name,
                    settings.get(MIN_EXPIRES),
                    settings.get(DEFAULT_EXPIRES),
                    settings.get(MAX_EXPIRES),
                    settings.get(MAX_CONTACTS));
        } catch (IllegalArgumentException e) {
            throw new ConfigException(
                    "min-expires, default-expires, max-expires: found " + e.getMessage());
        }
    }

    private static ValueParser<Duration> expiry() {
        return Values.duration(Duration.ofSeconds(1), Duration.ofDays(365));
    }
}
