package org.gatehouse.ims.core.cli;

import java.util.ArrayList;
import java.util.List;
import org.gatehouse.ims.core.config.Schema;
import org.gatehouse.ims.core.config.Setting;

/** Lists the settings of a daemon for its {@code --help}. */
public final class SettingsHelp {
    private SettingsHelp() {}

    static String[] lines(Schema schema) {
        return lines(
                "Settings (KEY of --set and of the YAML file; default; meaning; values):", schema);
    }

    /** The same under another heading. */
    public static String[] lines(String heading, Schema schema) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add(heading);
        for (Setting<?> setting : schema.settings()) {
            String shown =
                    setting.defaultText().isEmpty() || setting.secret()
                            ? "no default"
                            : "default " + setting.defaultText();
            lines.add("  " + setting.key() + " (" + shown + ")");
            lines.add("      " + setting.doc());
            lines.add("      Values: " + setting.parser().expectation() + ".");
        }
        // Picocli formats each line: a percent sign in it would be a directive.
        return lines.stream().map(line -> line.replace("%", "%%")).toArray(String[]::new);
    }
}
