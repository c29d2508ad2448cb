package org.gatehouse.ims.core.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LadderTest {
    private static final Instant START = Instant.parse("2026-11-21T07:00:00Z");

    @Test
    void aRegistrationReadsAsALadder() {
        Ladder ladder = new Ladder(List.of("UE", "P-CSCF"));
        ladder.add(
                START,
                "UE",
                "P-CSCF",
                false,
                sip(
                        "REGISTER sip:home SIP/2.0",
                        "CSeq: 1 REGISTER",
                        "Authorization: Digest username=\"a\", nonce=\"\", response=\"\"",
                        "Security-Client: ipsec-3gpp",
                        "Expires: 600000"));
        ladder.add(
                START.plusMillis(12),
                "P-CSCF",
                "UE",
                false,
                sip(
                        "SIP/2.0 401 Unauthorized",
                        "CSeq: 1 REGISTER",
                        "WWW-Authenticate: Digest nonce=\"abc\"",
                        "Security-Server: ipsec-3gpp"));
        ladder.add(
                START.plusMillis(1031),
                "UE",
                "P-CSCF",
                true,
                sip(
                        "REGISTER sip:home SIP/2.0",
                        "CSeq: 2 REGISTER",
                        "Authorization: Digest nonce=\"abc\", response=\"def\"",
                        "Security-Client: ipsec-3gpp",
                        "Security-Verify: ipsec-3gpp",
                        "Expires: 600000"));
        assertThat(ladder.render(LadderStyle.UNICODE))
                .isEqualTo(
                        """
                                     UE                                P-CSCF
                            +0.000 s  │── REGISTER ──────────────────────►│  bare: CSeq 1, Security-Client, Expires 600000
                            +0.012 s  │◄─ 401 Unauthorized ───────────────│  bare: CSeq 1, nonce, Security-Server
                            +1.031 s  │══ REGISTER ══════════════════════►│  ESP: CSeq 2, response, Security-Client,
                                      │                                   │  Security-Verify, Expires 600000
                        """);
    }

    @Test
    void noLineIsWiderThan100ColumnsWhateverAMessageSays() {
        Random random = new Random(33203);
        for (List<String> nodes :
                List.of(
                        List.of("UE", "P-CSCF"),
                        List.of("UE", "P-CSCF", "I-CSCF", "S-CSCF", "HSS"),
                        List.of("a name that is far too long for a column of a ladder", "b"))) {
            Ladder ladder = new Ladder(nodes);
            for (int i = 0; i < 200; i++) {
                byte[] octets = new byte[random.nextInt(400)];
                random.nextBytes(octets);
                ladder.add(
                        START.plusSeconds(i * 5000L),
                        nodes.get(random.nextInt(nodes.size())),
                        nodes.get(random.nextInt(nodes.size())),
                        random.nextBoolean(),
                        random.nextBoolean()
                                ? octets
                                : sip(
                                        "SIP/2.0 200 " + "O".repeat(500),
                                        "CSeq: " + "9".repeat(500)));
            }
            for (LadderStyle style : LadderStyle.values()) {
                assertThat(ladder.render(style).lines())
                        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100));
            }
            assertThat(ladder.render(LadderStyle.ASCII)).matches("[ -~\n]*");
        }
    }

    @Test
    void anUnknownNodeIsAProgrammingError() {
        Ladder ladder = new Ladder(List.of("UE", "P-CSCF"));
        assertThatThrownBy(() -> ladder.add(START, "UE", "HSS", false, new byte[0]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] sip(String... lines) {
        return (String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.UTF_8);
    }
}
