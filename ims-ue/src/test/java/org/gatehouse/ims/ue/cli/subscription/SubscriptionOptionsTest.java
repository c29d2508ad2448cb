package org.gatehouse.ims.ue.cli.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.Set;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.ue.isim.ImsIdentity;
import org.gatehouse.ims.ue.isim.UsimSharing;
import org.gatehouse.ims.ue.isim.UsimSharing.Part;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class SubscriptionOptionsTest {
    private static final String IMSI = "001010000000001";
    private static final String OF_IMSI = IMSI + "@ims.mnc001.mcc001.3gppnetwork.org";

    private static SubscriptionOptions options(String... arguments) {
        return CommandLine.populateCommand(new SubscriptionOptions(), arguments);
    }

    private static @Nullable ImsIdentity typed(@Nullable String impi, String... arguments) {
        return options(arguments).typed(impi, null);
    }

    @Test
    @Requirement("isim-options")
    void aUsimAloneGivesTheIdentityAndBesideAnIsimItDoesNot() {
        assertThat(typed(null, "--usim-imsi", IMSI))
                .isEqualTo(ImsIdentity.ofImsi(IMSI, 2))
                .extracting(ImsIdentity::impi)
                .isEqualTo(OF_IMSI);
        assertThat(typed("a@b.org", "--usim-imsi", IMSI))
                .extracting(ImsIdentity::impi)
                .isEqualTo("a@b.org");
        assertThat(typed(null)).isNull();
        assertThat(typed(null, "--usim-imsi", IMSI, "--mnc-length", "3"))
                .extracting(ImsIdentity::homeDomain)
                .isEqualTo("ims.mnc010.mcc001.3gppnetwork.org");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "none|a@b.org",
                "algorithm|a@b.org",
                "sqn|" + OF_IMSI,
                "algorithm,sqn|" + OF_IMSI,
                "key,algorithm,sqn|" + OF_IMSI,
            })
    @Requirement("isim-options")
    void anIsimCountsWithItsUsimWhereTheyShareSequenceNumbers(String shares, String countsWith) {
        SubscriptionOptions options = options("--usim-imsi", IMSI, "--usim-shares", shares);
        ImsIdentity isim = ImsIdentity.typed("a@b.org", null);

        assertThat(options.typed("a@b.org", null)).isEqualTo(isim);
        assertThat(options.countsWith(isim)).isEqualTo(countsWith);
    }

    @Test
    @Requirement("isim-options")
    void fiveWaysOfSharingArePermittedAndNoOther() {
        Set<Set<Part>> permitted =
                Set.of(
                        Set.of(),
                        Set.of(Part.SQN),
                        Set.of(Part.ALGORITHM),
                        Set.of(Part.ALGORITHM, Part.SQN),
                        Set.of(Part.KEY, Part.ALGORITHM, Part.SQN));
        for (int bits = 0; bits < 8; bits++) {
            Set<Part> parts = EnumSet.noneOf(Part.class);
            int rest = bits;
            for (Part part : Part.values()) {
                if (rest % 2 == 1) {
                    parts.add(part);
                }
                rest /= 2;
            }

            assertThat(UsimSharing.of(parts).isPresent())
                    .as("%s", parts)
                    .isEqualTo(permitted.contains(parts));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"key", "key,sqn", "key,algorithm", "ck", "", "sqn,"})
    void anotherWayOfSharingIsAUsageError(String shares) {
        assertThatThrownBy(() -> typed("a@b.org", "--usim-imsi", IMSI, "--usim-shares", shares))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("--usim-shares")
                .hasMessageContaining("none or sqn or algorithm or");
    }

    @Test
    @Requirement("isim-options")
    void aUsimThatIsUsedItselfSharesEverything() {
        assertThat(typed(null, "--usim-imsi", IMSI, "--usim-shares", "key,algorithm,sqn"))
                .isNotNull();
        assertThatThrownBy(() -> typed(null, "--usim-imsi", IMSI, "--usim-shares", "sqn"))
                .hasMessageContaining("where the USIM itself is used");
    }

    @Test
    void optionsThatDoNotGoTogetherAreRefused() {
        assertThatThrownBy(() -> typed("a@b.org", "--mnc-length", "2"))
                .hasMessageContaining("without a USIM");
        assertThatThrownBy(() -> typed("a@b.org", "--usim-shares", "sqn"))
                .hasMessageContaining("without a USIM");
        assertThatThrownBy(() -> options("--usim-imsi", IMSI).typed(null, "b.org"))
                .hasMessageContaining("--home-domain with --usim-imsi");
        assertThatThrownBy(() -> options("--card", "pcsc").openCards("12a4"))
                .hasMessage("--pin: 4 characters (expected: 4 to 8 digits)");
        assertThatThrownBy(() -> options("--card", "/dev/x").openCards(null))
                .hasMessageContaining("expected: pcsc");
    }

    @Test
    void noCardIsTouchedWhereNoneIsAskedFor() throws Exception {
        assertThat(options().openCards("1234")).isNull();
        assertThat(options("--usim-imsi", IMSI).openCards(null)).isNull();
    }
}
