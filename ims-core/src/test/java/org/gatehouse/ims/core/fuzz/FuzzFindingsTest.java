package org.gatehouse.ims.core.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.gatehouse.ims.core.config.ConfigException;
import org.gatehouse.ims.core.config.Schema;
import org.gatehouse.ims.core.config.Settings;
import org.gatehouse.ims.core.diameter.cx.UserProfileXml;
import org.gatehouse.ims.core.digest.DigestCredentials;
import org.gatehouse.ims.core.digest.DigestSyntaxException;
import org.gatehouse.ims.core.sip.AddressOfRecord;
import org.gatehouse.ims.core.sip.NameAddress;
import org.gatehouse.ims.core.sip.SipParseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What fuzzing found, and what was mended for it; docs/testing.md lists the same. */
class FuzzFindingsTest {
    /** The JDK's parser looks for the text of an error message that it does not have. */
    @Test
    void aProfileWithABrokenDocumentTypeIsRefusedAsAnyOther() {
        String xml =
                "<!DOCTYPE a [<!ENTITY f SYS\0EM \"file:///x\">]>"
                        + "<IMSSubscription><PrivateID>&f;</PrivateID></IMSSubscription>";
        assertThat(UserProfileXml.read(xml)).isEmpty();
    }

    /** A pattern looked for NULs at the end from each of them: minutes for one document. */
    @Test
    void aProfileFullOfNulsCostsNoMoreThanAnother() {
        assertThat(UserProfileXml.read("\0".repeat(UserProfileXml.MAX_CHARACTERS - 1) + "x"))
                .isEmpty();
    }

    @Test
    void anErrorAboutADisplayNameShowsNoControlCharacter() {
        assertThatThrownBy(() -> NameAddress.parse("\\\u001b[2J <sip:a@home.net>"))
                .isInstanceOf(SipParseException.class)
                .message()
                .satisfies(text -> assertThat(text.chars()).noneMatch(Character::isISOControl));
    }

    /** A P-CSCF marks what a UE sends: with 32 parameters, that threw IllegalStateException. */
    @Test
    void credentialsWithAsManyParametersAsThereMayBeCanBeMarked() throws DigestSyntaxException {
        StringBuilder most = new StringBuilder("Digest username=\"u\"");
        for (int i = 1; i < 32; i++) {
            most.append(",x").append(i).append("=1");
        }
        assertThat(
                        DigestCredentials.parse(most.toString())
                                .with("integrity-protected", "no")
                                .text())
                .isEqualTo(most + ", integrity-protected=\"no\"");
        String longest = "Digest username=\"" + "u".repeat(8192 - 18) + '"';
        assertThat(DigestCredentials.parse(longest).with("integrity-protected", "no").text())
                .startsWith(longest);
    }

    /** Two addresses of record, "a..b." and "a..b", had one canonical text, and that another. */
    @ParameterizedTest
    @ValueSource(strings = {"sip:u@home..net", "sip:u@home.net..", "sip:u@.home.net", "sip:u@."})
    void aHostWithAnEmptyLabelIsRefused(String uri) {
        assertThatThrownBy(() -> AddressOfRecord.of(uri)).isInstanceOf(SipParseException.class);
    }

    @Test
    void anErrorAboutAFileShowsNoControlCharacter(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("x.yaml");
        Files.write(file, "a: \u001b[2J".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> Settings.load(file, List.of(), "lab", new Schema(List.of())))
                .isInstanceOf(ConfigException.class)
                .message()
                .satisfies(text -> assertThat(text.chars()).noneMatch(Character::isISOControl));
    }
}
