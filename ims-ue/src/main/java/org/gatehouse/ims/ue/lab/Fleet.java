package org.gatehouse.ims.ue.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.gatehouse.ims.core.cli.Foreground;

/**
 * The processes one lab has started. Whatever happens, closing it ends them all; if this process is
 * killed, they see the end of their standard input.
 */
final class Fleet implements AutoCloseable {
    /** Seconds a process gets for a clean stop. */
    private static final int STOP_SECONDS = 20;

    /** Octets of a log's end that are shown when its daemon fails. */
    private static final int LOG_TAIL = 2_000;

    private final Launcher launcher;
    private final LabFolder folder;
    private final Deque<Member> members = new ArrayDeque<>();
    private boolean closed;

    /** A process that was started. */
    record Member(String name, Process process, Path log) {
        /** The last line of its log that tells something. */
        String lastWords() {
            try {
                byte[] octets = Files.readAllBytes(log);
                int from = Math.max(0, octets.length - LOG_TAIL);
                String tail =
                        new String(octets, from, octets.length - from, StandardCharsets.UTF_8);
                List<String> lines = tail.lines().filter(line -> !line.isBlank()).toList();
                return lines.isEmpty() ? "no log" : lines.getLast().strip();
            } catch (IOException e) {
                return "no log";
            }
        }
    }

    Fleet(Launcher launcher, LabFolder folder) {
        this.launcher = launcher;
        this.folder = folder;
    }

    synchronized Member daemon(String name, List<String> arguments) throws LabException {
        return start(name, () -> launcher.background(arguments, folder.log(name)));
    }

    synchronized Member foreground(String name, List<String> arguments) throws LabException {
        return start(name, () -> launcher.foreground(arguments, folder.log(name)));
    }

    private interface Start {
        Process start() throws IOException;
    }

    private Member start(String name, Start start) throws LabException {
        if (closed) {
            throw new LabException("interrupted");
        }
        try {
            Member member = new Member(name, start.start(), folder.log(name));
            members.push(member);
            return member;
        } catch (IOException e) {
            throw new LabException("can't start " + name + ": " + e.getMessage(), e);
        }
    }

    /** Lets the processes live on when this one ends. */
    synchronized void release() throws LabException {
        if (closed) {
            throw new LabException("interrupted");
        }
        for (Member member : members) {
            try (var stdin = member.process().getOutputStream()) {
                stdin.write(Foreground.STAY);
            } catch (IOException e) {
                throw new LabException(member.name() + " went away: " + member.lastWords(), e);
            }
        }
        members.clear();
    }

    /** Stops all, the last started first; fails if one had to be killed or ended with an error. */
    synchronized void stop() throws LabException {
        while (!members.isEmpty()) {
            Member member = members.pop();
            end(member);
            if (member.process().exitValue() != 0) {
                throw new LabException(
                        String.format(
                                Locale.ROOT,
                                "%s did not stop cleanly (exit code %d): %s",
                                member.name(),
                                member.process().exitValue(),
                                member.lastWords()));
            }
        }
    }

    /**
     * Sends SIGTERM. Process.destroy would close the daemon's standard input as well, and a signal
     * that finds it at the end of the stop which that began makes an exit code of 143.
     */
    private static void terminate(Member member) {
        member.process().toHandle().destroy();
    }

    private static void end(Member member) {
        terminate(member);
        try {
            if (!member.process().waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                member.process().destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            member.process().destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Ends what still runs. May be called by the shutdown hook while another thread works. */
    @Override
    public void close() {
        Deque<Member> left;
        synchronized (this) {
            closed = true;
            left = new ArrayDeque<>(members);
            members.clear();
        }
        left.forEach(Fleet::terminate);
        left.forEach(Fleet::end);
    }
}
