package org.gatehouse.ims.hss.config;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.ims.core.aka.AlgorithmSet;
import org.gatehouse.ims.core.config.ConfigException;
import org.gatehouse.ims.core.diameter.cx.UserProfile.Identity;
import org.gatehouse.ims.hss.subscriber.Impu;
import org.gatehouse.ims.hss.subscriber.Subscriber;
import org.gatehouse.ims.hss.subscriber.Subscriber.ImplicitSet;
import org.gatehouse.ims.hss.subscriber.SubscriberKey;
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
 * Reads a list of subscribers:
 *
 * <pre>
 * - impi: alice@home.net
 *   k: 00112233445566778899aabbccddeeff
 *   opc: 00112233445566778899aabbccddeeff    # or op:
 *   algorithm: milenage                      # default; tuak has topc or top, xor has neither
 *   amf: 8000                                # default
 *   implicit-sets:
 *     - [sip:alice@home.net, "tel:+12015550123"]
 *     - [sip:work@home.net]
 *   barred: [sip:work@home.net]              # default: none
 * </pre>
 *
 * Messages say file, line and key, never a value: it may be a secret.
 */
final class SubscriberFile {
    /** Octets of the file: some hundred thousand subscribers. */
    private static final int MAX_OCTETS = 64 << 20;

    /** A list of subscribers, of mappings, of lists, of lists: four, and some air. */
    private static final int MAX_DEPTH = 8;

    /** The database has room for so many characters. */
    private static final int LONGEST_IDENTITY = 255;

    private static final Set<String> KEYS =
            Set.of(
                    "impi",
                    "k",
                    "op",
                    "opc",
                    "top",
                    "topc",
                    "amf",
                    "algorithm",
                    "implicit-sets",
                    "barred");

    private final Path file;

    private SubscriberFile(Path file) {
        this.file = file;
    }

    static List<Subscriber> read(Path file) throws ConfigException {
        return new SubscriberFile(file).read();
    }

    private List<Subscriber> read() throws ConfigException {
        Node root = compose();
        if (!(root instanceof SequenceNode list)) {
            throw new ConfigException(file + ": no list (expected: a YAML list of subscribers)");
        }
        List<Subscriber> subscribers = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (Node node : list.getValue()) {
            Subscriber subscriber = subscriber(node);
            subscribers.add(subscriber);
            for (String identity : identities(subscriber)) {
                if (!taken.add(identity)) {
                    throw problem(node, identity + ": found twice (expected: once in the file)");
                }
            }
        }
        return subscribers;
    }

    private static List<String> identities(Subscriber subscriber) {
        List<String> identities = new ArrayList<>();
        identities.add(subscriber.impi());
        for (ImplicitSet set : subscriber.sets()) {
            set.identities().forEach(identity -> identities.add(identity.impu()));
        }
        return identities;
    }

    private @Nullable Node compose() throws ConfigException {
        LoaderOptions options = new LoaderOptions();
        options.setMaxAliasesForCollections(0);
        options.setNestingDepthLimit(MAX_DEPTH);
        options.setCodePointLimit(MAX_OCTETS);
        try {
            return new Yaml(options).compose(new StringReader(Files.readString(file)));
        } catch (MarkedYAMLException e) {
            Mark mark = e.getProblemMark();
            String line = mark == null ? "" : ":" + (mark.getLine() + 1);
            throw new ConfigException(file + line + ": a syntax error (expected: valid YAML)");
        } catch (YAMLException e) {
            throw new ConfigException(file + ": can't be read as YAML (expected: valid YAML)");
        } catch (IOException e) {
            throw ConfigException.unreadable(file, e);
        }
    }

    private Subscriber subscriber(Node node) throws ConfigException {
        if (!(node instanceof MappingNode mapping)) {
            throw problem(node, "no mapping (expected: impi, k, opc or op, implicit-sets)");
        }
        Map<String, Node> values = new HashMap<>();
        for (NodeTuple entry : mapping.getValue()) {
            String key = entry.getKeyNode() instanceof ScalarNode name ? name.getValue() : "";
            if (!KEYS.contains(key)) {
                throw problem(
                        entry.getKeyNode(), key + ": unknown (expected: one of " + KEYS + ")");
            }
            if (values.put(key, entry.getValueNode()) != null) {
                throw problem(entry.getKeyNode(), key + ": found twice (expected: once)");
            }
        }
        Node impi = required(values, node, "impi");
        return new Subscriber(
                identity(impi, "impi", "[^@\\s]+@[^@\\s]+", "USER@DOMAIN"),
                key(values, node),
                sets(values, node));
    }

    private SubscriberKey key(Map<String, Node> values, Node node) throws ConfigException {
        AlgorithmSet set = algorithmSet(values.get("algorithm"));
        Node kNode = required(values, node, "k");
        byte[] k = octets(kNode, "k", set.takesKeyOf(digits(kNode) / 2) ? digits(kNode) / 2 : 16);
        Node amfNode = values.get("amf");
        byte[] amf = amfNode == null ? HexFormat.of().parseHex("8000") : octets(amfNode, "amf", 2);
        return SubscriberKey.of(set, k, operatorValue(set, k, values, node), amf);
    }

    private AlgorithmSet algorithmSet(@Nullable Node node) throws ConfigException {
        if (node == null) {
            return AlgorithmSet.MILENAGE;
        }
        String token = node instanceof ScalarNode scalar ? scalar.getValue() : "";
        Optional<AlgorithmSet> set = AlgorithmSet.ofToken(token);
        if (set.isEmpty()) {
            throw problem(node, "algorithm: (expected: milenage, tuak or xor)");
        }
        return set.get();
    }

    /** OPc, TOPc, or what comes of OP or TOP; none with XOR. */
    private byte[] operatorValue(
            AlgorithmSet set, byte[] k, Map<String, Node> values, Node subscriber)
            throws ConfigException {
        List<String> own =
                switch (set) {
                    case MILENAGE -> List.of("opc", "op");
                    case TUAK -> List.of("topc", "top");
                    case XOR -> List.of();
                };
        for (String key : List.of("opc", "op", "topc", "top")) {
            Node found = values.get(key);
            if (found != null && !own.contains(key)) {
                throw problem(found, key + ": not of the algorithm " + set.token());
            }
        }
        if (own.isEmpty()) {
            return new byte[0];
        }
        Node derived = values.get(own.getFirst());
        Node common = values.get(own.getLast());
        if (common == null) {
            Node needed = required(values, subscriber, own.getFirst());
            return octets(needed, own.getFirst(), set.operatorLength());
        }
        if (derived != null) {
            throw problem(
                    derived,
                    own.getFirst() + ": found with " + own.getLast() + " (expected: one of them)");
        }
        return set.derive(k, octets(common, own.getLast(), set.operatorLength()));
    }

    private List<ImplicitSet> sets(Map<String, Node> values, Node node) throws ConfigException {
        Node barredNode = values.get("barred");
        Set<String> barred =
                barredNode == null ? Set.of() : Set.copyOf(impus(barredNode, "barred"));
        List<ImplicitSet> sets = new ArrayList<>();
        for (Node set : list(required(values, node, "implicit-sets"), "implicit-sets")) {
            List<Identity> identities = new ArrayList<>();
            for (String impu : impus(set, "implicit-sets")) {
                identities.add(new Identity(impu, barred.contains(impu)));
            }
            sets.add(new ImplicitSet(identities));
        }
        return sets;
    }

    private List<String> impus(Node node, String key) throws ConfigException {
        List<String> impus = new ArrayList<>();
        for (Node element : list(node, key)) {
            impus.add(
                    Impu.canonical(identity(element, key, "(sips?|tel):\\S+", "a SIP or tel URI")));
        }
        return impus;
    }

    private List<Node> list(Node node, String key) throws ConfigException {
        if (!(node instanceof SequenceNode list) || list.getValue().isEmpty()) {
            throw problem(node, key + ": no list (expected: a list that is not empty)");
        }
        return list.getValue();
    }

    private String identity(Node node, String key, String pattern, String expected)
            throws ConfigException {
        String text = node instanceof ScalarNode scalar ? scalar.getValue() : "";
        if (text.length() > LONGEST_IDENTITY || !text.matches(pattern)) {
            throw problem(
                    node,
                    key + ": (expected: " + expected + ", at most " + LONGEST_IDENTITY + " long)");
        }
        return text;
    }

    private byte[] octets(Node node, String key, int length) throws ConfigException {
        String text = node instanceof ScalarNode scalar ? scalar.getValue() : "";
        if (text.length() != 2 * length || !text.chars().allMatch(HexFormat::isHexDigit)) {
            throw problem(node, key + ": (expected: " + 2 * length + " hex digits)");
        }
        return HexFormat.of().parseHex(text);
    }

    private static int digits(Node node) {
        return node instanceof ScalarNode scalar ? scalar.getValue().length() : 0;
    }

    private Node required(Map<String, Node> values, Node node, String key) throws ConfigException {
        Node value = values.get(key);
        if (value == null) {
            throw problem(node, key + ": missing (expected: in each subscriber)");
        }
        return value;
    }

    private ConfigException problem(Node node, String text) {
        return new ConfigException(file + ":" + (node.getStartMark().getLine() + 1) + ": " + text);
    }
}
