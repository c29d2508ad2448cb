package org.gatehouse.ims.pcscf.explain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class HistoryTest {
    private final History history = new History();

    private static Incident incident(String impi, int n) {
        boolean failure = n % 2 == 0;
        return Incident.of(
                Instant.ofEpochSecond(n), impi, "10.0.0.1", "call", "outcome", "n" + n, failure);
    }

    @Test
    void theLastIncidentsOfAUserAreKeptAndOlderOnesForgotten() {
        for (int n = 0; n < History.PER_USER + 5; n++) {
            history.add(incident("a@home", n), true);
        }
        assertThat(history.of("a@home")).hasSize(History.PER_USER);
        assertThat(history.of("a@home").getFirst().detail()).isEqualTo("n5");
        assertThat(history.of("b@home")).isEmpty();
    }

    @Test
    void aFloodOfInventedNamesMakesNobodyForgottenWhoRegistered() {
        history.add(incident("a@home", 2), false);
        history.add(incident("a@home", 1), true);
        for (int n = 0; n < 2 * History.MOST_USERS; n++) {
            history.add(incident("stranger" + n, 0), false);
        }
        assertThat(history.of("a@home")).hasSize(2);
        assertThat(history.of("stranger0")).isEmpty();
    }

    @Test
    void onlyTheLastFailuresAreListed() {
        for (int n = 0; n < 3 * History.MOST_FAILURES; n++) {
            history.add(incident("a@home", n), true);
        }
        assertThat(history.failures()).hasSize(History.MOST_FAILURES).allMatch(Incident::failure);
    }

    @Test
    void textsOfPeersAreBoundedAndCarryNoControlCharacters() {
        Incident shown =
                Incident.of(
                        Instant.EPOCH,
                        "x".repeat(10_000),
                        "10.0.0.1",
                        "call\u001b[2J",
                        "outcome",
                        "a\r\nb",
                        true);
        assertThat(shown.impi()).hasSize(Incident.MOST_CHARACTERS);
        assertThat(shown.callId()).isEqualTo("call?[2J");
        assertThat(shown.detail()).isEqualTo("a??b");
    }
}
