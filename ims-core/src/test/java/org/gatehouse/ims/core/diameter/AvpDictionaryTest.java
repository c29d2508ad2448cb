package org.gatehouse.ims.core.diameter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.gatehouse.ims.core.diameter.cx.AssignmentType;
import org.gatehouse.ims.core.diameter.cx.UserAuthorization;
import org.gatehouse.ims.core.testkit.VectorFiles;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Our AVPs against the published dictionary of TS 29.229 and RFC 6733. */
class AvpDictionaryTest {
    private static final JsonNode DICTIONARY = VectorFiles.readWhole("cx/cx-dictionary.json");

    /** Formats of the documents; what is read the same way has one type here. */
    private static final Map<String, AvpType> TYPES =
            Map.of(
                    "OctetString", AvpType.OCTET_STRING,
                    "UTF8String", AvpType.UTF8_STRING,
                    "DiameterIdentity", AvpType.IDENTITY,
                    "DiameterURI", AvpType.IDENTITY,
                    "Unsigned32", AvpType.UNSIGNED32,
                    "Time", AvpType.UNSIGNED32,
                    "Enumerated", AvpType.ENUMERATED,
                    "Address", AvpType.ADDRESS,
                    "Grouped", AvpType.GROUPED);

    private static List<JsonNode> rows() {
        List<JsonNode> rows = new ArrayList<>();
        DICTIONARY.get("avps").forEach(rows::add);
        DICTIONARY.get("base_avps").forEach(rows::add);
        return rows;
    }

    @TestFactory
    Stream<DynamicTest> everyAvpOfTheDictionaryIsKnownWithItsTypeAndFlags() {
        return rows().stream()
                .map(row -> DynamicTest.dynamicTest(row.get("name").asText(), () -> isKnown(row)));
    }

    private static void isKnown(JsonNode row) {
        AvpCode code = AvpCode.of(row.get("code").asInt(), row.get("vendor").asInt()).orElseThrow();
        assertThat(code.text()).isEqualTo(row.get("name").asText().toLowerCase(Locale.ROOT));
        assertThat(code.type()).isEqualTo(TYPES.get(row.get("type").asText()));
        String marked = row.get("M").asText();
        if (!marked.equals("may")) {
            assertThat(code.isMandatory()).isEqualTo(marked.equals("must"));
        }
        int flags = Avp.of(code, new byte[0]).flags();
        assertThat((flags & Avp.FLAG_VENDOR) != 0).isEqualTo(row.get("V").asText().equals("must"));
        assertThat(flags & Avp.FLAG_PROTECTED).isZero();
    }

    @Test
    void noAvpOfAVendorIsKnownThatTheDictionaryDoesNotName() {
        Set<String> published = new HashSet<>();
        rows().forEach(row -> published.add(row.get("vendor") + "/" + row.get("code")));
        // Referred to by groups of the dictionary that does not list them itself.
        assertThat(Stream.of(AvpCode.values()))
                .filteredOn(code -> code.vendor() != Vendor.IETF)
                .filteredOn(code -> !published.contains(code.vendor() + "/" + code.code()))
                .allMatch(code -> named().contains(code.text()));
    }

    private static Set<String> named() {
        Set<String> names = new HashSet<>();
        DICTIONARY.findValuesAsText("name").forEach(name -> names.add(name));
        for (String list : List.of("request_avps_in_order", "answer_avps_in_order")) {
            DICTIONARY.findValues(list).forEach(all -> all.forEach(n -> names.add(n.asText())));
        }
        DICTIONARY.get("grouped").forEach(all -> all.forEach(name -> names.add(name.asText())));
        Set<String> plain = new HashSet<>();
        names.forEach(name -> plain.add(name.replaceAll("^[!?*+]", "").toLowerCase(Locale.ROOT)));
        return plain;
    }

    @Test
    void commandsHaveTheirNumbers() {
        List<Integer> numbers = new ArrayList<>();
        DICTIONARY.get("commands").forEach(command -> numbers.add(command.get("code").asInt()));
        assertThat(numbers)
                .containsExactlyInAnyOrder(
                        Applications.USER_AUTHORIZATION,
                        Applications.SERVER_ASSIGNMENT,
                        Applications.LOCATION_INFO,
                        Applications.MULTIMEDIA_AUTH,
                        Applications.REGISTRATION_TERMINATION,
                        Applications.PUSH_PROFILE,
                        Applications.CAPABILITIES_EXCHANGE,
                        Applications.DEVICE_WATCHDOG,
                        Applications.DISCONNECT_PEER);
        assertThat(DICTIONARY.get("application_id").asInt()).isEqualTo(Applications.CX);
    }

    @Test
    void enumerationsHaveTheirNumbers() {
        JsonNode all = DICTIONARY.get("enumerations");
        for (AssignmentType type : AssignmentType.values()) {
            assertThat(all.get("Server-Assignment-Type").get("" + type.code()).asText())
                    .isEqualTo(type.name());
        }
        for (UserAuthorization.Type type : UserAuthorization.Type.values()) {
            assertThat(all.get("User-Authorization-Type").get("" + type.code()).asText())
                    .isEqualTo(type.name());
        }
    }
}
