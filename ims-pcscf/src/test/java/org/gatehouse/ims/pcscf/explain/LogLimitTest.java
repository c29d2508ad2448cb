package org.gatehouse.ims.pcscf.explain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class LogLimitTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final LogLimit<String> limit = new LogLimit<>();

    @Test
    void aFloodOfOneReasonIsCutAndTheNextLineSaysHowManyWereLeftOut() {
        int written = 0;
        for (int i = 0; i < 1000; i++) {
            written += limit.admit("flood", START.plusMillis(i % 1000)).isPresent() ? 1 : 0;
        }
        assertThat(written).isEqualTo(LogLimit.LINES_A_SECOND);
        assertThat(limit.admit("flood", START.plusSeconds(1)))
                .hasValue(1000 - LogLimit.LINES_A_SECOND);
        assertThat(limit.admit("flood", START.plusSeconds(1))).hasValue(0);
    }

    @Test
    void aFloodOfOneReasonHidesNoOther() {
        for (int i = 0; i < 1000; i++) {
            limit.admit("flood", START);
        }
        assertThat(limit.admit("other", START)).hasValue(0);
    }
}
