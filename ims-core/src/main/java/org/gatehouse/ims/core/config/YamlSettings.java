package org.gatehouse.ims.core.config;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Walks the nodes of a YAML file, which know their line and column. Nothing is ever made into an
 * object by YAML itself: tags have no effect.
 */
final class YamlSettings {
    /** Octets of a configuration file; a hand-written one has some thousand. */
    private static final int MAX_OCTETS = 1 << 20;

    /** Nested mappings: no key of ours has more than three parts. */
    private static final int MAX_DEPTH = 10;

    private final String name;
    private final SettingTexts values;
    private final Map<String, Integer> lineOfKey = new HashMap<>();

    private YamlSettings(String name, SettingTexts values) {
        this.name = name;
        this.values = values;
    }

    static void read(Path file, SettingTexts values) throws ConfigException {
        read(file.toString(), text(file), values);
    }

    /**
     * @param name of the file, for messages
     */
    static void read(String name, String text, SettingTexts values) throws ConfigException {
        Node root = compose(name, text);
        YamlSettings reader = new YamlSettings(name, values);
        if (root instanceof MappingNode mapping) {
            reader.mapping("", mapping);
        } else if (root != null) {
            values.problem(
                    reader.where(root), "found " + kind(root) + " (expected: KEY: VALUE lines)");
        }
    }

    private static String text(Path file) throws ConfigException {
        try {
            if (Files.size(file) > MAX_OCTETS) {
                throw new ConfigException(
                        String.format(
                                Locale.ROOT,
                                "%s: found %d octets (expected: at most %d)",
                                file,
                                Files.size(file),
                                MAX_OCTETS));
            }
            return Files.readString(file);
        } catch (NoSuchFileException missing) {
            throw new ConfigException(file + ": found no such file (expected: a YAML file)");
        } catch (CharacterCodingException notUtf8) {
            throw new ConfigException(file + ": found octets that are no UTF-8 (expected: UTF-8)");
        } catch (IOException e) {
            throw ConfigException.unreadable(file, e);
        }
    }

    private static @Nullable Node compose(String file, String text) throws ConfigException {
        LoaderOptions options = new LoaderOptions();
        options.setMaxAliasesForCollections(0);
        options.setNestingDepthLimit(MAX_DEPTH);
        options.setCodePointLimit(MAX_OCTETS);
        try {
            return new Yaml(options).compose(new StringReader(text));
        } catch (MarkedYAMLException e) {
            Mark mark = e.getProblemMark() != null ? e.getProblemMark() : e.getContextMark();
            String place =
                    mark == null ? "" : ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1);
            String problem =
                    e.getProblem() == null
                            ? "a syntax error"
                            : SettingTexts.oneLine(e.getProblem());
            throw new ConfigException(file + place + ": " + problem + " (expected: valid YAML)");
        } catch (YAMLException e) {
            throw new ConfigException(
                    file
                            + ": "
                            + SettingTexts.oneLine(String.valueOf(e.getMessage()))
                            + " (expected: valid YAML)");
        }
    }

    private void mapping(String prefix, MappingNode mapping) {
        for (NodeTuple entry : mapping.getValue()) {
            if (!(entry.getKeyNode() instanceof ScalarNode keyNode)) {
                values.problem(
                        where(entry.getKeyNode()),
                        "found " + kind(entry.getKeyNode()) + " as a key (expected: a word)");
                continue;
            }
            String key = prefix + keyNode.getValue();
            int line = keyNode.getStartMark().getLine() + 1;
            Integer before = lineOfKey.putIfAbsent(key, line);
            if (before != null) {
                values.problem(
                        where(keyNode),
                        key
                                + ": found a second time (expected: once; first in line "
                                + before
                                + ")");
                continue;
            }
            value(key, keyNode, entry.getValueNode());
        }
    }

    private void value(String key, Node keyNode, Node node) {
        Setting<?> setting = values.schema().find(key);
        switch (node) {
            case MappingNode inner when values.schema().hasSection(key) ->
                    mapping(key + ".", inner);
            case MappingNode inner when setting == null -> values.unknown(where(keyNode), key);
            case Node any when setting == null -> values.unknown(where(keyNode), key);
            case ScalarNode scalar -> values.put(where(scalar), key, scalar.getValue());
            case SequenceNode list when setting.parser().isList() -> sequence(key, setting, list);
            default -> wrongKind(key, setting, node);
        }
    }

    private void sequence(String key, Setting<?> setting, SequenceNode list) {
        List<String> texts = new ArrayList<>();
        for (Node element : list.getValue()) {
            if (!(element instanceof ScalarNode scalar) || scalar.getValue().indexOf(',') >= 0) {
                wrongKind(key, setting, element);
                return;
            }
            texts.add(scalar.getValue());
        }
        values.put(where(list), key, String.join(",", texts));
    }

    private void wrongKind(String key, Setting<?> setting, Node node) {
        values.problem(
                where(node),
                String.format(
                        Locale.ROOT,
                        "%s: found %s (expected: %s)",
                        key,
                        kind(node),
                        setting.parser().expectation()));
    }

    private String where(Node node) {
        Mark mark = node.getStartMark();
        return String.format(
                Locale.ROOT, "%s:%d:%d", name, mark.getLine() + 1, mark.getColumn() + 1);
    }

    private static String kind(Node node) {
        return switch (node) {
            case MappingNode m -> "a mapping";
            case SequenceNode s -> "a list";
            case ScalarNode scalar -> SettingTexts.quoted(scalar.getValue());
            default -> "an alias";
        };
    }
}
