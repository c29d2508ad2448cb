package org.gatehouse.ims.hss.cx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.ims.core.diameter.cx.CxResult.DIAMETER_AUTHORIZATION_REJECTED;
import static org.gatehouse.ims.core.diameter.cx.CxResult.DIAMETER_ERROR_IDENTITY_ALREADY_REGISTERED;
import static org.gatehouse.ims.core.diameter.cx.CxResult.DIAMETER_ERROR_IDENTITY_NOT_REGISTERED;
import static org.gatehouse.ims.core.diameter.cx.CxResult.DIAMETER_ERROR_IN_ASSIGNMENT_TYPE;
import static org.gatehouse.ims.core.diameter.cx.CxResult.DIAMETER_ERROR_ROAMING_NOT_ALLOWED;
import static org.gatehouse.ims.core.diameter.cx.CxResult.DIAMETER_FIRST_REGISTRATION;
import static org.gatehouse.ims.core.diameter.cx.CxResult.DIAMETER_MISSING_AVP;
import static org.gatehouse.ims.core.diameter.cx.CxResult.DIAMETER_SUBSEQUENT_REGISTRATION;
import static org.gatehouse.ims.core.diameter.cx.CxResult.DIAMETER_SUCCESS;
import static org.gatehouse.ims.core.diameter.cx.CxResult.DIAMETER_UNABLE_TO_COMPLY;
import static org.gatehouse.ims.hss.cx.HssMachineFixture.IMPI;
import static org.gatehouse.ims.hss.cx.HssMachineFixture.IMPU;
import static org.gatehouse.ims.hss.cx.HssMachineFixture.OTHER_SCSCF;
import static org.gatehouse.ims.hss.cx.HssMachineFixture.SCSCF;
import static org.gatehouse.ims.hss.cx.HssMachineFixture.TEL;
import static org.gatehouse.ims.hss.cx.HssMachineFixture.WORK;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.gatehouse.ims.core.diameter.cx.AssignmentType;
import org.gatehouse.ims.core.diameter.cx.ServerAssignment;
import org.gatehouse.ims.core.diameter.cx.ServerAssignmentAnswer;
import org.gatehouse.ims.core.diameter.cx.UserAuthorization;
import org.gatehouse.ims.core.diameter.cx.UserProfile.Identity;
import org.gatehouse.ims.core.diameter.cx.UserProfileXml;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.hss.subscriber.RegistrationState;
import org.gatehouse.ims.hss.subscriber.SetStanding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RegistrationRulesTest {
    private static final SetStanding REGISTERED = SetStanding.of(RegistrationState.REGISTERED);
    private static final SetStanding UNREGISTERED = SetStanding.of(RegistrationState.UNREGISTERED);

    private final HssMachineFixture hss = new HssMachineFixture();

    @Test
    @Requirement("arch-icscf-assigns")
    void aFirstRegistrationHasNoServerYet() {
        var answer = hss.uar(IMPU, UserAuthorization.Type.REGISTRATION);

        assertThat(answer.result()).isEqualTo(DIAMETER_FIRST_REGISTRATION);
        assertThat(answer.serverName()).isNull();
    }

    @Test
    @Requirement({"arch-icscf-assigns", "aka-pending-flag"})
    void whileAuthenticationIsPendingTheServerThatChallengedIsNamed() {
        hss.mar(IMPU, 1);

        var answer = hss.uar(IMPU, UserAuthorization.Type.REGISTRATION);

        assertThat(answer.result()).isEqualTo(DIAMETER_SUBSEQUENT_REGISTRATION);
        assertThat(answer.serverName()).isEqualTo(SCSCF);
    }

    @Test
    @Requirement("arch-icscf-assigns")
    void furtherIdentitiesGoToTheServerOfTheFirst() {
        register(IMPU);

        assertThat(hss.uar(WORK, UserAuthorization.Type.REGISTRATION).serverName())
                .isEqualTo(SCSCF);
    }

    @Test
    void whoWantsCapabilitiesGetsNoName() {
        register(IMPU);

        var answer = hss.uar(IMPU, UserAuthorization.Type.REGISTRATION_AND_CAPABILITIES);

        assertThat(answer.result()).isEqualTo(DIAMETER_SUCCESS);
        assertThat(answer.serverName()).isNull();
    }

    @Test
    @Requirement("arch-icscf-assigns")
    void whoHasNoServerYetIsToldWhatOneHasToBeAbleToDo() {
        HssMachineFixture demanding =
                new HssMachineFixture(
                        new HssPolicy(
                                Set.of(), true, new ServerCapabilities(List.of(7), List.of(0, 3))));

        var first = demanding.uar(IMPU, UserAuthorization.Type.REGISTRATION);
        assertThat(first.mandatoryCapabilities()).containsExactly(7);
        assertThat(first.optionalCapabilities()).containsExactly(0, 3);
        assertThat(demanding.lir(IMPU).mandatoryCapabilities()).containsExactly(7);
        assertThat(demanding.lir(IMPU).optionalCapabilities()).containsExactly(0, 3);

        demanding.sar(AssignmentType.REGISTRATION, IMPU);
        var next = demanding.uar(IMPU, UserAuthorization.Type.REGISTRATION);
        assertThat(next.mandatoryCapabilities()).isEmpty();
        assertThat(
                        demanding
                                .uar(IMPU, UserAuthorization.Type.REGISTRATION_AND_CAPABILITIES)
                                .mandatoryCapabilities())
                .containsExactly(7);
    }

    @Test
    void deregistrationGoesToTheServerOfARegisteredIdentityOnly() {
        assertThat(hss.uar(IMPU, UserAuthorization.Type.DE_REGISTRATION).result())
                .isEqualTo(DIAMETER_ERROR_IDENTITY_NOT_REGISTERED);

        register(IMPU);

        assertThat(hss.uar(IMPU, UserAuthorization.Type.DE_REGISTRATION).result())
                .isEqualTo(DIAMETER_SUCCESS);
        assertThat(hss.uar(IMPU, UserAuthorization.Type.DE_REGISTRATION).serverName())
                .isEqualTo(SCSCF);
        assertThat(hss.uar(WORK, UserAuthorization.Type.DE_REGISTRATION).result())
                .isEqualTo(DIAMETER_ERROR_IDENTITY_NOT_REGISTERED);
    }

    @Test
    void aSetWithBarredIdentitiesAloneMayNotRegister() {
        assertThat(
                        hss.uar("sip:only-barred@home.net", UserAuthorization.Type.REGISTRATION)
                                .result())
                .isEqualTo(DIAMETER_AUTHORIZATION_REJECTED);
        assertThat(hss.uar("sip:barred@home.net", UserAuthorization.Type.REGISTRATION).result())
                .isEqualTo(DIAMETER_FIRST_REGISTRATION);
    }

    @Test
    void roamingIsAllowedFromListedNetworks() {
        HssMachineFixture strict =
                new HssMachineFixture(
                        new HssPolicy(Set.of("partner.net"), false, ServerCapabilities.NONE));

        assertThat(strict.uar(IMPU, UserAuthorization.Type.REGISTRATION).result())
                .isEqualTo(DIAMETER_ERROR_ROAMING_NOT_ALLOWED);
    }

    @Test
    void askingWhereToRegisterChangesNothing() {
        HssState before = hss.state();

        hss.uar(IMPU, UserAuthorization.Type.REGISTRATION);

        assertThat(hss.state()).isEqualTo(before);
        assertThat(hss.saves()).isZero();
    }

    @Test
    @Requirement({"aka-response-check", "aka-implicit-set", "arch-home-control"})
    void registeringDownloadsTheWholeImplicitSet() {
        hss.mar(IMPU, 1);

        ServerAssignmentAnswer answer = hss.sar(AssignmentType.REGISTRATION, IMPU);

        assertThat(answer.result()).isEqualTo(DIAMETER_SUCCESS);
        assertThat(hss.set(0)).isEqualTo(REGISTERED);
        assertThat(hss.set(1)).isEqualTo(SetStanding.IDLE);
        assertThat(hss.standing().scscf()).isEqualTo(SCSCF);
        assertThat(identities(answer))
                .containsExactly(new Identity(IMPU, false), new Identity(TEL, false));
    }

    @Test
    @Requirement("aka-implicit-set")
    void anyIdentityOfASetRegistersTheSet() {
        hss.mar(TEL, 1);
        hss.sar(AssignmentType.REGISTRATION, TEL);

        assertThat(hss.set(0)).isEqualTo(REGISTERED);
        assertThat(hss.uar(IMPU, UserAuthorization.Type.DE_REGISTRATION).result())
                .isEqualTo(DIAMETER_SUCCESS);
    }

    @Test
    @Requirement("aka-implicit-set")
    void barredIdentitiesAreMarkedInTheProfile() {
        hss.mar(WORK, 1);

        assertThat(identities(hss.sar(AssignmentType.REGISTRATION, WORK)))
                .containsExactly(
                        new Identity(WORK, false), new Identity("sip:barred@home.net", true));
    }

    @Test
    @Requirement("arch-key-stays")
    void noAnswerHoldsTheLongTermKey() {
        String vectors = hss.mar(IMPU, 1).toString();
        String profile = hss.sar(AssignmentType.REGISTRATION, IMPU).toString();

        assertThat(vectors + profile + hss.state())
                .doesNotContainIgnoringCase("fec86ba6eb707ed08905757b1bb44b8f")
                .doesNotContainIgnoringCase("1006020f0a478bf6b699f15c062e42b3");
        assertThat(hss.state().toString()).contains("SubscriberKey[masked]");
    }

    @Test
    void whoHasTheProfileGetsNone() {
        hss.mar(IMPU, 1);

        var answer =
                (ServerAssignmentAnswer)
                        hss.ask(
                                new ServerAssignment(
                                        IMPI,
                                        List.of(IMPU),
                                        SCSCF,
                                        AssignmentType.RE_REGISTRATION,
                                        true));

        assertThat(answer.result()).isEqualTo(DIAMETER_SUCCESS);
        assertThat(answer.userDataXml()).isNull();
    }

    @Test
    void reRegistrationOfARegisteredUserNeedsNoSave() {
        register(IMPU);
        int before = hss.saves();

        assertThat(hss.sar(AssignmentType.RE_REGISTRATION, IMPU).result())
                .isEqualTo(DIAMETER_SUCCESS);
        assertThat(hss.saves()).isEqualTo(before);
    }

    @Test
    void registrationIsOfOneIdentity() {
        assertThat(hss.sar(AssignmentType.REGISTRATION).result()).isEqualTo(DIAMETER_MISSING_AVP);
        assertThat(hss.sar(AssignmentType.REGISTRATION, IMPU, WORK).result())
                .isEqualTo(AssignmentRules.TOO_MANY_IDENTITIES);
        assertThat(hss.saves()).isZero();
    }

    @ParameterizedTest
    @EnumSource(
            value = AssignmentType.class,
            names = {
                "TIMEOUT_DEREGISTRATION",
                "USER_DEREGISTRATION",
                "ADMINISTRATIVE_DEREGISTRATION",
                "DEREGISTRATION_TOO_MUCH_DATA"
            })
    void deregistrationClearsStateAndServer(AssignmentType type) {
        register(IMPU);

        assertThat(hss.sar(type, IMPU).result()).isEqualTo(DIAMETER_SUCCESS);

        assertThat(hss.set(0)).isEqualTo(SetStanding.IDLE);
        assertThat(hss.standing().scscf()).isNull();
        assertThat(hss.uar(IMPU, UserAuthorization.Type.REGISTRATION).result())
                .isEqualTo(DIAMETER_FIRST_REGISTRATION);
    }

    @Test
    void deregisteringOneSetKeepsTheServerOfTheOther() {
        register(IMPU);
        register(WORK);

        hss.sar(AssignmentType.USER_DEREGISTRATION, IMPU);

        assertThat(hss.set(0)).isEqualTo(SetStanding.IDLE);
        assertThat(hss.set(1)).isEqualTo(REGISTERED);
        assertThat(hss.standing().scscf()).isEqualTo(SCSCF);
    }

    @Test
    void deregistrationWithoutIdentityMeansAllOfThem() {
        register(IMPU);
        register(WORK);

        hss.sar(AssignmentType.USER_DEREGISTRATION);

        assertThat(hss.standing().scscf()).isNull();
        assertThat(hss.standing().sets()).containsOnly(SetStanding.IDLE);
    }

    @ParameterizedTest
    @EnumSource(
            value = AssignmentType.class,
            names = {
                "TIMEOUT_DEREGISTRATION_STORE_SERVER_NAME",
                "USER_DEREGISTRATION_STORE_SERVER_NAME"
            })
    void aServerMayBeKeptForTheUnregisteredUser(AssignmentType type) {
        register(IMPU);

        hss.sar(type);

        assertThat(hss.set(0)).isEqualTo(UNREGISTERED);
        assertThat(hss.set(1)).isEqualTo(SetStanding.IDLE);
        assertThat(hss.uar(IMPU, UserAuthorization.Type.REGISTRATION).serverName())
                .isEqualTo(SCSCF);
    }

    @ParameterizedTest
    @EnumSource(
            value = AssignmentType.class,
            names = {"AUTHENTICATION_FAILURE", "AUTHENTICATION_TIMEOUT"})
    @Requirement({"fail-network-mac", "fail-user-bad-response", "fail-incomplete-timeout"})
    void aFailedFirstAuthenticationClearsTheServer(AssignmentType type) {
        hss.mar(IMPU, 1);

        assertThat(hss.sar(type, IMPU).result()).isEqualTo(DIAMETER_SUCCESS);

        assertThat(hss.set(0)).isEqualTo(SetStanding.IDLE);
        assertThat(hss.standing().scscf()).isNull();
    }

    @ParameterizedTest
    @EnumSource(
            value = AssignmentType.class,
            names = {"AUTHENTICATION_FAILURE", "AUTHENTICATION_TIMEOUT"})
    @Requirement({"fail-network-mac", "aka-no-dos-dereg"})
    void aFailedAuthenticationLeavesARegisteredUserRegistered(AssignmentType type) {
        register(IMPU);
        hss.mar(IMPU, 1);

        hss.sar(type, IMPU);

        assertThat(hss.set(0)).isEqualTo(REGISTERED);
        assertThat(hss.standing().scscf()).isEqualTo(SCSCF);
    }

    @Test
    @Requirement("aka-no-dos-dereg")
    void aFailedAuthenticationOfAnotherIdentityLeavesTheServerOfTheFirst() {
        register(IMPU);
        hss.mar(WORK, 1);

        hss.sar(AssignmentType.AUTHENTICATION_FAILURE, WORK);

        assertThat(hss.set(1)).isEqualTo(SetStanding.IDLE);
        assertThat(hss.standing().scscf()).isEqualTo(SCSCF);
    }

    @Test
    void anotherServerChangesNothing() {
        register(IMPU);
        HssState before = hss.state();

        for (AssignmentType type : AssignmentType.values()) {
            ServerAssignmentAnswer answer = hss.sar(OTHER_SCSCF, type, IMPU);
            assertThat(answer.result())
                    .as(type.name())
                    .isEqualTo(
                            type == AssignmentType.UNREGISTERED_USER
                                    ? DIAMETER_ERROR_IDENTITY_ALREADY_REGISTERED
                                    : DIAMETER_UNABLE_TO_COMPLY);
            assertThat(answer.userDataXml()).isNull();
        }
        assertThat(hss.state()).isEqualTo(before);
    }

    @Test
    void aServerMayServeAnUnregisteredUserAndFetchTheProfileAgain() {
        ServerAssignmentAnswer answer = hss.sar(AssignmentType.UNREGISTERED_USER, IMPU);

        assertThat(identities(answer)).hasSize(2);
        assertThat(hss.set(0)).isEqualTo(UNREGISTERED);
        assertThat(identities(hss.sar(AssignmentType.NO_ASSIGNMENT, IMPU))).hasSize(2);

        register(IMPU);

        assertThat(hss.set(0)).isEqualTo(REGISTERED);
        assertThat(hss.sar(AssignmentType.UNREGISTERED_USER, IMPU).result())
                .isEqualTo(DIAMETER_ERROR_IN_ASSIGNMENT_TYPE);
        assertThat(hss.set(0)).isEqualTo(REGISTERED);
    }

    @Test
    void nobodyFetchesTheProfileOfAUserItDoesNotServe() {
        assertThat(hss.sar(AssignmentType.NO_ASSIGNMENT, IMPU).result())
                .isEqualTo(DIAMETER_UNABLE_TO_COMPLY);
    }

    private void register(String impu) {
        hss.mar(impu, 1);
        hss.sar(AssignmentType.REGISTRATION, impu);
    }

    private static List<Identity> identities(ServerAssignmentAnswer answer) {
        String xml = Objects.requireNonNull(answer.userDataXml());
        return UserProfileXml.read(xml).orElseThrow().identities();
    }
}
