package org.gatehouse.ims.scscf.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.ims.scscf.routing.Registrations.NOON;
import static org.gatehouse.ims.scscf.routing.Registrations.contact;
import static org.gatehouse.ims.scscf.routing.Registrations.registered;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.gatehouse.ims.core.diameter.cx.UserProfile.Identity;
import org.gatehouse.ims.core.net.TrustedPeers;
import org.gatehouse.ims.core.sip.RequestEditor;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.scscf.refusal.Refusal;
import org.gatehouse.ims.scscf.refusal.SipStatus;
import org.gatehouse.ims.scscf.registrar.RegistrarState.Registered;
import org.gatehouse.ims.scscf.routing.Arrival.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The S-CSCF as a proxy (TS 24.229 clauses 5.4.3.2 and 5.4.3.3). */
class RouterTest {
    private static final InetSocketAddress OWN = at("192.0.2.2", 5082);
    private static final InetSocketAddress ICSCF = at("192.0.2.2", 5081);
    private static final InetSocketAddress PCSCF = at("192.0.2.3", 5070);
    private static final String ORIG = "<sip:orig@192.0.2.2:5082;lr>";
    private static final String DIALOG = "<sip:dialog@192.0.2.2:5082;lr>";
    private static final String PATH = "<sip:ue0-abc@192.0.2.3:5070;lr>";
    private static final String ALICE = "sip:alice@home.test";
    private static final String BOB = "sip:bob@home.test";

    private final Router router =
            new Router(
                    new RoutingPolicy(
                            OWN,
                            "sip:scscf.home.test",
                            "home.test",
                            ICSCF,
                            new TrustedPeers(List.of(OWN.getAddress(), PCSCF.getAddress()))),
                    Registrations.directory(
                            user("alice", "192.0.2.101"),
                            user("bob", "192.0.2.102"),
                            registered(
                                    "mallory",
                                    List.of(new Identity("sip:mallory@home.test", false)),
                                    contact(
                                            "sip:m@192.0.2.103",
                                            "<sip:x@203.0.113.66;lr>",
                                            NOON))));

    private static Registered user(String name, String address) {
        return registered(
                name,
                List.of(
                        new Identity("sip:" + name + "@home.test", false),
                        new Identity("tel:+1555" + name.length(), false),
                        new Identity("sip:" + name + "-barred@home.test", true)),
                contact("sip:" + name + "@" + address + ":50611;method=X?a=b", PATH, NOON));
    }

    private static InetSocketAddress at(String host, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(host), port);
    }

    private static RequestEditor request(String method, String uri) {
        return SipRequest.building(method, uri)
                .add("Via", "SIP/2.0/UDP 192.0.2.3:5070;branch=z9hG4bK1")
                .add("Max-Forwards", "60")
                .add("From", "<sip:alice@home.test>;tag=a")
                .add("To", "<" + uri + ">")
                .add("Call-ID", "c")
                .add("CSeq", "1 " + method);
    }

    private static RequestEditor fromAlice(String method, String uri) {
        return request(method, uri)
                .add("Route", ORIG)
                .add("P-Asserted-Identity", "<" + ALICE + ">");
    }

    private Decision.Forward forwarded(RequestEditor request) {
        Decision decision = router.route(arrival(request));
        assertThat(decision).isInstanceOf(Decision.Forward.class);
        return (Decision.Forward) decision;
    }

    private Arrival arrival(RequestEditor request) {
        Admission admission = router.admit(request.build());
        assertThat(admission).isInstanceOf(Admission.Admitted.class);
        return ((Admission.Admitted) admission).arrival();
    }

    private Refusal refusal(RequestEditor request) {
        return switch (router.admit(request.build())) {
            case Admission.Refused refused -> refused.refusal();
            case Admission.Admitted admitted ->
                    ((Decision.Refuse) router.route(admitted.arrival())).refusal();
        };
    }

    private int status(RequestEditor request) {
        return SipStatus.of(refusal(request)).code();
    }

    @Test
    void aUsersMessageForAnotherUserGoesToHisContactAlongHisPath() {
        Decision.Forward forward = forwarded(fromAlice("MESSAGE", BOB));
        assertThat(forward.next()).isEqualTo(PCSCF);
        assertThat(forward.request().requestUri()).isEqualTo("sip:bob@192.0.2.102:50611");
        assertThat(forward.request().headers("Route")).containsExactly(PATH);
        assertThat(forward.request().headers("P-Called-Party-ID")).containsExactly("<" + BOB + ">");
        assertThat(forward.request().header("P-Asserted-Identity")).isEqualTo("<" + ALICE + ">");
        assertThat(forward.request().headers("Record-Route")).isEmpty();
        assertThat(forward.request().maxForwards()).isEqualTo(59);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SUBSCRIBE", "NOTIFY"})
    void whatMayBeginADialogueHasTheOwnUriInRecordRoute(String method) {
        assertThat(forwarded(fromAlice(method, BOB)).request().headers("Record-Route"))
                .containsExactly(DIALOG);
    }

    @Test
    @Requirement("aka-implicit-set")
    void anImplicitlyRegisteredNumberIsReachedAndMaySend() {
        assertThat(forwarded(request("MESSAGE", "tel:+1-555-3")).request().requestUri())
                .isEqualTo("sip:bob@192.0.2.102:50611");
        RequestEditor request =
                request("MESSAGE", BOB)
                        .add("Route", ORIG)
                        .add("P-Asserted-Identity", "<tel:+15555>");
        assertThat(arrival(request).served()).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({
        "<sip:carol@home.test>",
        "<sip:alice-barred@home.test>",
        "<sip:alice@elsewhere.test>",
        "'<sip:alice@home.test>, <sip:carol@home.test>'"
    })
    @Requirement({"arch-home-control", "bypass-protection"})
    void whoIsNotRegisteredHereOrBarredMaySendNothing(String asserted) {
        RequestEditor request =
                request("MESSAGE", BOB).add("Route", ORIG).add("P-Asserted-Identity", asserted);
        assertThat(refusal(request)).isInstanceOf(Refusal.IdentityNotAllowed.class);
        assertThat(status(request)).isEqualTo(403);
    }

    @Test
    @Requirement("bypass-protection")
    void anOriginatingRequestWithoutAnAssertedIdentityIsRefused() {
        assertThat(status(request("MESSAGE", BOB).add("Route", ORIG))).isEqualTo(403);
        assertThat(
                        status(
                                request("MESSAGE", BOB)
                                        .add("Route", ORIG)
                                        .add("P-Asserted-Identity", ",,;")))
                .isEqualTo(400);
    }

    @Test
    void whoIsNotHereIsLookedForByTheIcscf() {
        Decision.Forward forward = forwarded(fromAlice("SUBSCRIBE", "sip:carol@home.test"));
        assertThat(forward.next()).isEqualTo(ICSCF);
        assertThat(forward.request().requestUri()).isEqualTo("sip:carol@home.test");
        assertThat(forward.request().headers("Route")).isEmpty();
        assertThat(forward.request().headers("Record-Route")).containsExactly(DIALOG);
        assertThat(forwarded(fromAlice("MESSAGE", "tel:+1999")).next()).isEqualTo(ICSCF);
    }

    @Test
    void anotherNetworkIsRefusedAsLongAsThereIsNoWayThere() {
        assertThat(refusal(fromAlice("MESSAGE", "sip:bob@elsewhere.test")))
                .isInstanceOf(Refusal.NoInterconnect.class);
        assertThat(status(fromAlice("MESSAGE", "sip:bob@elsewhere.test"))).isEqualTo(404);
        assertThat(status(fromAlice("MESSAGE", "mailto:bob@home.test"))).isEqualTo(416);
    }

    @Test
    void aTerminatingRequestForNobodyIs480AtHomeAnd404Elsewhere() {
        assertThat(status(request("MESSAGE", "sip:carol@home.test"))).isEqualTo(480);
        assertThat(status(request("MESSAGE", "sip:carol@elsewhere.test"))).isEqualTo(404);
        assertThat(status(request("MESSAGE", "sip:bob-barred@home.test"))).isEqualTo(404);
    }

    @Test
    void aRequestThatNamesThisScscfInRouteIsTerminating() {
        for (String route : List.of("<sip:scscf.home.test;lr>", "<sip:192.0.2.2:5082;lr>")) {
            Arrival arrival = arrival(request("MESSAGE", BOB).add("Route", route));
            assertThat(arrival.kind()).isEqualTo(Kind.TERMINATING);
            assertThat(arrival.request().headers("Route")).isEmpty();
        }
    }

    @Test
    void aRequestInADialogueGoesAlongItsRoute() {
        RequestEditor request =
                request("NOTIFY", "sip:alice@192.0.2.101:50611")
                        .add("Route", DIALOG + ", " + DIALOG)
                        .add("Route", PATH);
        Decision.Forward forward = forwarded(request);
        assertThat(forward.next()).isEqualTo(PCSCF);
        assertThat(forward.request().headers("Route")).containsExactly(PATH);
        assertThat(forward.request().requestUri()).isEqualTo("sip:alice@192.0.2.101:50611");
    }

    @Test
    @Requirement("bypass-protection")
    void nothingLeavesToAnAddressThatIsNoneOfTheCores() {
        assertThat(
                        refusal(
                                request("MESSAGE", "sip:x@203.0.113.66")
                                        .add("Route", DIALOG)
                                        .add("Route", "<sip:203.0.113.66;lr>")))
                .isInstanceOf(Refusal.NotOfTheCore.class);
        assertThat(refusal(request("MESSAGE", BOB).add("Route", DIALOG + ", <sip:a.name.test;lr>")))
                .isInstanceOf(Refusal.NotOfTheCore.class);
        assertThat(refusal(request("MESSAGE", "sip:mallory@home.test")))
                .isInstanceOf(Refusal.NotOfTheCore.class);
    }

    @Test
    void whatAProxyMustRefuseIsRefused() {
        assertThat(status(fromAlice("INVITE", BOB))).isEqualTo(501);
        assertThat(status(fromAlice("MESSAGE", BOB).set("Max-Forwards", "0"))).isEqualTo(483);
        assertThat(status(fromAlice("MESSAGE", BOB).set("Proxy-Require", "sec-agree")))
                .isEqualTo(420);
        assertThat(status(request("MESSAGE", BOB).add("Route", "no address"))).isEqualTo(400);
        assertThat(status(request("MESSAGE", BOB).add("Route", PATH)))
                .as("a Route that leads past this S-CSCF")
                .isEqualTo(400);
    }
}
