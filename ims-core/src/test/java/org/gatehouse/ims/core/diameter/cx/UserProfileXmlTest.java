package org.gatehouse.ims.core.diameter.cx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.gatehouse.ims.core.diameter.cx.UserProfile.Identity;
import org.gatehouse.ims.core.diameter.cx.UserProfile.ServiceProfile;
import org.junit.jupiter.api.Test;

class UserProfileXmlTest {
    private static final String HEAD = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";

    @Test
    void aProfileIsReadAsItWasWritten() {
        UserProfile profile =
                new UserProfile(
                        "001010000000001@home.example",
                        List.of(
                                new ServiceProfile(
                                        List.of(
                                                new Identity("sip:a&b@home.example", false),
                                                new Identity("tel:+15555550101", true))),
                                new ServiceProfile(
                                        List.of(new Identity("sip:<c>@home.example", false)))));
        assertThat(UserProfileXml.read(UserProfileXml.write(profile))).contains(profile);
    }

    @Test
    void theDefaultIdentityIsTheFirstThatIsNotBarred() {
        UserProfile profile =
                UserProfile.of(
                        "x",
                        List.of(
                                new Identity("sip:barred@h", true),
                                new Identity("sip:first@h", false),
                                new Identity("tel:+1", false)));
        assertThat(profile.defaultImpu()).contains("sip:first@h");
        assertThat(profile.unbarredImpus()).containsExactly("sip:first@h", "tel:+1");
    }

    @Test
    void filterCriteriaExtensionsNamespacesAndCommentsAreSteppedOver() {
        String xml =
                HEAD
                        + "<x:IMSSubscription xmlns:x='urn:x'><!-- c --><x:PrivateID> p@h "
                        + "</x:PrivateID><x:ServiceProfile><x:PublicIdentity><x:Identity>"
                        + "<![CDATA[sip:a@h]]></x:Identity><x:Extension><x:IdentityType>0"
                        + "</x:IdentityType><x:Extension><x:DisplayName>A</x:DisplayName>"
                        + "</x:Extension></x:Extension></x:PublicIdentity><x:InitialFilterCriteria>"
                        + "<x:ApplicationServer><x:ServerName>sip:as</x:ServerName>"
                        + "</x:ApplicationServer></x:InitialFilterCriteria></x:ServiceProfile>"
                        + "</x:IMSSubscription>\0";
        assertThat(UserProfileXml.read(xml))
                .contains(UserProfile.of("p@h", List.of(new Identity("sip:a@h", false))));
    }

    @Test
    void bothFormsOfABooleanBar() {
        for (String form : List.of("1", "true", " true ")) {
            assertThat(read(identity("<BarringIndication>" + form + "</BarringIndication>")))
                    .isTrue();
        }
        for (String form : List.of("0", "false")) {
            assertThat(read(identity("<BarringIndication>" + form + "</BarringIndication>")))
                    .isFalse();
        }
    }

    private static boolean read(String xml) {
        return UserProfileXml.read(xml).orElseThrow().identities().getFirst().barred();
    }

    private static String identity(String before) {
        return "<IMSSubscription><PrivateID>p</PrivateID><ServiceProfile><PublicIdentity>"
                + before
                + "<Identity>sip:a@h</Identity></PublicIdentity></ServiceProfile>"
                + "</IMSSubscription>";
    }

    @Test
    void anExternalEntityIsNeverFetched() {
        String xml =
                "<!DOCTYPE i [<!ENTITY e SYSTEM \"file:///etc/hostname\">]><IMSSubscription>"
                        + "<PrivateID>&e;</PrivateID></IMSSubscription>";
        assertThat(UserProfileXml.read(xml)).isEmpty();
    }

    @Test
    void entitiesThatMultiplyAreRefused() {
        String xml =
                "<!DOCTYPE i [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]>"
                        + "<IMSSubscription><PrivateID>&b;</PrivateID></IMSSubscription>";
        assertThat(UserProfileXml.read(xml)).isEmpty();
    }

    @Test
    void whatIsNoProfileIsRefused() {
        for (String xml :
                List.of(
                        "",
                        "no xml",
                        "<IMSSubscription>",
                        "<Other><PrivateID>p</PrivateID></Other>",
                        "<IMSSubscription><PrivateID></PrivateID></IMSSubscription>")) {
            assertThat(UserProfileXml.read(xml)).as(xml).isEmpty();
        }
    }

    @Test
    void depthLengthAndNumberOfIdentitiesAreBounded() {
        String deep = "<a>".repeat(UserProfileXml.MAX_DEPTH + 1);
        assertThat(UserProfileXml.read("<IMSSubscription>" + deep)).isEmpty();
        assertThat(UserProfileXml.read(identity(" ".repeat(UserProfileXml.MAX_CHARACTERS))))
                .isEmpty();
        String one = "<PublicIdentity><Identity>sip:a@h</Identity></PublicIdentity>";
        String many = one.repeat(UserProfileXml.MAX_IDENTITIES + 1);
        assertThat(
                        UserProfileXml.read(
                                "<IMSSubscription><PrivateID>p</PrivateID><ServiceProfile>"
                                        + many
                                        + "</ServiceProfile></IMSSubscription>"))
                .isEmpty();
    }
}
