package org.gatehouse.ims.core.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gatehouse.ims.core.net.TlsIdentity;

/** The settings of daemons that talk to other core entities over TLS. */
public final class TlsSettings {
    public static final Setting<Optional<Path>> CERTIFICATE =
            file(
                    "tls.certificate",
                    "Own certificate with its chain, PEM; its subjectAltName has"
                            + " to name the addresses that peers connect to");

    public static final Setting<Optional<Path>> KEY =
            file("tls.key", "Private key of that certificate, PEM (PKCS 8, not encrypted)");

    public static final Setting<Optional<Path>> ROOTS =
            file(
                    "tls.roots",
                    "Certificates that a peer's chain has to end in, PEM: a root of the"
                            + " operator's own, for every certificate below it speaks for a core entity");

    private static final Pattern PEM_KEY =
            Pattern.compile(
                    "-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    /** Octets of the largest file read: a chain and some roots have some ten thousand. */
    private static final long MAX_FILE = 1_000_000;

    private TlsSettings() {}

    /** All but the switches, which each daemon names itself. */
    public static List<Setting<?>> all() {
        return List.of(CERTIFICATE, KEY, ROOTS);
    }

    /**
     * Reads the three files.
     *
     * @param switches what was asked to go over TLS; empty if nothing of it is on
     */
    @SafeVarargs
    public static Optional<TlsIdentity> read(Settings settings, Setting<Boolean>... switches)
            throws ConfigException {
        for (Setting<Boolean> on : switches) {
            if (settings.get(on)) {
                return Optional.of(
                        new TlsIdentity(
                                certificates(settings, CERTIFICATE, on),
                                key(settings, on),
                                certificates(settings, ROOTS, on)));
            }
        }
        return Optional.empty();
    }

    private static Setting<Optional<Path>> file(String key, String help) {
        return Setting.of(key, "", Values.optional(Values.path()), help);
    }

    private static List<X509Certificate> certificates(
            Settings settings, Setting<Optional<Path>> setting, Setting<Boolean> on)
            throws ConfigException {
        Path path = required(settings, setting, on);
        try (InputStream in = Files.newInputStream(path)) {
            List<X509Certificate> found =
                    CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (found.isEmpty()) {
                throw unusable(setting, path, "no certificate", "PEM certificates");
            }
            return found;
        } catch (IOException | GeneralSecurityException e) {
            throw unusable(setting, path, String.valueOf(e.getMessage()), "PEM certificates");
        }
    }

    private static PrivateKey key(Settings settings, Setting<Boolean> on) throws ConfigException {
        Path path = required(settings, KEY, on);
        String expected = "an RSA or EC key as PEM, BEGIN PRIVATE KEY";
        try {
            Matcher pem = PEM_KEY.matcher(Files.readString(path));
            if (!pem.find()) {
                throw unusable(KEY, path, "no such key", expected);
            }
            byte[] octets = Base64.getMimeDecoder().decode(pem.group(1));
            PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(octets);
            for (String algorithm : List.of("EC", "RSA")) {
                try {
                    return KeyFactory.getInstance(algorithm).generatePrivate(spec);
                } catch (GeneralSecurityException _) {
                    // of another algorithm, perhaps
                }
            }
            throw unusable(KEY, path, "a key of another kind", expected);
        } catch (IOException | IllegalArgumentException _) {
            // what was wrong with it may repeat a part of the key
            throw unusable(KEY, path, "what can't be read", expected);
        }
    }

    private static Path required(
            Settings settings, Setting<Optional<Path>> setting, Setting<Boolean> on)
            throws ConfigException {
        Path path = settings.get(setting).orElse(null);
        if (path == null) {
            throw new ConfigException(
                    setting.key()
                            + ": found nothing (expected: a file, for "
                            + on.key()
                            + " is on)");
        }
        try {
            if (Files.size(path) > MAX_FILE) {
                throw unusable(setting, path, "more than 1 MB", "some certificates or a key");
            }
        } catch (IOException _) {
            throw unusable(setting, path, "no readable file", "PEM");
        }
        return path;
    }

    private static ConfigException unusable(
            Setting<?> setting, Path path, String found, String expected) {
        return new ConfigException(
                setting.key()
                        + ": found "
                        + found
                        + " in "
                        + path
                        + " (expected: "
                        + expected
                        + ")");
    }
}
