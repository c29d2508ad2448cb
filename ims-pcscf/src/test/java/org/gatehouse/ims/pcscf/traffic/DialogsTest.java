package org.gatehouse.ims.pcscf.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.gatehouse.ims.core.sip.ResponseEditor;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long dialogues last. */
class DialogsTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final List<String> ROUTE = List.of("<sip:127.0.0.1:5082;lr>");

    private final Dialogs dialogs = new Dialogs();

    /** In seconds: what was agreed on, and two minutes. */
    @ParameterizedTest
    @CsvSource({
        "Expires: 7200, 7200",
        "X-None: 1, 3600",
        "Expires: soon, 3600",
        "Expires: 4000000, 600000",
        "Expires: 0, 0"
    })
    void aDialogueEndsWithItsSubscription(String field, long seconds) {
        subscribe(field);
        Instant end = START.plusSeconds(seconds).plus(Dialogs.GRACE);
        assertThat(isThere(end.minusSeconds(1))).isTrue();
        assertThat(isThere(end)).isFalse();
    }

    @Test
    void aRefreshKeepsTheRouteAndGivesItTimeAnew() {
        subscribe("Expires: 600");
        SipRequest refresh = request("SUBSCRIBE", "ue", "far", "X-None: 1");
        Instant later = START.plusSeconds(500);
        dialogs.answeredByCore(refresh, answer(refresh, "Expires: 600"), List.of(), later);
        Instant end = later.plusSeconds(600).plus(Dialogs.GRACE);
        assertThat(dialogs.of(inIt(), end.minusSeconds(1)).orElseThrow().route()).isEqualTo(ROUTE);
        assertThat(isThere(end)).isFalse();
    }

    /** What is left in seconds, as a NOTIFY 100 s after the subscription to 3600 s says. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "active;expires=900 | 900",
                "active ; reason=x ; Expires = 900 | 900",
                "active | 3500",
                "active;x-expires=9 | 3500",
                "terminated;reason=deactivated | 0",
                "; | 3500"
            })
    void theNotifierSaysHowMuchIsLeft(String state, long left) {
        subscribe("Expires: 3600");
        SipRequest notify = request("NOTIFY", "far", "ue", "Subscription-State: " + state);
        Instant later = START.plusSeconds(100);
        dialogs.cameForUe(notify, ROUTE, later);
        dialogs.answeredByUe(notify, answer(notify, "X-None: 1"), later);
        Instant end = later.plusSeconds(left).plus(Dialogs.GRACE);
        assertThat(isThere(end.minusSeconds(1))).isTrue();
        assertThat(isThere(end)).isFalse();
    }

    @Test
    void oneThatNeverCameToAnAnswerEndsToo() {
        dialogs.cameForUe(request("SUBSCRIBE", "far", null, "X-None: 1"), ROUTE, START);
        assertThat(isThere(START.plusSeconds(100))).isTrue();
        assertThat(isThere(START.plus(Dialogs.GRACE))).isFalse();
    }

    private void subscribe(String field) {
        SipRequest request = request("SUBSCRIBE", "ue", null, "X-None: 1");
        dialogs.answeredByCore(request, answer(request, field), ROUTE, START);
    }

    private static SipResponse answer(SipRequest request, String field) {
        ResponseEditor answer = SipResponse.answering(request, 200);
        if (request.to().tag() == null) {
            answer.toTag("far");
        }
        return answer.set(name(field), value(field)).build();
    }

    private boolean isThere(Instant at) {
        return dialogs.of(inIt(), at).isPresent();
    }

    private static SipRequest inIt() {
        return request("SUBSCRIBE", "ue", "far", "X-None: 1");
    }

    private static String name(String field) {
        return field.substring(0, field.indexOf(':'));
    }

    private static String value(String field) {
        return field.substring(field.indexOf(':') + 1).strip();
    }

    private static SipRequest request(
            String method, String fromTag, @Nullable String toTag, String field) {
        return SipRequest.building(method, "sip:other@home.test")
                .add("Via", "SIP/2.0/UDP 127.0.1.1:5060;branch=z9hG4bK1")
                .add("Max-Forwards", "70")
                .add("From", "<sip:one@home.test>;tag=" + fromTag)
                .add("To", "<sip:two@home.test>" + (toTag == null ? "" : ";tag=" + toTag))
                .add("Call-ID", "call")
                .add("CSeq", "1 " + method)
                .add(name(field), value(field))
                .build();
    }
}
