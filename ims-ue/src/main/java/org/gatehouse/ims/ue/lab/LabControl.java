package org.gatehouse.ims.ue.lab;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Looks at a lab that some process has started, and stops it. */
public final class LabControl {
    /** Milliseconds between two looks at a process that was told to stop. */
    private static final int POLL_MILLIS = 50;

    /** Looks until it is killed: a minute, as a lab in the foreground stops three in turn. */
    private static final int STOP_POLLS = 1_200;

    private final LabFolder folder;

    public LabControl(LabFolder folder) {
        this.folder = folder;
    }

    /** The daemons that run. */
    public List<LabState.Entry> running() throws LabException {
        return LabState.read(folder).map(LabState::living).orElse(List.of());
    }

    /**
     * The daemons that run as one line of JSON: pid, addresses and admin by name; an I-CSCF inside
     * the S-CSCF's process has an entry of its own.
     */
    public static String json(List<LabState.Entry> running) {
        ObjectNode all = new ObjectMapper().createObjectNode();
        for (LabState.Entry entry : running) {
            Map<String, String> settings = entry.settings();
            ObjectNode daemon = all.putObject(entry.name()).put("pid", entry.pid());
            for (String key : List.of("cx", "sip")) {
                put(daemon, key, settings.get(key));
            }
            if (settings.containsKey("ipsec")) {
                daemon.put("ipsec", ipsec(settings));
            }
            put(daemon, "admin", settings.get("admin"));
            if (settings.containsKey("icscf.sip")) {
                ObjectNode guest = all.putObject("icscf").put("pid", entry.pid());
                put(guest, "sip", settings.get("icscf.sip"));
                put(guest, "admin", settings.get("admin"));
            }
        }
        return all.toString();
    }

    private static void put(ObjectNode node, String key, @Nullable String value) {
        if (value != null) {
            node.put(key, value);
        }
    }

    /** Engine and carrier; what {@code auto} leads to is the user engine over UDP. */
    private static String ipsec(Map<String, String> settings) {
        return switch (settings.getOrDefault("ipsec", "auto")) {
            case "off" -> "off";
            case "kernel" -> "kernel";
            case "ip" -> "user/ip";
            default -> "user/udp";
        };
    }

    /** Stops whatever runs; returns how many processes that were. */
    public int down() throws LabException, InterruptedException {
        Optional<LabState> state = LabState.read(folder);
        if (state.isEmpty()) {
            return 0;
        }
        List<LabState.Entry> entries = new ArrayList<>(state.get().daemons().reversed());
        entries.addAll(0, state.get().runner());
        int stopped = 0;
        for (LabState.Entry entry : entries) {
            Optional<ProcessHandle> process = entry.alive();
            if (process.isPresent()) {
                end(entry, process.get());
                stopped++;
            }
        }
        folder.removeState();
        return stopped;
    }

    private static void end(LabState.Entry entry, ProcessHandle process)
            throws InterruptedException {
        process.destroy();
        for (int i = 0; i < STOP_POLLS && entry.alive().isPresent(); i++) {
            try {
                process.onExit().get(POLL_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                // Still there: look again.
            } catch (ExecutionException e) {
                throw new IllegalStateException("waiting for a process failed", e);
            }
        }
        if (entry.alive().isPresent()) {
            process.destroyForcibly();
        }
    }
}
