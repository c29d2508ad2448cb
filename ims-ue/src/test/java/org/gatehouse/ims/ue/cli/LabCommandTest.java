package org.gatehouse.ims.ue.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.gatehouse.ims.ue.lab.LabFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabCommandTest {
    @TempDir private Path folder;

    @Test
    void aLabWhosePcscfLeavesSecAgreeToTheUeHasAnScscfThatTakesPlainAnswers() throws Exception {
        assertThat(acceptsPlainAnswers()).isEqualTo("false");
        assertThat(acceptsPlainAnswers("pcscf.sec-agree=optional")).isEqualTo("true");
    }

    @Test
    void whatTheUserSaysOfPlainAnswersStays() throws Exception {
        assertThat(acceptsPlainAnswers("scscf.accept-unprotected-answer=true")).isEqualTo("true");
    }

    private String acceptsPlainAnswers(String... overrides) throws Exception {
        LabOptions options = new LabOptions();
        options.subscribers = 1;
        options.overrides = List.of(overrides);
        return new LabCommand()
                .plan(options, LabFolder.open(folder))
                .setting("scscf", "accept-unprotected-answer")
                .orElseThrow();
    }
}
