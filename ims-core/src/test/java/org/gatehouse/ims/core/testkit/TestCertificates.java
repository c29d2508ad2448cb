package org.gatehouse.ims.core.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * A certificate that is its own root, made by the JDK's keytool, with its key: PEM files.
 *
 * @param certificate the certificate, which is its root as well
 */
public record TestCertificates(Path certificate, Path key) {
    private static final String PASSWORD = "changeit";

    /**
     * Makes NAME.crt and NAME.key.
     *
     * @param addresses in subjectAltName
     */
    public static TestCertificates make(Path folder, String name, String... addresses)
            throws IOException, InterruptedException, GeneralSecurityException {
        Path store = folder.resolve(name + ".p12");
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-keyalg",
                                "EC",
                                "-groupname",
                                "secp256r1",
                                "-alias",
                                name,
                                "-dname",
                                "CN=" + name,
                                "-validity",
                                "2",
                                "-storetype",
                                "PKCS12",
                                "-storepass",
                                PASSWORD,
                                "-keystore",
                                store.toString(),
                                "-ext"));
        command.add(
                "san=" + String.join(",", Arrays.stream(addresses).map(ip -> "ip:" + ip).toList()));
        Tools.Result made = Tools.run(command);
        if (made.exit() != 0) {
            throw new IOException("keytool: " + made.out() + made.err());
        }
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        return new TestCertificates(
                pem(
                        folder.resolve(name + ".crt"),
                        "CERTIFICATE",
                        keys.getCertificate(name).getEncoded()),
                pem(
                        folder.resolve(name + ".key"),
                        "PRIVATE KEY",
                        keys.getKey(name, PASSWORD.toCharArray()).getEncoded()));
    }

    private static Path pem(Path file, String what, byte[] octets) throws IOException {
        String text = Base64.getMimeEncoder().encodeToString(octets);
        return Files.writeString(
                file, "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n");
    }

    /** Settings of a daemon that shows this certificate and believes these. */
    public List<String> settings(Path roots) {
        return List.of("tls.certificate=" + certificate, "tls.key=" + key, "tls.roots=" + roots);
    }
}
