package org.gatehouse.ims.pcscf.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.pcscf.testkit.HomeMessages;
import org.gatehouse.ims.pcscf.testkit.UeMessages;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests of UEs to the core, with real SIP and ESP octets (TS 24.229 clause 5.2.6.3). */
class OriginatingTest {
    private static final String TARGET = "<sip:notifier@127.0.0.1:5082>";

    private Lab lab;
    private ScriptedUe ue;
    private SetId set;

    @BeforeEach
    void register() throws Exception {
        lab = new Lab(2);
        ue = lab.ue("127.0.1.1");
        set = lab.register(ue, ScriptedUe.offer(1), null);
        lab.homeAnswers = this::answer;
    }

    /** The other side of a SUBSCRIBE, behind an S-CSCF that recorded its route. */
    private @Nullable SipResponse answer(SipRequest request) {
        if (request.method().equals("REGISTER")) {
            return lab.asUsual(request);
        }
        var answer = SipResponse.answering(request, 200).toTag("far").set("Contact", TARGET);
        if (request.to().tag() == null) {
            answer.add("Record-Route", "<sip:dialog@127.0.0.1:5082;lr>");
        }
        request.headers("Record-Route").forEach(value -> answer.add("Record-Route", value));
        return answer.build();
    }

    private UeMessages request(String method) {
        UeMessages request = new UeMessages();
        request.method = method;
        request.viaHost = ue.address.getHostAddress() + ":31000";
        request.authorization = false;
        request.verify = lab.agreed();
        return request;
    }

    private SipResponse send(UeMessages request) {
        return send(ue, set, request.text());
    }

    private SipResponse send(ScriptedUe from, SetId over, String text) {
        from.sendOver(over, text.getBytes(StandardCharsets.UTF_8));
        lab.settle();
        return from.lastResponse();
    }

    /** The same request in the dialogue with these tags. */
    private static String within(UeMessages request, String ueTag, String otherTag) {
        return request.text()
                .replaceFirst("(From: <[^>]*>);tag=\\w+", "$1;tag=" + ueTag)
                .replaceFirst("(\r\nTo: <[^>]*>)", "$1;tag=" + otherTag);
    }

    private static String tag(SipResponse response) {
        return String.valueOf(response.from().tag());
    }

    @Test
    @Requirement({"bypass-protection", "tbl-user-match"})
    void whatAUeWritesForTheCoreIsReplacedByWhatThePcscfKnows() {
        UeMessages message = request("MESSAGE");
        message.impu = "sip:somebody-else@" + UeMessages.DOMAIN;
        message.extra("Route: <sip:127.0.0.1:6060;lr>, <sip:203.0.113.66;lr>")
                .extra("Record-Route: <sip:203.0.113.66;lr>")
                .extra("Path: <sip:evil@203.0.113.66;lr>")
                .extra("Service-Route: <sip:203.0.113.66;lr>")
                .extra("P-Asserted-Identity: <sip:boss@" + UeMessages.DOMAIN + ">,,")
                .extra("P-Preferred-Identity: <sip:boss@" + UeMessages.DOMAIN + ">")
                .extra("P-Charging-Vector: icid-value=\"mine\"")
                .extra("P-Called-Party-ID: <sip:boss@home.test>")
                .extra("P-Served-User: <sip:boss@home.test>")
                .extra("Authorization: Digest username=\"x\", integrity-protected=\"yes\"");

        assertThat(send(message).status()).isEqualTo(200);

        SipRequest sent = lab.atHome.getLast();
        assertThat(sent.headers("Route")).containsExactly(HomeMessages.SERVICE_ROUTE);
        assertThat(sent.headers("P-Asserted-Identity"))
                .containsExactly("<" + UeMessages.IMPU + ">");
        assertThat(sent.headers("P-Charging-Vector"))
                .singleElement()
                .asString()
                .doesNotContain("mine");
        for (String name :
                List.of(
                        "Record-Route",
                        "Path",
                        "Service-Route",
                        "P-Preferred-Identity",
                        "P-Called-Party-ID",
                        "P-Served-User",
                        "Security-Verify",
                        "Require",
                        "Proxy-Require")) {
            assertThat(sent.headers(name)).as(name).isEmpty();
        }
    }

    @Test
    void theUeIsAssertedByTheIdentityItPrefersIfThatIsRegistered() {
        send(request("MESSAGE").extra("P-Preferred-Identity: <tel:+0-0101-000000001>"));
        assertThat(lab.atHome.getLast().header("P-Asserted-Identity"))
                .isEqualTo("<tel:+00101000000001>");
    }

    @Test
    @Requirement("neg-verify")
    void aSecurityVerifyThatDiffersFromWhatWasAgreedOnIs494AndGoesNoFurther() {
        int before = lab.atHome.size();
        UeMessages changed = request("MESSAGE");
        changed.verify = lab.agreed().replaceFirst("alg=hmac-sha-1-96", "alg=hmac-md5-96");
        SipResponse answer = send(changed);
        assertThat(answer.status()).isEqualTo(494);
        assertThat(String.join(", ", answer.headers("Security-Server"))).isEqualTo(lab.agreed());

        UeMessages shortened = request("MESSAGE");
        shortened.verify = lab.agreed().substring(0, lab.agreed().indexOf(','));
        assertThat(send(shortened).status()).isEqualTo(494);
        UeMessages garbled = request("MESSAGE");
        garbled.verify = "ipsec-3gpp;spi-c=none";
        assertThat(send(garbled).status()).isEqualTo(494);

        assertThat(lab.atHome).hasSize(before);
        assertThat(lab.count("pcscf.requests", "fate", "from-ue-verify-differs")).isEqualTo(3);
    }

    /** "These requests MUST contain a Security-Verify header field" (RFC 3329 clause 2.3.1). */
    @Test
    @Requirement("neg-verify")
    void aRequestWithoutSecurityVerifyIs494AndGoesNoFurther() {
        int before = lab.atHome.size();
        UeMessages message = request("MESSAGE");
        message.verify = null;
        assertThat(send(message).status()).isEqualTo(494);
        assertThat(send(message).header("Warning")).contains("Security-Verify is missing");
        assertThat(lab.atHome).hasSize(before);
    }

    @Test
    @Requirement("neg-verify")
    void duringARolloverEitherListIsTakenOverEitherSet() throws Exception {
        String old = lab.agreed();
        SetId fresh = lab.register(ue, ScriptedUe.offer(2), set);
        UeMessages message = request("MESSAGE");
        message.verify = old;
        assertThat(send(ue, fresh, message.text()).status()).isEqualTo(200);
    }

    @Test
    void theAnswerNamesThePcscfByItsProtectedServerPort() {
        SipResponse answer = send(request("SUBSCRIBE"));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headerValues("Record-Route")).hasSize(2);
        assertThat(answer.headerValues("Record-Route").getLast())
                .matches("<sip:ue\\d+-[0-9a-f]+@127.0.0.1:6060;lr>");
        assertThat(lab.atHome.getLast().headerValues("Record-Route"))
                .containsExactly(CoreSide.path(lab));
    }

    @Test
    @Requirement("privacy-withhold")
    void theAnswersAssertedIdentityIsWithheldWhereTheAnswererAsksForIt() {
        lab.homeAnswers =
                request ->
                        SipResponse.answering(request, 200)
                                .toTag("far")
                                .set("P-Asserted-Identity", "<sip:other@home.test>")
                                .set("Privacy", "id")
                                .build();
        assertThat(send(request("MESSAGE")).headers("P-Asserted-Identity")).isEmpty();
        lab.homeAnswers =
                request ->
                        SipResponse.answering(request, 200)
                                .toTag("far")
                                .set("P-Asserted-Identity", "<sip:other@home.test>")
                                .build();
        assertThat(send(request("MESSAGE")).header("P-Asserted-Identity"))
                .isEqualTo("<sip:other@home.test>");
    }

    @Test
    void aRequestInADialogueTakesTheRouteThatWasStoredWhateverTheUeWrites() {
        SipResponse begun = send(request("SUBSCRIBE"));
        UeMessages again = request("SUBSCRIBE");
        again.extra("Route: <sip:203.0.113.66;lr>")
                .extra("P-Asserted-Identity: <sip:boss@home.test>");
        assertThat(send(ue, set, within(again, tag(begun), "far")).status()).isEqualTo(200);

        SipRequest sent = lab.atHome.getLast();
        assertThat(sent.to().tag()).isEqualTo("far");
        assertThat(sent.headers("Route")).containsExactly("<sip:dialog@127.0.0.1:5082;lr>");
        assertThat(sent.headers("P-Asserted-Identity")).isEmpty();
        assertThat(send(ue, set, within(request("SUBSCRIBE"), tag(begun), "far")).status())
                .as("the route stays though the answer to a refresh records none")
                .isEqualTo(200);
        assertThat(lab.atHome.getLast().headers("Route"))
                .containsExactly("<sip:dialog@127.0.0.1:5082;lr>");
    }

    @Test
    void aDialogueWithTheScscfItselfLeadsToItsContact() {
        lab.homeAnswers =
                request -> {
                    var answer =
                            SipResponse.answering(request, 200).toTag("far").set("Contact", TARGET);
                    request.headers("Record-Route")
                            .forEach(value -> answer.add("Record-Route", value));
                    return answer.build();
                };
        SipResponse begun = send(request("SUBSCRIBE"));
        UeMessages again = request("SUBSCRIBE");
        again.requestUri = "sip:anyone@203.0.113.66";
        assertThat(send(ue, set, within(again, tag(begun), "far")).status()).isEqualTo(200);
        assertThat(lab.atHome.getLast().headers("Route")).isEmpty();
    }

    @Test
    @Requirement("tbl-user-match")
    void aDialogueOfAnotherUserOrOfNobodyIs403AndGoesNoFurther() throws Exception {
        SipResponse begun = send(request("SUBSCRIBE"));
        ScriptedUe thief = lab.ue("127.0.1.2");
        SetId thiefs = lab.register(thief, ScriptedUe.offer(1), null);
        int before = lab.atHome.size();
        UeMessages stolen = request("SUBSCRIBE");
        stolen.viaHost = "127.0.1.2:31000";
        assertThat(send(thief, thiefs, within(stolen, tag(begun), "far")).status()).isEqualTo(403);
        assertThat(send(thief, thiefs, within(stolen, "x", "y")).status()).isEqualTo(403);
        assertThat(lab.atHome).hasSize(before);
        assertThat(lab.count("pcscf.requests", "fate", "from-ue-strange-dialog")).isEqualTo(2);
    }

    @Test
    void aDialogueThatTheCoreBeganTakesItsRecordedRouteAlsoBeforeTheUesAnswerIsThrough()
            throws Exception {
        CoreSide core = new CoreSide(lab, Lab.address("127.0.0.1", 5083));
        core.send(
                core.request(
                        "SUBSCRIBE",
                        CoreSide.path(lab),
                        "Record-Route: <sip:dialog@127.0.0.1:5082;lr>, <sip:other@192.0.2.1;lr>",
                        "Contact: <sip:caller@192.0.2.7>"));
        lab.settle();
        SipRequest subscribe = (SipRequest) ue.heard.getLast().message();
        UeMessages notify = request("NOTIFY");
        String early =
                within(notify, "mine", "caller")
                        .replaceFirst("Call-ID: .*?\r", "Call-ID: core-1\r");
        assertThat(send(ue, set, early).status()).isEqualTo(200);

        ue.sendOver(set, SipResponse.answering(subscribe, 200).toTag("mine").build().encode());
        lab.settle();
        assertThat(core.last().status()).isEqualTo(200);
        String later =
                within(request("NOTIFY"), "mine", "caller")
                        .replaceFirst("Call-ID: .*?\r", "Call-ID: core-1\r");
        assertThat(send(ue, set, later).status()).isEqualTo(200);
        assertThat(lab.atHome.getLast().headerValues("Route"))
                .containsExactly("<sip:dialog@127.0.0.1:5082;lr>", "<sip:other@192.0.2.1;lr>");
        assertThat(
                        send(
                                        ue,
                                        set,
                                        later.replace("tag=mine", "tag=notmine")
                                                .replace("z9hG4bKue", "z9hG4bKUE"))
                                .status())
                .isEqualTo(403);
    }

    @Test
    void aSubscriptionThatTheUeRefusedLeavesNoDialogue() throws Exception {
        CoreSide core = new CoreSide(lab, Lab.address("127.0.0.1", 5083));
        core.send(
                core.request(
                        "SUBSCRIBE",
                        CoreSide.path(lab),
                        "Record-Route: <sip:dialog@127.0.0.1:5082;lr>"));
        lab.settle();
        SipRequest subscribe = (SipRequest) ue.heard.getLast().message();
        ue.sendOver(set, SipResponse.answering(subscribe, 489).toTag("mine").build().encode());
        lab.settle();
        String notify =
                within(request("NOTIFY"), "mine", "caller")
                        .replaceFirst("Call-ID: .*?\r", "Call-ID: core-1\r");
        assertThat(send(ue, set, notify).status()).isEqualTo(403);
    }

    @Test
    void dialoguesAreBoundedAndTheOneUnusedLongestGoes() {
        SipResponse first = send(request("SUBSCRIBE"));
        SipResponse second = send(request("SUBSCRIBE"));
        assertThat(send(ue, set, within(request("SUBSCRIBE"), tag(first), "far")).status())
                .isEqualTo(200);
        for (int i = 0; i < 19; i++) {
            send(request("SUBSCRIBE"));
        }
        assertThat(send(ue, set, within(request("SUBSCRIBE"), tag(first), "far")).status())
                .isEqualTo(200);
        assertThat(send(ue, set, within(request("SUBSCRIBE"), tag(second), "far")).status())
                .isEqualTo(403);
    }

    @Test
    void sessionsAreNotServedAndACoreThatIsSilentIs504() {
        assertThat(send(request("INVITE")).status()).isEqualTo(501);
        lab.homeAnswers = request -> null;
        send(request("MESSAGE"));
        lab.run(33);
        assertThat(ue.lastResponse().status()).isEqualTo(504);
    }
}
