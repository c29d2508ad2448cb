package org.gatehouse.ims.ue.cli;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.gatehouse.ims.core.aka.AkaAlgorithm;
import org.gatehouse.ims.core.config.ConfigException;
import org.gatehouse.ims.core.flow.TransportProtocol;
import org.gatehouse.ims.core.ipsec.Carrier;
import org.gatehouse.ims.core.secagree.AlgorithmPair;
import org.gatehouse.ims.core.secagree.EncryptionAlgorithm;
import org.gatehouse.ims.core.secagree.IntegrityAlgorithm;
import org.gatehouse.ims.core.sip.transaction.TransactionTimers;
import org.gatehouse.ims.ue.card.Subscription;
import org.gatehouse.ims.ue.config.UeConfig;
import org.gatehouse.ims.ue.isim.ImsIdentity;
import org.gatehouse.ims.ue.isim.SqnFile;
import org.gatehouse.ims.ue.message.Transports;
import org.gatehouse.ims.ue.shape.Shape;
import org.jspecify.annotations.Nullable;

/** Makes a plan of the options, or says what is wrong with them. */
final class PlanReader {
    private static final long LONGEST_SECONDS = 0xFFFF_FFFFL;

    private final RegisterOptions options;
    private final Map<String, String> environment;
    private final @Nullable Subscription card;

    /**
     * @param card the subscription that {@code --card} found, or null
     */
    PlanReader(
            RegisterOptions options, Map<String, String> environment, @Nullable Subscription card) {
        this.card = card;
        this.options = options;
        this.environment = environment;
    }

    RegisterPlan read() throws CommandFailure {
        checkUnsupported();
        ImsIdentity identity = identity();
        CarrierChoice carriers = CarrierChoice.of(options.ipsec, options.mode);
        InetSocketAddress pcscf = Addresses.hostPort("--pcscf", options.pcscf);
        Addresses.Local local = Addresses.local(options.local, pcscf.getAddress());
        int[] espPorts = espPorts();
        Shape shape = shape();
        UeConfig config =
                new UeConfig(
                        identity.impi(),
                        identity.impu(),
                        identity.homeDomain(),
                        pcscf,
                        espPorts[1],
                        local.candidates().getFirst(),
                        local.port(),
                        transports(),
                        espPorts[0],
                        UeConfig.allAlgorithms(),
                        carriers.wanted().stream().map(Carrier::mode).toList(),
                        UeConfig.DEFAULT_EXPIRES,
                        UeConfig.DEFAULT_ACCESS,
                        UeConfig.DEFAULT_ATTEMPTS,
                        options.bareOn406,
                        TransactionTimers.UE,
                        regEvent(),
                        shape);
        Long hold = options.hold;
        String moveTo = options.moveTo;
        if (moveTo != null && hold == null) {
            throw CommandFailure.usage("--move-to without --hold (expected: both)");
        }
        return new RegisterPlan(
                asTyped(config.shapedAs(shape)),
                local.candidates(),
                carriers,
                isim(identity),
                seconds("--timeout", options.timeout, 1),
                atLeastZero("--refresh", options.refresh),
                hold == null ? null : seconds("--hold", hold, 0),
                moveTo == null ? null : Addresses.address("--move-to", moveTo));
    }

    private Shape shape() throws CommandFailure {
        Shape shape;
        try {
            shape = options.profile.shape();
        } catch (ConfigException e) {
            throw CommandFailure.usage("--profile: " + e.getMessage());
        }
        try {
            return options.sizes.on(shape);
        } catch (ConfigException e) {
            throw CommandFailure.usage(String.valueOf(e.getMessage()));
        }
    }

    /** What an option says counts more than what the profile says. */
    private UeConfig asTyped(UeConfig shaped) throws CommandFailure {
        boolean typed = options.alg != null || options.ealg != null;
        UeConfig config = typed ? shaped.withAlgorithms(algorithms()) : shaped;
        Long expires = options.expires;
        return expires == null ? config : config.withExpires(seconds("--expires", expires, 1));
    }

    private Transports transports() throws CommandFailure {
        TransportProtocol registers = transport("--transport", options.transport);
        String others = options.requestTransport;
        return new Transports(
                registers, others == null ? registers : transport("--request-transport", others));
    }

    private static TransportProtocol transport(String option, String text) throws CommandFailure {
        return switch (text) {
            case "udp" -> TransportProtocol.UDP;
            case "tcp" -> TransportProtocol.TCP;
            default -> throw CommandFailure.usage(option + " " + text + " (expected: udp or tcp)");
        };
    }

    /** Who stays has something to watch. */
    private boolean regEvent() {
        Boolean wanted = options.regEvent;
        return wanted == null ? options.hold != null : wanted;
    }

    private void checkUnsupported() throws CommandFailure {
        if (options.transport.equals("tcp")
                && options.ipsec.equals("off")
                && options.pcap != null) {
            throw CommandFailure.usage(
                    "--pcap with --transport tcp --ipsec off: segments are the kernel's (expected:"
                            + " --ladder, or tcpdump)");
        }
    }

    private ImsIdentity identity() throws CommandFailure {
        try {
            ImsIdentity identity = card == null ? typedIdentity() : cardIdentity(card);
            return options.impu == null ? identity : identity.withImpu(options.impu);
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage(String.valueOf(e.getMessage()));
        }
    }

    private ImsIdentity typedIdentity() throws CommandFailure {
        String impi = options.impi;
        Long number = options.subscriber;
        if (number != null) {
            if (impi != null) {
                throw CommandFailure.usage("--subscriber and --impi (expected: one of them)");
            }
            if (number < 1 || number > LabSubscriber.MOST) {
                throw CommandFailure.usage(
                        "--subscriber " + number + " (expected: 1 to " + LabSubscriber.MOST + ")");
            }
            impi = LabSubscriber.impi(number);
        }
        ImsIdentity identity = options.subscription.typed(impi, options.homeDomain);
        if (identity == null) {
            throw CommandFailure.usage(
                    "who registers? (expected: --subscriber N of the lab, --card, or --impi or"
                            + " --usim-imsi with --k and --opc or --op)");
        }
        return identity;
    }

    /**
     * "The IMS subscriber shall not be able to modify or enter the IMPI. The IMS subscriber shall
     * not be able to modify or enter the Home Domain Name" (TS 33.203 clause 8).
     */
    private ImsIdentity cardIdentity(Subscription subscription) throws CommandFailure {
        if (options.subscriber != null
                || options.impi != null
                || options.homeDomain != null
                || options.k != null
                || options.sqnFile != null
                || options.subscription.typed(null, null) != null) {
            throw CommandFailure.usage(
                    "--card with --subscriber, --impi, --home-domain, --k, --sqn-file or"
                            + " --usim-imsi (expected: --card alone; the card knows them)");
        }
        return subscription.identity();
    }

    private RegisterPlan.IsimSource isim(ImsIdentity identity) throws CommandFailure {
        if (card != null) {
            return new RegisterPlan.IsimSource.Card(card);
        }
        AkaAlgorithm algorithm = new Secrets(environment).algorithm(options);
        SqnFile file = sqnFile(options.subscription.countsWith(identity));
        return new RegisterPlan.IsimSource.Soft(algorithm, file);
    }

    private SqnFile sqnFile(String impi) throws CommandFailure {
        if (options.sqnFile != null) {
            return new SqnFile(options.sqnFile);
        }
        String state = environment.get("XDG_STATE_HOME");
        if (state != null && Path.of(state).isAbsolute()) {
            return SqnFile.ofImpi(Path.of(state), impi);
        }
        String home = environment.getOrDefault("HOME", System.getProperty("user.home", ""));
        if (home.isEmpty()) {
            throw CommandFailure.usage("no home folder (expected: --sqn-file FILE)");
        }
        return SqnFile.ofImpi(Path.of(home, ".local", "state"), impi);
    }

    private List<AlgorithmPair> algorithms() throws CommandFailure {
        return UeConfig.pairs(
                tokens(
                        "--alg",
                        options.alg,
                        List.of(IntegrityAlgorithm.HMAC_SHA_1_96, IntegrityAlgorithm.HMAC_MD5_96),
                        IntegrityAlgorithm::ofToken),
                tokens(
                        "--ealg",
                        options.ealg,
                        List.of(
                                EncryptionAlgorithm.AES_CBC,
                                EncryptionAlgorithm.DES_EDE3_CBC,
                                EncryptionAlgorithm.NULL),
                        EncryptionAlgorithm::ofToken));
    }

    private static <T> List<T> tokens(
            String option,
            @Nullable String list,
            List<T> all,
            Function<String, Optional<T>> ofToken)
            throws CommandFailure {
        if (list == null) {
            return all;
        }
        List<T> chosen = new ArrayList<>();
        for (String token : list.split(",", -1)) {
            Optional<T> value = ofToken.apply(token.strip());
            if (value.isEmpty()) {
                throw CommandFailure.usage(
                        option + " '" + token + "' (expected: " + expectation(option) + ")");
            }
            if (!chosen.contains(value.get())) {
                chosen.add(value.get());
            }
        }
        return chosen;
    }

    private static String expectation(String option) {
        return option.equals("--alg")
                ? "a comma list of hmac-sha-1-96 and hmac-md5-96"
                : "a comma list of aes-cbc, des-ede3-cbc and null";
    }

    private int[] espPorts() throws CommandFailure {
        String text = options.espPort;
        if (text == null) {
            return new int[] {UeConfig.ESP_PORT, UeConfig.ESP_PORT};
        }
        String[] parts = text.split(",", -1);
        int own = Addresses.port("--esp-port", parts[0]);
        return new int[] {
            own, parts.length > 1 ? Addresses.port("--esp-port", parts[1]) : UeConfig.ESP_PORT
        };
    }

    private static int atLeastZero(String option, int value) throws CommandFailure {
        if (value < 0) {
            throw CommandFailure.usage(option + " " + value + " (expected: 0 or more)");
        }
        return value;
    }

    private static Duration seconds(String option, long value, long least) throws CommandFailure {
        if (value < least || value > LONGEST_SECONDS) {
            throw CommandFailure.usage(
                    option + " " + value + " (expected: " + least + " to " + LONGEST_SECONDS + ")");
        }
        return Duration.ofSeconds(value);
    }
}
