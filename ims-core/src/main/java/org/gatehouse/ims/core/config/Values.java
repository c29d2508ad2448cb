package org.gatehouse.ims.core.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.gatehouse.ims.core.secagree.AlgorithmPair;

/** Ready-made parsers for the values of settings. */
public final class Values {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,10})(ms|s|m|h|d)");
    private static final Pattern INTEGER = Pattern.compile("-?\\d{1,9}");
    private static final Pattern HOST_PORT =
            Pattern.compile("(?:\\[([0-9a-fA-F:.]+)]|([0-9.]+)):(\\d{1,5})");
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern DOMAIN =
            Pattern.compile(
                    "(?=.{1,253}$)[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
                            + "(?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*");

    /** Characters of a text setting: far more than any name or URI needs. */
    private static final int MAX_TEXT = 1024;

    /** Values of one list setting: far more than a deployment writes by hand. */
    private static final int MAX_LIST = 1000;

    private Values() {}

    /** An IP address and port, {@code 127.0.0.1:5060} or {@code [::1]:5060}; port 0 is any free. */
    public static ValueParser<InetSocketAddress> address() {
        return new ValueParser<>(
                "ADDRESS:PORT with a numeric address, e.g. 127.0.0.1:5060 or [::1]:5060",
                Values::readAddress);
    }

    /** A numeric IP address. */
    public static ValueParser<InetAddress> ip() {
        return new ValueParser<>("a numeric IP address, e.g. 127.0.0.1 or ::1", Values::readIp);
    }

    /** A time with its unit: {@code 250ms}, {@code 4s}, {@code 30m}, {@code 2h}, {@code 7d}. */
    public static ValueParser<Duration> duration(Duration least, Duration most) {
        return new ValueParser<>(
                String.format(
                        Locale.ROOT,
                        "a time with unit ms, s, m, h or d from %s to %s",
                        durationText(least),
                        durationText(most)),
                text ->
                        readDuration(text)
                                .filter(d -> d.compareTo(least) >= 0 && d.compareTo(most) <= 0));
    }

    public static ValueParser<Integer> integer(int least, int most) {
        return new ValueParser<>(
                String.format(Locale.ROOT, "a whole number from %d to %d", least, most),
                text ->
                        INTEGER.matcher(text).matches()
                                ? Optional.of(Integer.valueOf(text))
                                        .filter(n -> n >= least && n <= most)
                                : Optional.empty());
    }

    public static ValueParser<Boolean> bool() {
        return new ValueParser<>(
                "true or false",
                text ->
                        text.equals("true") || text.equals("false")
                                ? Optional.of(text.equals("true"))
                                : Optional.empty());
    }

    /** One constant of an enum, written as its token. */
    public static <E extends Enum<E>> ValueParser<E> oneOf(
            Class<E> type, Function<E, String> token) {
        List<E> constants = List.of(type.getEnumConstants());
        return new ValueParser<>(
                constants.stream().map(token).collect(Collectors.joining(" or ")),
                text -> constants.stream().filter(c -> token.apply(c).equals(text)).findFirst());
    }

    /** One constant of an enum, written in lower case with dashes. */
    public static <E extends Enum<E>> ValueParser<E> oneOf(Class<E> type) {
        return oneOf(type, c -> c.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    /** A domain name such as {@code ims.mnc001.mcc001.3gppnetwork.org}. */
    public static ValueParser<String> domainName() {
        return new ValueParser<>(
                "a domain name",
                text -> DOMAIN.matcher(text).matches() ? Optional.of(text) : Optional.empty());
    }

    /** A text that matches a pattern whole. */
    public static ValueParser<String> matching(String regex, String expectation) {
        Pattern pattern = Pattern.compile(regex);
        return new ValueParser<>(
                expectation,
                text ->
                        text.length() <= MAX_TEXT && pattern.matcher(text).matches()
                                ? Optional.of(text)
                                : Optional.empty());
    }

    /** A text of one line that is not empty. */
    public static ValueParser<String> text() {
        return matching("\\P{Cntrl}+", "a text of 1 to " + MAX_TEXT + " characters in one line");
    }

    /** A combination of algorithms for ESP: {@code hmac-sha-1-96/aes-cbc}. */
    public static ValueParser<AlgorithmPair> algorithmPair() {
        return new ValueParser<>(
                "hmac-md5-96 or hmac-sha-1-96, a slash, and aes-cbc, des-ede3-cbc or null",
                text -> {
                    try {
                        return Optional.of(AlgorithmPair.parse(text));
                    } catch (IllegalArgumentException e) {
                        return Optional.empty();
                    }
                });
    }

    public static ValueParser<Path> path() {
        return new ValueParser<>("a path", Values::readPath);
    }

    /** A YAML list, or one text with commas between the values. The empty text is no value. */
    public static <T> ValueParser<List<T>> list(ValueParser<T> element) {
        return new ValueParser<>(
                "a list, each " + element.expectation(), true, text -> readList(text, element));
    }

    /** The empty text stands for no value. */
    public static <T> ValueParser<Optional<T>> optional(ValueParser<T> parser) {
        return new ValueParser<>(
                parser.expectation() + ", or nothing", text -> readOptional(text, parser));
    }

    private static <T> Optional<Optional<T>> readOptional(String text, ValueParser<T> parser) {
        if (text.isEmpty()) {
            return Optional.of(Optional.empty());
        }
        Optional<T> value = parser.parse(text);
        return value.isEmpty() ? Optional.empty() : Optional.of(value);
    }

    private static Optional<InetSocketAddress> readAddress(String text) {
        Matcher m = HOST_PORT.matcher(text);
        if (!m.matches()) {
            return Optional.empty();
        }
        int port = Integer.parseInt(m.group(3));
        String host = m.group(1) != null ? m.group(1) : m.group(2);
        return port > 65_535
                ? Optional.empty()
                : readIp(host).map(ip -> new InetSocketAddress(ip, port));
    }

    private static Optional<InetAddress> readIp(String text) {
        if (text.indexOf(':') < 0 && !IPV4.matcher(text).matches()) {
            return Optional.empty(); // "1.2" is an address to Java
        }
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }

    private static Optional<Path> readPath(String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text));
        } catch (InvalidPathException notAPath) {
            return Optional.empty();
        }
    }

    private static Optional<Duration> readDuration(String text) {
        Matcher m = DURATION.matcher(text);
        if (!m.matches()) {
            return Optional.empty();
        }
        long count = Long.parseLong(m.group(1));
        return Optional.of(
                switch (m.group(2)) {
                    case "ms" -> Duration.ofMillis(count);
                    case "s" -> Duration.ofSeconds(count);
                    case "m" -> Duration.ofMinutes(count);
                    case "h" -> Duration.ofHours(count);
                    default -> Duration.ofDays(count);
                });
    }

    /** A duration as {@link #duration} reads it. */
    private static String durationText(Duration d) {
        return d.toMillis() % 1000 == 0 ? d.toSeconds() + "s" : d.toMillis() + "ms";
    }

    private static <T> Optional<List<T>> readList(String text, ValueParser<T> element) {
        if (text.isBlank()) {
            return Optional.of(List.of());
        }
        List<String> parts = Arrays.asList(text.split(",", -1));
        if (parts.size() > MAX_LIST) {
            return Optional.empty();
        }
        List<T> values = new ArrayList<>(parts.size());
        for (String part : parts) {
            Optional<T> value = element.parse(part.strip());
            if (value.isEmpty()) {
                return Optional.empty();
            }
            values.add(value.get());
        }
        return Optional.of(List.copyOf(values));
    }
}
