package org.gatehouse.ims.scscf.icscf;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.gatehouse.ims.core.diameter.cx.LocationInfoAnswer;
import org.gatehouse.ims.core.diameter.cx.UserAuthorizationAnswer;
import org.gatehouse.ims.core.sip.proxy.NextHop;

/** The S-CSCFs of the network: finds one by its name, or those that can do what is asked for. */
public final class ServerDirectory {
    private final List<ServerEntry> entries;

    public ServerDirectory(List<ServerEntry> entries) {
        this.entries = List.copyOf(entries);
    }

    /** The configured servers, in order. */
    public List<ServerEntry> all() {
        return entries;
    }

    /** Whether there is a server besides this one. */
    boolean hasOtherThan(ServerEntry server) {
        return entries.stream().anyMatch(entry -> !entry.equals(server));
    }

    /** The server of a name: a configured one, or one whose name is its address. */
    Optional<ServerEntry> named(String name) {
        Optional<ServerEntry> known =
                entries.stream().filter(e -> e.name().equalsIgnoreCase(name)).findFirst();
        return known.isPresent() ? known : byAddress(name);
    }

    /**
     * Servers that the HSS names as its choice, in its order; then those with all mandatory
     * capabilities, with more of the optional ones first, then in the order they are configured (TS
     * 29.228 clause 6.7).
     */
    List<ServerEntry> capable(UserAuthorizationAnswer answer) {
        return capable(
                answer.candidates(), answer.mandatoryCapabilities(), answer.optionalCapabilities());
    }

    /** The same for a user who is not registered, and is served all the same. */
    List<ServerEntry> capable(LocationInfoAnswer answer) {
        return capable(
                answer.candidates(), answer.mandatoryCapabilities(), answer.optionalCapabilities());
    }

    private List<ServerEntry> capable(
            List<String> candidates, List<Integer> mandatory, List<Integer> optional) {
        Comparator<ServerEntry> byOptional =
                Comparator.comparingLong(
                        e -> -optional.stream().filter(e.capabilities()::contains).count());
        Stream<ServerEntry> wanted = candidates.stream().flatMap(name -> named(name).stream());
        Stream<ServerEntry> able =
                entries.stream()
                        .filter(e -> e.capabilities().containsAll(mandatory))
                        .sorted(byOptional);
        return Stream.concat(wanted, able).distinct().toList();
    }

    private static Optional<ServerEntry> byAddress(String name) {
        return NextHop.of(name).map(address -> new ServerEntry(name, address, Set.of()));
    }
}
