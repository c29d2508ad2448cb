package org.gatehouse.ims.hss.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.ims.core.config.ConfigException;
import org.gatehouse.ims.core.config.Settings;
import org.gatehouse.ims.core.config.TlsSettings;
import org.gatehouse.ims.core.diameter.peer.AllowedPeers;
import org.gatehouse.ims.core.net.TlsIdentity;
import org.gatehouse.ims.hss.cx.HssPolicy;
import org.gatehouse.ims.hss.cx.ServerCapabilities;
import org.gatehouse.ims.hss.subscriber.Subscriber;

/**
 * The configuration of an HSS node.
 *
 * @param cx address for Diameter; port 0 takes a free one
 * @param diameterHost Origin-Host
 * @param homeDomain Origin-Realm, and the domain of the lab's subscribers
 * @param labSubscribers how many of the lab's subscribers there are
 * @param ownSubscribers others
 * @param peers who may connect for Diameter
 * @param tls what the HSS shows its peers, if Diameter goes over TLS
 */
public record HssConfig(
        InetSocketAddress cx,
        String diameterHost,
        String homeDomain,
        int labSubscribers,
        List<Subscriber> ownSubscribers,
        HssPolicy policy,
        AllowedPeers peers,
        Optional<TlsIdentity> tls) {
    public HssConfig {
        ownSubscribers = List.copyOf(ownSubscribers);
    }

    /** Checked settings as a configuration; reads the file of own subscribers. */
    public static HssConfig of(Settings settings) throws ConfigException {
        String domain = settings.get(HssSettings.HOME_DOMAIN);
        Optional<Path> file = settings.get(HssSettings.SUBSCRIBERS_FILE);
        return new HssConfig(
                settings.get(HssSettings.CX),
                settings.get(HssSettings.DIAMETER_HOST).orElse("hss." + domain),
                domain,
                settings.get(HssSettings.SUBSCRIBERS),
                file.isPresent() ? SubscriberFile.read(file.get()) : List.of(),
                new HssPolicy(
                        Set.copyOf(settings.get(HssSettings.VISITED_NETWORKS)),
                        settings.get(HssSettings.UNREGISTERED_SERVICES),
                        new ServerCapabilities(
                                settings.get(HssSettings.MANDATORY_CAPABILITIES),
                                settings.get(HssSettings.OPTIONAL_CAPABILITIES))),
                AllowedPeers.of(
                        settings.get(HssSettings.ALLOWED_PEERS),
                        settings.get(HssSettings.ALLOWED_HOSTS)),
                TlsSettings.read(settings, HssSettings.CX_TLS));
    }

    /** An HSS with the lab's subscribers, for simulations. */
    public static HssConfig lab(InetSocketAddress cx, int subscribers) {
        String domain = HssSettings.HOME_DOMAIN.defaultText();
        return new HssConfig(
                cx,
                "hss." + domain,
                domain,
                subscribers,
                List.of(),
                HssPolicy.OPEN,
                AllowedPeers.ANYONE,
                Optional.empty());
    }
}
