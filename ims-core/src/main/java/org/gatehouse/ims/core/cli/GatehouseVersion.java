package org.gatehouse.ims.core.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
public final class GatehouseVersion implements IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
        Properties properties = new Properties();
        try (InputStream in =
                Objects.requireNonNull(
                        GatehouseVersion.class.getResourceAsStream("version.properties"))) {
            properties.load(in);
        }
        return new String[] {"Gatehouse " + properties.getProperty("version")};
    }
}
