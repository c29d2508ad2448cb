package org.gatehouse.ims.ue.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.gatehouse.ims.core.aka.SqnArray;
import org.gatehouse.ims.core.secagree.IpsecMode;
import org.gatehouse.ims.core.sim.NetworkFaults;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.ue.config.UeConfig;
import org.gatehouse.ims.ue.registration.Outcome;
import org.gatehouse.ims.ue.shape.Shape;
import org.gatehouse.ims.ue.shape.Shapes;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/**
 * Phones that nobody has seen: the shapes that were seen, written in other ways that mean the same.
 * Each has to come to the agreement of its shape.
 */
class PhoneMutationsTest {
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** Of each shape; seeds say which: -Dphone.mutations=100 looks for longer. */
    private static final int MUTATIONS = Integer.getInteger("phone.mutations", 2);

    static List<Path> shapes() throws Exception {
        return PhoneShapesTest.shapes();
    }

    @ParameterizedTest
    @MethodSource("shapes")
    @Requirement({"neg-pcscf-select", "neg-pcscf-check", "syntax-annex-h"})
    void howeverAPhoneWritesItsRegisterItComesToTheAgreementOfItsShape(
            Path file, @TempDir Path folder) throws Exception {
        Map<String, Object> texts = whole(Files.readString(file));
        Files.copy(file, folder.resolve("plain.yaml"));
        try (SimulatedLab lab = new SimulatedLab(1, 0, NetworkFaults.NONE)) {
            String agreed = agreement(lab, 1, new Shapes(folder).named("plain"), "plain");
            for (int seed = 1; seed <= MUTATIONS; seed++) {
                String yaml = mutated(texts, new ShapeMutator(seed * 1_000L + texts.hashCode()));
                Files.writeString(folder.resolve("mutant" + seed + ".yaml"), yaml);
                Shape mutant = new Shapes(folder).named("mutant" + seed);
                assertThat(agreement(lab, seed % 99 + 1, mutant, yaml)).as(yaml).isEqualTo(agreed);
            }
        }
    }

    /** Registers and refreshes, and tells what was agreed on; the phone is switched off then. */
    private static String agreement(SimulatedLab lab, int n, Shape shape, String what)
            throws Exception {
        UeConfig config =
                SimulatedUe.config(n, lab.core.gm(), InetAddress.ofLiteral("10.2.0." + n))
                        .withModes(List.of(IpsecMode.TRANSPORT))
                        .shapedAs(shape);
        SimulatedUe ue = lab.add(config, SimulatedUe.card(SqnArray.fresh()));
        for (int times = 1; times <= 2; times++) {
            int expected = times;
            ue.node.register();
            lab.time.runUntil(() -> ue.outcomes.size() == expected, PATIENCE);
            assertThat(ue.outcomes.getLast()).as(what).isInstanceOf(Outcome.Registered.class);
        }
        String agreed =
                lab.associations().stream()
                        .map(row -> row.alg() + " " + row.ealg() + " " + row.mode())
                        .distinct()
                        .toList()
                        .toString();
        ue.node.deregister();
        lab.time.runUntil(() -> ue.outcomes.size() == 3, PATIENCE);
        assertThat(ue.outcomes.getLast()).as(what).isInstanceOf(Outcome.Deregistered.class);
        lab.time.advance(Duration.ofMinutes(1));
        assertThat(lab.associations()).as(what).isEmpty();
        ue.close();
        return agreed;
    }

    private static String mutated(Map<String, Object> texts, ShapeMutator mutator) {
        Map<String, Object> changed = new HashMap<>(Map.of("extends", "plain"));
        changed.put("register", mutator.register(String.valueOf(texts.get("register"))));
        changed.put("offer", mutator.offer(String.valueOf(texts.get("offer"))));
        changed.put("separator", mutator.separator());
        Object verify = texts.get("verify");
        if (verify != null) {
            changed.put("verify", mutator.mechanism(String.valueOf(verify)));
        }
        return new Yaml().dump(changed);
    }

    /** A profile with the texts of what it extends. */
    private static Map<String, Object> whole(String yaml) throws Exception {
        Map<String, Object> own = new Yaml().load(yaml);
        if (own.containsKey("register") && own.containsKey("offer")) {
            return own;
        }
        String base = String.valueOf(own.getOrDefault("extends", "standard"));
        try (InputStream in = Shapes.class.getResourceAsStream(base + ".yaml")) {
            byte[] octets = Objects.requireNonNull(in, base).readAllBytes();
            Map<String, Object> all = whole(new String(octets, StandardCharsets.UTF_8));
            all.putAll(own);
            return all;
        }
    }
}
