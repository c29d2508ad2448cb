package org.gatehouse.ims.core.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The values of all settings of a daemon, checked. */
public final class Settings {
    private final Schema schema;
    private final Map<String, String> texts;

    private Settings(Schema schema, Map<String, String> texts) {
        this.schema = schema;
        this.texts = Map.copyOf(texts);
    }

    /** Every setting at its default. */
    public static Settings defaults(Schema schema) {
        return new Settings(schema, Map.of());
    }

    /**
     * Reads a file, then the overrides on top of it.
     *
     * @param file YAML file, or null for the defaults alone
     * @param overrides values of {@code --set}, each {@code key=value}; the last one of a key wins
     * @param section name of the daemon: {@code section.key=value} is taken as {@code key=value}
     */
    public static Settings load(
            @Nullable Path file, List<String> overrides, String section, Schema schema)
            throws ConfigException {
        List<String> problems = new ArrayList<>();
        SettingTexts values = new SettingTexts(schema, problems);
        if (file != null) {
            YamlSettings.read(file, values);
        }
        overrides.forEach(override -> values.override(override, section));
        return checked(schema, values, problems);
    }

    /**
     * Reads a text that is no file.
     *
     * @param name what messages call it
     */
    public static Settings read(String name, String yaml, Schema schema) throws ConfigException {
        List<String> problems = new ArrayList<>();
        SettingTexts values = new SettingTexts(schema, problems);
        YamlSettings.read(name, yaml, values);
        return checked(schema, values, problems);
    }

    private static Settings checked(Schema schema, SettingTexts values, List<String> problems)
            throws ConfigException {
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return new Settings(schema, values.texts());
    }

    /** These values where somebody set them, and those of a base elsewhere. */
    public Settings over(Settings base) {
        Map<String, String> both = new HashMap<>(base.texts);
        both.putAll(texts);
        return new Settings(schema, both);
    }

    /** The value of a setting of this daemon's schema. */
    public <T> T get(Setting<T> setting) {
        if (!setting.equals(schema.find(setting.key()))) {
            throw new IllegalArgumentException(setting.key() + ": not in this schema");
        }
        String text = texts.getOrDefault(setting.key(), setting.defaultText());
        return setting.parser().parse(text).orElseThrow();
    }

    /** All values as texts by their keys, without secrets. */
    public Map<String, String> texts() {
        Map<String, String> all = new LinkedHashMap<>();
        for (Setting<?> setting : schema.settings()) {
            if (!setting.secret()) {
                all.put(setting.key(), texts.getOrDefault(setting.key(), setting.defaultText()));
            }
        }
        return all;
    }
}
