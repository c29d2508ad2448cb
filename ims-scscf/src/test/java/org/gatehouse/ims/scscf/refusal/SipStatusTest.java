package org.gatehouse.ims.scscf.refusal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.gatehouse.ims.core.diameter.cx.CxResult;
import org.gatehouse.ims.core.sip.check.RequestFault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SipStatusTest {
    @ParameterizedTest
    @CsvSource({
        "true,5001,403",
        "true,5002,403",
        "true,5003,403",
        "true,5004,403",
        "true,5005,403",
        "true,5006,403",
        "false,5003,403",
        "false,3004,480",
        "false,4001,480",
        "false,5012,500",
        "true,5008,500",
        "false,3002,500",
    })
    void whatTheHssSaysHasItsStatus(boolean experimental, int code, int status) {
        Refusal refusal = new Refusal.HssRefused(new CxResult(code, experimental));

        assertThat(SipStatus.of(refusal).code()).isEqualTo(status);
    }

    @Test
    void whoMayComeBackIsToldWhen() {
        assertThat(SipStatus.of(new Refusal.HssUnreachable("x")).headers())
                .containsEntry("Retry-After", "10");
        assertThat(SipStatus.of(new Refusal.Overloaded()).headers()).containsKey("Retry-After");
        assertThat(SipStatus.of(new Refusal.IntervalTooBrief(Duration.ofSeconds(60))).headers())
                .containsEntry("Min-Expires", "60");
        assertThat(
                        SipStatus.of(
                                        new Refusal.Invalid(
                                                new RequestFault.UnsupportedExtensions(
                                                        List.of("a", "b"))))
                                .headers())
                .containsEntry("Unsupported", "a, b");
    }
}
