package org.gatehouse.ims.scscf.registrar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.gatehouse.ims.scscf.refusal.Refusal;
import org.gatehouse.ims.scscf.register.RegisterRequest;
import org.gatehouse.ims.scscf.testbed.Registers;
import org.junit.jupiter.api.Test;

class BindingsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final String OTHER = "<sip:001010000000001@127.0.1.2:50611>";
    private static final RegistrarPolicy POLICY = policy(60, 3600, 7200, 3);

    private static RegistrarPolicy policy(int shortest, int usual, int longest, int contacts) {
        return new RegistrarPolicy(
                "sip:scscf.example",
                Duration.ofSeconds(shortest),
                Duration.ofSeconds(usual),
                Duration.ofSeconds(longest),
                contacts);
    }

    private static RegisterRequest request(String call, long cseq, String... contacts) {
        return Registers.register().call(call, cseq).contacts(contacts).read();
    }

    private static Bindings after(RegisterRequest request) {
        return Bindings.NONE.with(request, POLICY, NOW);
    }

    @Test
    void onlyALaterRequestOfTheSameCallChangesAContact() {
        Bindings bindings = after(request("a", 5, Registers.CONTACT));
        assertThat(bindings.areOvertakenBy(request("a", 4, Registers.CONTACT))).isTrue();
        assertThat(bindings.areOvertakenBy(request("a", 5, Registers.CONTACT))).isTrue();
        assertThat(bindings.areOvertakenBy(request("a", 6, Registers.CONTACT))).isFalse();
        assertThat(bindings.areOvertakenBy(request("b", 1, Registers.CONTACT))).isFalse();
        assertThat(bindings.areOvertakenBy(request("a", 4, OTHER))).isFalse();
    }

    @Test
    void aContactThatIsNamedTwiceIsOneBinding() {
        Bindings bindings =
                after(request("a", 1, Registers.CONTACT, OTHER, Registers.CONTACT + ";expires=90"));
        assertThat(bindings.list()).hasSize(2);
        assertThat(bindings.list().getLast().expiresAt()).isEqualTo(NOW.plusSeconds(90));
    }

    @Test
    void bindingsRanOutShortenedIfOneOfThemWasGrantedMoreThanItHad() {
        Bindings bindings = after(request("a", 1, Registers.CONTACT, OTHER + ";expires=60"));
        Instant early = NOW.plusSeconds(30);
        assertThat(bindings.endingAt(early).runOutShortened(NOW)).isFalse();
        assertThat(bindings.endingAt(early).runOutShortened(early)).isTrue();
        assertThat(bindings.runOutShortened(NOW.plusSeconds(7200))).isFalse();
        assertThat(Bindings.NONE.runOutShortened(NOW)).isFalse();
    }

    @Test
    void whatIsTooBriefIsRefusedAndWhatIsRemovedIsNever() {
        assertThat(objectionTo("59")).isInstanceOf(Refusal.IntervalTooBrief.class);
        assertThat(POLICY.objection(asking("60").contacts())).isEmpty();
        assertThat(POLICY.objection(asking("0").contacts())).isEmpty();
    }

    private static Refusal objectionTo(String expires) {
        return POLICY.objection(asking(expires).contacts()).orElseThrow();
    }

    private static RegisterRequest asking(String expires) {
        return Registers.register().expires(expires).read();
    }

    @Test
    void expiriesMayBeEqualAndNeverOutOfOrder() {
        assertThat(policy(60, 60, 60, 1).usual()).isEqualTo(Duration.ofSeconds(60));
        assertThatThrownBy(() -> policy(61, 60, 60, 1)).hasMessageContaining("expected: min");
        assertThatThrownBy(() -> policy(60, 61, 60, 1)).hasMessageContaining("expected: min");
        assertThatThrownBy(() -> policy(60, 60, 60, 0)).hasMessageContaining("contacts >= 1");
    }
}
