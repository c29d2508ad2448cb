package org.gatehouse.ims.core.sip.reginfo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.gatehouse.ims.core.sip.reginfo.RegInfo.Contact;
import org.gatehouse.ims.core.sip.reginfo.RegInfo.Registration;
import org.gatehouse.ims.core.sip.reginfo.RegInfo.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegInfoXmlTest {
    /** The document of RFC 3680 clause 5.2, shortened by its display names. */
    private static final String RFC_3680 =
            """
            <?xml version="1.0"?>
                <reginfo xmlns="urn:ietf:params:xml:ns:reginfo"
                         xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                         version="1" state="partial">
                  <registration aor="sip:joe@example.com" id="a7" state="active">
                    <contact id="76" state="active" event="registered"
                             duration-registered="7322" q="0.8">
                             <uri>sip:joe@pc887.example.com</uri>
                    </contact>
                    <contact id="77" state="terminated" event="expired"
                             duration-registered="3600" q="0.5">
                             <uri>sip:joe@university.edu</uri>
                    </contact>
                  </registration>
                </reginfo>
            """;

    @Test
    void theExampleOfTheStandardIsRead() {
        RegInfo info = RegInfoXml.read(RFC_3680).orElseThrow();

        assertThat(info.version()).isEqualTo(1);
        assertThat(info.full()).isFalse();
        Registration joe = info.registrations().getFirst();
        assertThat(joe.aor()).isEqualTo("sip:joe@example.com");
        assertThat(joe.state()).isEqualTo(State.ACTIVE);
        assertThat(joe.contacts())
                .extracting(Contact::event)
                .containsExactly(ContactEvent.REGISTERED, ContactEvent.EXPIRED);
        assertThat(joe.contacts().getFirst().uri()).isEqualTo("sip:joe@pc887.example.com");
    }

    @Test
    void whatIsWrittenIsReadWhateverStandsInItsUris() {
        RegInfo info =
                new RegInfo(
                        7,
                        true,
                        List.of(
                                new Registration(
                                        "sip:a&b%3C@example.org",
                                        "r1",
                                        State.TERMINATED,
                                        List.of(
                                                new Contact(
                                                        "c1",
                                                        State.TERMINATED,
                                                        ContactEvent.PROBATION,
                                                        "sip:x]]>&amp;'@10.0.0.1:5060",
                                                        null,
                                                        30L)))));

        String document = RegInfoXml.write(info);

        assertThat(document).doesNotContain("]]>");
        assertThat(RegInfoXml.read(document)).contains(info);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<reginfo",
                "<reginfo/>",
                "<reginfo version='x' state='full'/>",
                "<!DOCTYPE reginfo SYSTEM 'http://10.0.0.1/'><reginfo version='1' state='full'/>",
                "<reginfo version='1' state='full'>&e;</reginfo>",
                "<reginfo version='1' state='full'><registration aor='sip:a' id='1' state='on'/>"
                        + "</reginfo>",
                "<reginfo version='1' state='full'><registration aor='sip:a' id='1' state='active'>"
                        + "<contact id='1' state='active' event='odd'/></registration></reginfo>",
            })
    void whatIsNoReginfoIsRefused(String document) {
        assertThat(RegInfoXml.read(document)).isEmpty();
    }

    @Test
    void aDocumentBeyondTheLimitsIsRefused() {
        String many =
                "<reginfo version='1' state='full'>"
                        + "<registration aor='sip:a' id='1' state='active'/>"
                                .repeat(RegInfoXml.MAX_ELEMENTS + 1)
                        + "</reginfo>";
        String deep = "<a>".repeat(RegInfoXml.MAX_DEPTH + 1);
        assertThat(RegInfoXml.read(many)).isEmpty();
        assertThat(RegInfoXml.read("<reginfo version='1' state='full'>" + deep)).isEmpty();
        assertThat(RegInfoXml.read(" ".repeat(10) + "x".repeat(RegInfoXml.MAX_CHARACTERS + 1)))
                .isEmpty();
    }
}
