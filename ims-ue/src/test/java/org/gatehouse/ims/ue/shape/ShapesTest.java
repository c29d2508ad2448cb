package org.gatehouse.ims.ue.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.gatehouse.ims.core.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Profiles of people's own: found, extended, and refused where they can't work. */
class ShapesTest {
    @TempDir private Path folder;

    private Path write(String name, String yaml) throws Exception {
        return Files.writeString(folder.resolve(name + ".yaml"), yaml);
    }

    @Test
    void everyProfileThatComesAlongCanBeUsed() throws Exception {
        Shapes shapes = new Shapes(null);
        assertThat(shapes.names())
                .contains(
                        "standard",
                        "iphone",
                        "samsung",
                        "qualcomm",
                        "unisoc",
                        "huawei",
                        "aosp",
                        "pixel");
        for (String name : shapes.names()) {
            assertThat(shapes.named(name).description()).isNotBlank();
        }
    }

    @Test
    void aProfileTakesFromAnotherWhatItDoesNotSay() throws Exception {
        write("base", "extends: iphone\nuser-agent: Base/1\nexpires: 60s\n");
        Path file = write("mine", "extends: base\nexpires: 90s\n");

        Shape mine = Shapes.file(file);

        assertThat(mine.name()).isEqualTo("mine");
        assertThat(mine.userAgent()).isEqualTo("Base/1");
        assertThat(mine.expires().orElseThrow()).hasSeconds(90);
        assertThat(mine.offering().pairs())
                .isEqualTo(new Shapes(null).named("iphone").offering().pairs());
    }

    @Test
    void aFolderAddsProfilesAndReplacesThoseThatComeAlong() throws Exception {
        write("mine", "user-agent: Mine/1\n");
        write("iphone", "user-agent: Mine/2\n");
        Shapes shapes = new Shapes(folder);

        assertThat(shapes.names()).contains("mine").doesNotHaveDuplicates();
        assertThat(shapes.named("mine").userAgent()).isEqualTo("Mine/1");
        assertThat(shapes.named("iphone").userAgent()).isEqualTo("Mine/2");
    }

    @Test
    void anUnknownKeyIsToldWithFileLineAndColumn() throws Exception {
        Path file = write("mine", "description: mine\nuser-agnt: x\n");

        assertThatThrownBy(() -> Shapes.file(file))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("mine.yaml:2:1: found unknown key \"user-agnt\"")
                .hasMessageContaining("user-agent?");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "spis: 0-5 | mine.yaml:1:7: spis: found",
                "client-ports: 80 | mine.yaml:1:15: client-ports: found",
                "port-c: above | found \"above\" (expected: any or next or previous)",
                "offers: hmac-md5-96/rot13 | offers: found",
                "register: 'Via: {nobody}' | mine: register: Via: found {nobody} (expected: one of",
                "register: 'no field' | mine: register: no field: found \"no field\" (expected: Name",
                "register: 'Via: SIP/2.0/UDP {host}:{port};branch={branch}' | expected: a whole REGISTER",
                "offer: 'ipsec-3gpp;alg={alg}' | mine: offer: found [] in Security-Client",
                "verify: 'ipsec-3gpp;alg={alg}' | mine: verify: found [ipsec-3gpp;alg=",
                "offer: '{a' | mine: offer: found { (expected: } behind it)",
                "extends: mine | extends: found a circle",
                "extends: nobody | profile nobody: found none of that name (expected: one of standard,"
            })
    void whatCanNotWorkIsRefusedWithItsReason(String yaml, String message) throws Exception {
        Path file = write("mine", yaml + "\n");

        assertThatThrownBy(() -> Shapes.file(file))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aCallIdThatTheUeWouldNotKnowAgainIsRefused() throws Exception {
        Path file =
                write(
                        "mine",
                        """
                        register: |
                          Via: SIP/2.0/{transport} {host}:{port};branch={branch}
                          Max-Forwards: 70
                          From: <{impu}>;tag={tag}
                          To: <{impu}>
                          Call-ID: {call-id}@{host}
                          CSeq: {cseq} REGISTER
                          Authorization: Digest username="{impi}", nonce="{nonce}", response="{response}"[, auts="{auts}"]
                          Security-Client: {offers}
                          Security-Verify: {verify}
                        """);

        assertThatThrownBy(() -> Shapes.file(file))
                .hasMessageContaining("expected: {call-id} alone, and {cseq} REGISTER");
    }

    @Test
    void aRegisterWithoutAnAnswerIsRefused() throws Exception {
        Path file =
                write(
                        "mine",
                        """
                        register: |
                          Via: SIP/2.0/{transport} {host}:{port};branch={branch}
                          Max-Forwards: 70
                          From: <{impu}>;tag={tag}
                          To: <{impu}>
                          Call-ID: {call-id}
                          CSeq: {cseq} REGISTER
                          Security-Client: {offers}
                          Security-Verify: {verify}
                        """);

        assertThatThrownBy(() -> Shapes.file(file))
                .hasMessageContaining("expected: one Authorization of an answer");
    }

    @Test
    void aFolderThatIsNoneIsRefused() {
        assertThatThrownBy(() -> new Shapes(folder.resolve("nowhere")))
                .hasMessageContaining("found no such folder");
    }
}
