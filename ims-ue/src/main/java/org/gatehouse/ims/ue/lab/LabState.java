package org.gatehouse.ims.ue.lab;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the lab has started, as its state file says it.
 *
 * @param runner the process of a lab in the foreground, if it is one
 * @param daemons the processes, in the order they were started
 */
public record LabState(List<Entry> runner, List<Entry> daemons) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * One process.
     *
     * @param startMillis when it started, so that another process with its number is not taken for
     *     it; 0 if the system does not say
     * @param settings of a daemon, by key
     */
    public record Entry(String name, long pid, long startMillis, Map<String, String> settings) {
        static Entry of(String name, ProcessHandle process, Map<String, String> settings) {
            return new Entry(name, process.pid(), start(process), settings);
        }

        /** The process, if it still lives. */
        Optional<ProcessHandle> alive() {
            return ProcessHandle.of(pid)
                    .filter(process -> process.isAlive() && start(process) == startMillis)
                    .filter(process -> !isZombie(pid));
        }

        /** Ended, but its parent has not asked how: in a container perhaps nobody ever will. */
        private static boolean isZombie(long pid) {
            try {
                String stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
                return stat.startsWith(") Z", stat.lastIndexOf(')'));
            } catch (IOException noSuchFile) {
                return false;
            }
        }

        private static long start(ProcessHandle process) {
            return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
        }
    }

    static Optional<LabState> read(LabFolder folder) throws LabException {
        Optional<String> text = folder.readState();
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(text.get(), LabState.class));
        } catch (JsonProcessingException e) {
            throw new LabException("the lab's state file is damaged: " + e.getOriginalMessage(), e);
        }
    }

    void write(LabFolder folder) throws LabException {
        try {
            folder.writeState(JSON.writeValueAsString(this));
        } catch (JsonProcessingException e) {
            throw new LabException("can't write the lab's state: " + e.getOriginalMessage(), e);
        }
    }

    /** The daemons that still live. */
    List<Entry> living() {
        return daemons.stream().filter(entry -> entry.alive().isPresent()).toList();
    }

    LabState with(Entry daemon) {
        List<Entry> more = new ArrayList<>(daemons);
        more.add(daemon);
        return new LabState(runner, List.copyOf(more));
    }
}
