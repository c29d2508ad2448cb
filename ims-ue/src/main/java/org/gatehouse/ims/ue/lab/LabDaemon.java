package org.gatehouse.ims.ue.lab;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.gatehouse.ims.core.cli.DaemonCommand;
import org.gatehouse.ims.core.flow.TransportProtocol;

/**
 * One process of the lab.
 *
 * @param name sub-command of ims, and the name in {@code --set NAME.KEY=VALUE}
 * @param options further arguments of the sub-command
 * @param guests roles that live in this process too; their settings keep the name before the key
 * @param schema the command itself, to ask what settings lead to
 * @param addresses keys of the addresses it binds, with the transport
 * @param links keys that follow another daemon's: own key to {@code NAME.KEY} of one before it
 */
public record LabDaemon(
        String name,
        List<String> options,
        List<String> guests,
        Supplier<DaemonCommand> schema,
        Map<String, TransportProtocol> addresses,
        Map<String, String> links) {}
