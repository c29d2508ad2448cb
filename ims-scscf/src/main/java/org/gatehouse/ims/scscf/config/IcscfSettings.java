package org.gatehouse.ims.scscf.config;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gatehouse.ims.core.config.ConfigException;
import org.gatehouse.ims.core.config.Setting;
import org.gatehouse.ims.core.config.Settings;
import org.gatehouse.ims.core.config.ValueParser;
import org.gatehouse.ims.core.config.Values;
import org.gatehouse.ims.scscf.icscf.ServerDirectory;
import org.gatehouse.ims.scscf.icscf.ServerEntry;

/** Settings of the I-CSCF; below "icscf." where it shares a daemon with the S-CSCF. */
public final class IcscfSettings {
    private static final Pattern SERVER =
            Pattern.compile(
                    "(?<name>sips?:[^\\s<>\"]+)\\s+(?<address>\\S+)"
                            + "(?:\\s+(?<capabilities>\\d{1,9}(?:\\+\\d{1,9})*))?");

    private final Setting<InetSocketAddress> sip;
    private final Setting<List<ServerEntry>> servers;
    private final Setting<Duration> serverTimeout;

    /**
     * @param prefix of the keys: "icscf." or nothing
     */
    IcscfSettings(String prefix) {
        sip =
                Setting.of(
                        prefix + "sip",
                        "127.0.0.1:5081",
                        Values.address(),
                        "Where the I-CSCF takes SIP (UDP and TCP); the S-CSCF sends there what is"
                                + " for users of the home network whom it does not serve");
        servers =
                Setting.of(
                        prefix + "servers",
                        "",
                        Values.list(server()),
                        "S-CSCFs that may be assigned; if empty, the one of this daemon, or"
                                + " sip:127.0.0.1:5082");
        serverTimeout =
                Setting.of(
                        prefix + "server-timeout",
                        "8s",
                        Values.duration(Duration.ofMillis(100), Duration.ofSeconds(30)),
                        "How long one S-CSCF is waited for where another one could be tried; the"
                                + " last one has until 28 s after the REGISTER came, then 504");
    }

    List<Setting<?>> all() {
        return List.of(sip, servers, serverTimeout);
    }

    /** Where the I-CSCF is, in this daemon or in another. */
    InetSocketAddress address(Settings settings) throws ConfigException {
        return CommonSettings.reachable(settings, sip);
    }

    /**
     * The I-CSCF that the settings describe.
     *
     * @param fallback the S-CSCF to assign where the settings list none
     */
    public IcscfConfig read(Settings settings, ServerEntry fallback) throws ConfigException {
        List<ServerEntry> listed = settings.get(servers);
        return new IcscfConfig(
                CommonSettings.reachable(settings, sip),
                CommonSettings.peers(settings),
                CommonSettings.transport(settings),
                settings.get(CommonSettings.HOME_DOMAIN),
                new ServerDirectory(listed.isEmpty() ? List.of(fallback) : listed),
                settings.get(serverTimeout));
    }

    private static ValueParser<ServerEntry> server() {
        return new ValueParser<>(
                "NAME ADDRESS:PORT [CAPABILITY+CAPABILITY], e.g. sip:s1.example.org"
                        + " 192.0.2.1:5082 1+7",
                IcscfSettings::readServer);
    }

    private static Optional<ServerEntry> readServer(String text) {
        Matcher m = SERVER.matcher(text.strip());
        if (!m.matches()) {
            return Optional.empty();
        }
        Set<Integer> capabilities = new HashSet<>();
        String numbers = m.group("capabilities");
        if (numbers != null) {
            Arrays.stream(numbers.split("\\+")).map(Integer::valueOf).forEach(capabilities::add);
        }
        return Values.address()
                .parse(m.group("address"))
                .map(address -> new ServerEntry(m.group("name"), address, capabilities));
    }
}
