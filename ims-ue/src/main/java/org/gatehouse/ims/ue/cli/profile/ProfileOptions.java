package org.gatehouse.ims.ue.cli.profile;

import java.nio.file.Path;
import org.gatehouse.ims.core.config.ConfigException;
import org.gatehouse.ims.ue.shape.Shape;
import org.gatehouse.ims.ue.shape.Shapes;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options for a UE that writes and behaves as another does. */
public final class ProfileOptions {
    private static final String SUFFIX = ".yaml";

    @Option(
            names = "--profile",
            paramLabel = "NAME|FILE",
            description =
                    "write and behave as this UE does: iphone, samsung, ...; or FILE.yaml. ims ue"
                            + " profiles lists them")
    @Nullable String profile;

    @Option(
            names = "--profiles",
            paramLabel = "FOLDER",
            description = "more profiles, NAME.yaml each")
    @Nullable Path folder;

    /**
     * The profile that was asked for.
     *
     * @throws ConfigException with file, line, key, what was found and what is expected
     */
    public Shape shape() throws ConfigException {
        if (profile == null) {
            return Shape.standard();
        }
        return profile.endsWith(SUFFIX) ? Shapes.file(Path.of(profile)) : all().named(profile);
    }

    Shapes all() throws ConfigException {
        return new Shapes(folder);
    }
}
