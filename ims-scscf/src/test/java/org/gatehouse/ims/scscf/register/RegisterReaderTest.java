package org.gatehouse.ims.scscf.register;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.gatehouse.ims.core.sip.check.RequestFault;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.scscf.refusal.Refusal;
import org.gatehouse.ims.scscf.testbed.Registers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegisterReaderTest {
    @Test
    void theImpiIsTheUsernameAndTheImpuIsInTo() {
        RegisterRequest request = Registers.register().read();

        assertThat(request.impi()).isEqualTo(Registers.IMPI);
        assertThat(request.impu()).isEqualTo(Registers.IMPU);
        assertThat(request.path()).containsExactly(Registers.PATH);
    }

    @Test
    void withoutAuthorizationTheImpiIsDerivedFromTheImpu() {
        RegisterRequest request = Registers.register().withoutAuthorization().read();

        assertThat(request.impi()).isEqualTo(Registers.IMPI);
        assertThat(request.integrityProtected()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"yes,true", "YES,true", "no,false", "tls-yes,false", "'',false"})
    @Requirement("ind-protected")
    void onlyYesMeansProtected(String value, boolean expected) {
        assertThat(Registers.register().integrity(value).read().integrityProtected())
                .isEqualTo(expected);
    }

    @Test
    void severalAuthorizationFieldsAreRefusedForTheyCouldSayDifferentThings() {
        Registers register =
                Registers.register()
                        .header(
                                "Authorization: Digest username=\"x\", integrity-protected=\"yes\","
                                        + " nonce=\"\", response=\"\"");

        assertThat(refusal(register)).isInstanceOf(Refusal.Malformed.class);
    }

    @Test
    void anUnknownExtensionThatIsRequiredIsRefusedByName() {
        assertThat(refusal(Registers.register().header("Require: path, 100rel, foo")))
                .isEqualTo(
                        new Refusal.Invalid(
                                new RequestFault.UnsupportedExtensions(List.of("100rel", "foo"))));
    }

    @Test
    void theStarNeedsExpiresZeroAndNoOtherContact() {
        assertThat(refusal(Registers.register().contacts("*")))
                .isInstanceOf(Refusal.Malformed.class);
        assertThat(refusal(Registers.register().contacts("*", Registers.CONTACT).expires("0")))
                .isInstanceOf(Refusal.Malformed.class);
        assertThat(Registers.register().contacts("*").expires("0").read().contacts())
                .isInstanceOf(ContactChange.RemoveAll.class);
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "<sip:a@h>;expires=7;q=0.5| 7| <sip:a@h>;q=0.5",
                "\"a;expires=1\" <sip:a@h;expires=2>;Expires = 9| 9|"
                        + " \"a;expires=1\" <sip:a@h;expires=2>",
                "sip:a@h;expires=99999999999999999999| 4294967295| sip:a@h",
                "<sip:a@h>;+sip.instance=\"<urn:x>\"| 600000| <sip:a@h>;+sip.instance=\"<urn:x>\"",
            },
            delimiter = '|')
    void aContactKeepsItsTextAndGivesUpItsExpires(String value, long expires, String kept) {
        ContactUpdate contact = onlyContact(Registers.register().contacts(value));

        assertThat(contact.value()).isEqualTo(kept);
        assertThat(contact.expiresSeconds()).hasValue(expires);
    }

    @Test
    void anExpiryThatIsNoNumberCountsAsNone() {
        assertThat(
                        onlyContact(Registers.register().contacts("<sip:a@h>;expires=soon"))
                                .expiresSeconds())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "sip:a@H:1;transport=UDP, sip:a@h:1;transport=udp, true",
        "sip:a@h:1, sip:a@h:1;ob, true",
        "sip:a@h:1, sip:a@h:1;transport=tcp, false",
        "sip:a@h:1, sip:a@h, false",
        "sip:A@h, sip:a@h, false",
        "sip:a@h;x=1, sip:a@h;x=2, false",
        "tel:+1, tel:+1, true",
        "sip:h, sip:a@h, false",
        "sip:a@[2001:db8::1]:1, sip:a@[2001:0DB8:0:0::1]:1, true",
        "sip:a@[2001:db8::1]:1, sip:a@[2001:db8::2]:1, false",
        "sip:a@[::ffff:192.0.2.1]:1, sip:a@192.0.2.1:1, true",
    })
    void contactsAreTheSameAsRfc3261ComparesUris(String one, String other, boolean same) {
        ContactAddress first = onlyContact(bracketed(one)).address();
        ContactAddress second = onlyContact(bracketed(other)).address();

        assertThat(first.matches(second)).isEqualTo(same);
        assertThat(second.matches(first)).isEqualTo(same);
    }

    @ParameterizedTest
    @ValueSource(ints = {RegisterReader.MAX_CONTACTS + 1, 60})
    void moreContactsThanOneUeHasAreRefused(int count) {
        String[] contacts = new String[count];
        for (int i = 0; i < count; i++) {
            contacts[i] = "<sip:a@h:" + (i + 1) + ">";
        }

        assertThat(refusal(Registers.register().contacts(contacts)))
                .isInstanceOf(Refusal.Malformed.class);
    }

    @Test
    void anIdentityLongerThanAnyIsRefused() {
        assertThat(refusal(Registers.register().impi("x".repeat(400))))
                .isInstanceOf(Refusal.Malformed.class);
        assertThat(refusal(Registers.register().impu("sip:" + "x".repeat(400) + "@h")))
                .isInstanceOf(Refusal.Malformed.class);
    }

    @Test
    void whatIsJustWithinTheBoundsIsRead() {
        String[] contacts = new String[RegisterReader.MAX_CONTACTS];
        for (int i = 0; i < contacts.length; i++) {
            contacts[i] = "<sip:a@h:" + (i + 1) + ">";
        }
        Registers most = Registers.register().contacts(contacts).impi("x".repeat(320));
        // one Path is there already
        for (int i = 1; i < 10; i++) {
            most.header("Path: <sip:" + i + "@h;lr>");
        }
        assertThat(most.read().path()).hasSize(10);
        assertThat(refusal(most.header("Path: <sip:11@h;lr>")))
                .isInstanceOf(Refusal.Malformed.class);
    }

    @Test
    void aPathThatCanNotBeReadIsRefused() {
        assertThat(refusal(Registers.register().header("Path: <sip:h;lr")))
                .isInstanceOf(Refusal.Malformed.class);
    }

    @Test
    @Requirement("fail-report-unprotected")
    void aReportOfFailureHasAnAutsOrANonceAndNoAnswer() {
        assertThat(Registers.register().read().reportsFailure()).isFalse();
        assertThat(Registers.register().withoutAuthorization().read().reportsFailure()).isFalse();
        assertThat(Registers.register().reportingNetworkFailure("n").read().reportsFailure())
                .isTrue();
        assertThat(Registers.register().reportingSyncFailure("n", "AAAA").read().reportsFailure())
                .isTrue();
        assertThat(Registers.register().answering("n", new byte[8]).read().reportsFailure())
                .isFalse();
    }

    private static Registers bracketed(String uri) {
        return Registers.register().contacts("<" + uri + ">");
    }

    private static ContactUpdate onlyContact(Registers register) {
        ContactChange change = register.read().contacts();
        return ((ContactChange.Update) change).contacts().getFirst();
    }

    private static Refusal refusal(Registers register) {
        RegisterReader.Reading reading = RegisterReader.read(1, register.sip());
        return ((RegisterReader.Reading.Unreadable) reading).refusal();
    }
}
