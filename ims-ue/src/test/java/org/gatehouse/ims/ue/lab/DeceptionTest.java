package org.gatehouse.ims.ue.lab;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.gatehouse.ims.core.aka.SqnArray;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.ipsec.SendOutcome;
import org.gatehouse.ims.core.sim.NetworkFaults;
import org.gatehouse.ims.core.sim.SimNetwork.Datagram;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.scscf.io.RegistrationView;
import org.gatehouse.ims.ue.registration.Outcome;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Somebody who lies about who he is, what he can, and how he came, against the whole core. */
class DeceptionTest {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final String IMPI = "001010000000001@" + LabCore.HOME_DOMAIN;
    private static final String OTHER = "001010000000002@" + LabCore.HOME_DOMAIN;

    private static SimulatedUe add(SimulatedLab lab, int n) throws Exception {
        return lab.add(n, UnaryOperator.identity(), SimulatedUe.card(SqnArray.fresh()));
    }

    private static Outcome register(SimulatedLab lab, SimulatedUe ue) {
        int before = ue.outcomes.size();
        ue.node.register();
        lab.time.runUntil(() -> ue.outcomes.size() > before, PATIENCE);
        assertThat(ue.outcomes).hasSizeGreaterThan(before);
        return ue.outcomes.getLast();
    }

    private static void assertRegisters(SimulatedLab lab, SimulatedUe ue) {
        assertThat(register(lab, ue)).isInstanceOf(Outcome.Registered.class);
    }

    private static List<RegistrationView> registrations(SimulatedLab lab) {
        CompletableFuture<List<RegistrationView>> all =
                lab.core.scscf().registrations().toCompletableFuture();
        lab.time.runUntil(all::isDone, PATIENCE);
        return all.join();
    }

    private static double gauge(SimulatedLab lab, String name) {
        return lab.core.meters().get(name).gauge().value();
    }

    private static List<String> texts(SimulatedUe ue, boolean sent) {
        return ue.messages.stream()
                .filter(seen -> seen.sent() == sent)
                .map(seen -> new String(seen.octets(), ISO_8859_1))
                .toList();
    }

    // ---- how it came

    @Test
    @Requirement({"ind-protected", "bypass-protection"})
    void noUeHasAWordInWhetherItsRegisterWasProtected() throws Exception {
        // over UDP alone, so that all of Mw is datagrams
        try (SimulatedLab lab =
                new SimulatedLab(1, 0, NetworkFaults.NONE, "pcscf.most-over-udp=65000")) {
            SimulatedUe ue = add(lab, 1);
            assertRegisters(lab, ue);
            List<String> onMw = new ArrayList<>();
            lab.network.adversary(datagram -> {
                if (!isOnGm(lab, datagram)) {
                    onMw.add(new String(datagram.payload(), ISO_8859_1));
                }
                return List.of(datagram);
            });
            List<String> sent = texts(ue, true);
            for (String register : List.of(sent.getFirst(), sent.getLast())) {
                String lie =
                        named(register, "liar")
                                .replace(clientPort(ue), "port-c=20001")
                                .replaceFirst(
                                        "(?i)\r\nAuthorization: [^\r]*",
                                        "$0, integrity-protected=\"yes\"");
                assertThat(lie).contains("integrity-protected");
                lab.network.inject(
                        new Datagram(ue.node.local(), lab.core.gm(), lie.getBytes(ISO_8859_1)));
                lab.time.advance(Duration.ofSeconds(1));
            }
            assertThat(onMw)
                    .filteredOn(text -> text.startsWith("REGISTER") && text.contains("liar"))
                    .isNotEmpty()
                    .allMatch(text -> text.contains("integrity-protected=\"no\""))
                    .noneMatch(text -> text.contains("integrity-protected=\"yes\""));
            assertThat(registrations(lab)).hasSize(1);
            assertRegisters(lab, ue);
        }
    }

    /** The same message under a Call-ID and a branch of its own. */
    private static String named(String register, String name) {
        return register.replaceFirst("branch=[^;\r]*", "branch=z9hG4bK" + name)
                .replaceFirst("(?i)\r\nCall-ID: ", "\r\nCall-ID: " + name);
    }

    // ---- who he is

    @Test
    @Requirement({"tbl-user-match", "aka-impi-impu-match"})
    void nobodyRegistersAnotherUsersIdentityOverAnAssociationOfHisOwn() throws Exception {
        try (SimulatedLab lab = new SimulatedLab(1, 0, NetworkFaults.NONE)) {
            SimulatedUe ue = add(lab, 1);
            SimulatedUe other = add(lab, 2);
            assertRegisters(lab, ue);
            String own = texts(ue, true).getLast().replace(clientPort(ue), "port-c=20001");
            // with his own IMPI, and with that of the other
            String byImpu = own.replace("sip:" + IMPI + ">", "sip:" + OTHER + ">");
            String byBoth = own.replace(IMPI, OTHER);
            assertThat(List.of(byImpu, byBoth)).doesNotContain(own);
            for (String register : List.of(byImpu, byBoth)) {
                String name = "thief" + (register.equals(byBoth) ? 2 : 1);
                assertThat(sendProtected(ue, named(register, name))).isEqualTo(SendOutcome.SENT);
                lab.time.advance(Duration.ofSeconds(40));
                assertThat(texts(ue, false))
                        .filteredOn(text -> text.contains(name))
                        .isNotEmpty()
                        .allMatch(text -> text.startsWith("SIP/2.0 403 "));
            }
            assertThat(registrations(lab)).singleElement().matches(v -> v.impi().equals(IMPI));
            assertRegisters(lab, other);
            assertRegisters(lab, ue);
        }
    }

    /** As Security-Client of the UE's latest set has it. */
    private static String clientPort(SimulatedUe ue) {
        var standing = Objects.requireNonNull(ue.node.state().standing());
        return "port-c="
                + Objects.requireNonNull(standing.current()).set().local().ports().client();
    }

    private static SendOutcome sendProtected(SimulatedUe ue, String text) {
        var standing = Objects.requireNonNull(ue.node.state().standing());
        SetId set = Objects.requireNonNull(standing.current()).id();
        return ue.node.ipsec().send(set, text.getBytes(ISO_8859_1));
    }

    // ---- what he can

    /** Which of the two lists the man in the middle cuts down to what he can read. */
    enum Cut {
        CLIENT(true, false),
        SERVER(false, true),
        BOTH(true, true);

        private final boolean client;
        private final boolean server;

        Cut(boolean client, boolean server) {
            this.client = client;
            this.server = server;
        }

        String edit(String text) {
            String result = text;
            if (client) {
                result = cut("Security-Client", result);
            }
            return server ? cut("Security-Server", result) : result;
        }

        private static String cut(String field, String text) {
            List<String> lines = new ArrayList<>();
            for (String line : text.split("\r\n", -1)) {
                if (line.startsWith(field + ": ")) {
                    Arrays.stream(line.substring(field.length() + 2).split(", ", -1))
                            .filter(offer -> offer.contains("ealg=null"))
                            .forEach(offer -> lines.add(field + ": " + offer));
                } else {
                    lines.add(line);
                }
            }
            return String.join("\r\n", lines);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement({"neg-pcscf-check", "neg-verify"})
    void aListThatSomebodyCutDownOnTheWayLeadsToNoRegistration(Cut cut) throws Exception {
        try (SimulatedLab lab = new SimulatedLab(1, 0, NetworkFaults.NONE)) {
            List<String> edited = new ArrayList<>();
            lab.network.adversary(datagram -> {
                String text = new String(datagram.payload(), ISO_8859_1);
                boolean bare = text.startsWith("REGISTER ") || text.startsWith("SIP/2.0 401");
                String changed = bare && isOnGm(lab, datagram) ? cut.edit(text) : text;
                if (!changed.equals(text)) {
                    edited.add(changed);
                }
                return List.of(
                        new Datagram(datagram.from(), datagram.to(), changed.getBytes(ISO_8859_1)));
            });
            SimulatedUe ue = add(lab, 1);
            assertThat(register(lab, ue)).isNotInstanceOf(Outcome.Registered.class);
            assertThat(edited).isNotEmpty().noneMatch(text -> text.contains("ealg=aes"));
            assertThat(registrations(lab)).isEmpty();
            assertThat(ue.node.state().sets()).isEmpty();

            lab.network.adversary(List::of);
            lab.time.advance(Duration.ofMinutes(5));
            assertThat(gauge(lab, "pcscf.sets")).isZero();
            assertRegisters(lab, ue);
        }
    }

    private static boolean isOnGm(SimulatedLab lab, Datagram datagram) {
        return datagram.to().equals(lab.core.gm()) || datagram.from().equals(lab.core.gm());
    }

    // ---- one address, many names

    @Test
    @Requirement("fail-incomplete-pcscf")
    void aThousandUnfinishedRegistersFromOneAddressKeepNobodyOut() throws Exception {
        flood(1_000);
    }

    @Test
    @Tag("long")
    void tenThousandUnfinishedRegistersFromOneAddressKeepNobodyOut() throws Exception {
        flood(10_000);
    }

    private static void flood(int many) throws Exception {
        int subscribers = many + 10;
        try (SimulatedLab lab =
                new SimulatedLab(1, 0, NetworkFaults.NONE, "hss.subscribers=" + subscribers)) {
            SimulatedUe ue = add(lab, 1);
            assertRegisters(lab, ue);
            String sm1 = texts(ue, true).getFirst();
            String own = ue.node.local().getAddress().getHostAddress();
            for (int i = 0; i < many; i++) {
                InetSocketAddress from =
                        new InetSocketAddress(InetAddress.ofLiteral("10.77.0.1"), 5060);
                String user = String.format(Locale.ROOT, "00101%010d", 10 + i);
                String register =
                        named(sm1, "flood" + i + "-")
                                .replace("001010000000001@", user + "@")
                                .replaceAll(Pattern.quote(own) + "\\b", "10.77.0.1")
                                .replaceAll("port-([cs])=\\d+", "port-$1=" + (10_000 + i));
                lab.network.inject(
                        new Datagram(from, lab.core.gm(), register.getBytes(ISO_8859_1)));
                lab.time.advance(Duration.ofMillis(10));
                if (i == many / 2) {
                    assertRegisters(lab, ue);
                }
            }
            // each was challenged, and is kept until its time is over
            assertThat(gauge(lab, "pcscf.sets")).isBetween(many * 0.9, many + 3.0);
            assertRegisters(lab, ue);
            assertRegisters(lab, add(lab, 2));
            lab.time.advance(Duration.ofMinutes(5));
            assertThat(gauge(lab, "pcscf.sets")).as("of two users").isLessThanOrEqualTo(4);
            assertThat(gauge(lab, "pcscf.users")).isEqualTo(2);
            assertThat(registrations(lab)).hasSize(2);
        }
    }
}
