package org.gatehouse.ims.core.fuzz;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** All fuzz targets. Jazzer finds each by its class: SIP_MESSAGE is SipMessageFuzz. */
enum FuzzTarget {
    CONFIGURATION(ConfigurationFuzz::fuzzerTestOneInput),
    DIAMETER_FRAMES(DiameterFramesFuzz::fuzzerTestOneInput),
    DIAMETER_MESSAGE(DiameterMessageFuzz::fuzzerTestOneInput),
    DIGEST(DigestFuzz::fuzzerTestOneInput),
    ESP_INNER(EspInnerFuzz::fuzzerTestOneInput),
    ESP_PACKET(EspPacketFuzz::fuzzerTestOneInput),
    SEC_AGREE(SecAgreeFuzz::fuzzerTestOneInput),
    SIP_FRAMES(SipFramesFuzz::fuzzerTestOneInput),
    SIP_MESSAGE(SipMessageFuzz::fuzzerTestOneInput),
    SIP_VALUES(SipValuesFuzz::fuzzerTestOneInput),
    USER_PROFILE(UserProfileFuzz::fuzzerTestOneInput);

    @SuppressWarnings("ImmutableEnumChecker") // references to static methods
    private final Consumer<byte[]> target;

    FuzzTarget(Consumer<byte[]> target) {
        this.target = target;
    }

    void run(byte[] input) {
        target.accept(input);
    }

    /** Name on the command line, and of the corpus folder. */
    String token() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The inputs in its corpus folder, in the order of their names. */
    List<byte[]> corpus() throws IOException, URISyntaxException {
        URL folder = FuzzTarget.class.getResource("/fuzz/" + token());
        if (folder == null) {
            throw new IOException("no folder fuzz/" + token() + " on the class path");
        }
        List<byte[]> inputs = new ArrayList<>();
        try (var files = Files.list(Path.of(folder.toURI()))) {
            for (Path file : files.sorted().toList()) {
                inputs.add(Files.readAllBytes(file));
            }
        }
        return inputs;
    }
}
