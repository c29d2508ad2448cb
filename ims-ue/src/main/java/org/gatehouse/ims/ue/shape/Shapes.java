package org.gatehouse.ims.ue.shape;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.gatehouse.ims.core.config.ConfigException;
import org.gatehouse.ims.core.config.Settings;
import org.gatehouse.ims.core.ipsec.PathMtu;
import org.jspecify.annotations.Nullable;

/** Finds profiles: those that come along, and files of people's own. */
public final class Shapes {
    /** Profiles that come along, in the order of their list. */
    private static final List<String> BUILT_IN =
            List.of(
                    "standard",
                    "iphone",
                    "iphone-location",
                    "samsung",
                    "samsung-old",
                    "qualcomm",
                    "zte",
                    "unisoc",
                    "huawei",
                    "aosp",
                    "pixel",
                    "korea",
                    "verizon",
                    "wfc");

    private static final String SUFFIX = ".yaml";

    /** Profiles that stand on each other; more is a circle. */
    private static final int MOST_BASES = 8;

    static final Shape STANDARD = standard();

    private final @Nullable Path folder;

    /**
     * @param folder of people's own profiles, NAME.yaml each, or null
     * @throws ConfigException if it is none
     */
    public Shapes(@Nullable Path folder) throws ConfigException {
        if (folder != null && !Files.isDirectory(folder)) {
            throw new ConfigException(
                    folder + ": found no such folder (expected: one of profiles)");
        }
        this.folder = folder;
    }

    /** Names of all profiles. */
    public List<String> names() throws ConfigException {
        Set<String> own = new TreeSet<>();
        if (folder != null) {
            try (Stream<Path> files = Files.list(folder)) {
                files.map(file -> file.getFileName().toString())
                        .filter(name -> name.endsWith(SUFFIX))
                        .forEach(name -> own.add(withoutSuffix(name)));
            } catch (IOException e) {
                throw ConfigException.unreadable(folder, e);
            }
        }
        List<String> names = new ArrayList<>(BUILT_IN);
        own.stream().filter(name -> !names.contains(name)).forEach(names::add);
        return names;
    }

    /**
     * The profile of a name: one of the folder before one that comes along.
     *
     * @throws ConfigException if there is none, or it can't be used
     */
    public Shape named(String name) throws ConfigException {
        return shape(name, settings(name, 0));
    }

    /**
     * A profile in a file. What it extends may lie in the same folder.
     *
     * @throws ConfigException with file, line, key, what was found and what is expected
     */
    public static Shape file(Path file) throws ConfigException {
        Path parent = file.toAbsolutePath().getParent();
        Shapes beside = new Shapes(parent);
        return shape(
                withoutSuffix(String.valueOf(file.getFileName())),
                beside.whole(Settings.load(file, List.of(), "", ShapeSettings.SCHEMA), 0));
    }

    private static String withoutSuffix(String name) {
        return name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
    }

    private Settings settings(String name, int depth) throws ConfigException {
        if (depth > MOST_BASES) {
            throw new ConfigException(
                    name + ": extends: found a circle (expected: one that ends at standard)");
        }
        Path own = folder == null ? null : folder.resolve(name + SUFFIX);
        if (own != null && Files.isRegularFile(own)) {
            return whole(Settings.load(own, List.of(), "", ShapeSettings.SCHEMA), depth);
        }
        if (!BUILT_IN.contains(name)) {
            throw new ConfigException(
                    "profile "
                            + name
                            + ": found none of that name (expected: one of "
                            + String.join(", ", names())
                            + ", or a file)");
        }
        Settings read = builtIn(name);
        return name.equals("standard") ? read : whole(read, depth);
    }

    /** With the values of what it extends. */
    private Settings whole(Settings read, int depth) throws ConfigException {
        String base = read.get(ShapeSettings.EXTENDS);
        return read.over(settings(base.isEmpty() ? "standard" : base, depth + 1));
    }

    private static Settings builtIn(String name) throws ConfigException {
        String file = name + SUFFIX;
        try (InputStream in = Shapes.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("no " + file + " on the class path");
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return Settings.read(file, text, ShapeSettings.SCHEMA);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Shape shape(String name, Settings settings) throws ConfigException {
        Shape shape =
                new Shape(
                        name,
                        settings.get(ShapeSettings.DESCRIPTION),
                        settings.get(ShapeSettings.USER_AGENT),
                        settings.get(ShapeSettings.ALLOW),
                        settings.get(ShapeSettings.ACCESS_NETWORK),
                        register(name, settings),
                        offering(name, settings),
                        numbers(settings),
                        settings.get(ShapeSettings.BARE_PORT),
                        new UdpLimits(
                                settings.get(ShapeSettings.MOST_OVER_UDP),
                                settings.get(ShapeSettings.MOST_OVER_UDP_INSIDE),
                                settings.get(ShapeSettings.PATH_MTU)
                                        .map(PathMtu::new)
                                        .orElse(PathMtu.UNKNOWN)),
                        settings.get(ShapeSettings.EXPIRES),
                        settings.get(ShapeSettings.T1),
                        settings.get(ShapeSettings.ATTEMPTS),
                        settings.get(ShapeSettings.BARE_ON_406),
                        settings.get(ShapeSettings.OTHER_REQUESTS).lines().toList());
        new ShapeCheck(shape).check();
        return shape;
    }

    private static RegisterTemplate register(String name, Settings settings)
            throws ConfigException {
        try {
            return RegisterTemplate.parse(
                    settings.get(ShapeSettings.REGISTER), settings.get(ShapeSettings.BODY));
        } catch (IllegalArgumentException e) {
            throw new ConfigException(name + ": register: " + e.getMessage());
        }
    }

    private static Offering offering(String name, Settings settings) throws ConfigException {
        String verify = settings.get(ShapeSettings.VERIFY);
        String separator = settings.get(ShapeSettings.SEPARATOR);
        return new Offering(
                settings.get(ShapeSettings.OFFERS),
                line(name, "offer", settings.get(ShapeSettings.OFFER)),
                verify.isEmpty() ? null : line(name, "verify", verify),
                separator.isEmpty() ? null : separator);
    }

    private static Template line(String name, String key, String text) throws ConfigException {
        try {
            return Template.parse(text, Offering.PLACES);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(name + ": " + key + ": " + e.getMessage());
        }
    }

    private static Numbers numbers(Settings settings) {
        return new Numbers(
                settings.get(ShapeSettings.SPIS),
                settings.get(ShapeSettings.SPI_S),
                settings.get(ShapeSettings.CLIENT_PORTS),
                settings.get(ShapeSettings.PORT_C),
                settings.get(ShapeSettings.SERVER_PORTS),
                settings.get(ShapeSettings.NEW_SERVER_PORT));
    }

    private static Shape standard() {
        try {
            return new Shapes(null).named("standard");
        } catch (ConfigException e) {
            throw new IllegalStateException(e);
        }
    }
}
