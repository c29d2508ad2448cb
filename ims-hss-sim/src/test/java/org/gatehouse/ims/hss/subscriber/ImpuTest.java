package org.gatehouse.ims.hss.subscriber;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImpuTest {
    @ParameterizedTest
    @CsvSource({
        "sip:Alice@Home.NET, sip:Alice@home.net",
        "SIP:alice@home.net;user=phone, sip:alice@home.net",
        "sip:alice@home.net:5060, sip:alice@home.net:5060",
        "sip:a;b@home.net;x=y, sip:a;b@home.net",
        "sip:a@home.net?Subject=x, sip:a@home.net",
        "sip:Home.net, sip:home.net",
        "tel:+1-201-555-0123, tel:+12015550123",
        "TEL:+12015550123;phone-context=x, tel:+12015550123",
        "no-uri, no-uri"
    })
    void identitiesAreComparedInCanonicalForm(String uri, String canonical) {
        assertThat(Impu.canonical(uri)).isEqualTo(canonical);
        assertThat(Impu.canonical(canonical)).isEqualTo(canonical);
    }
}
