package org.gatehouse.ims.ue.lab;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Starts, shows and stops a lab. Every failure ends with no process left behind. */
public final class Lab {
    private final LabFolder folder;
    private final Launcher launcher;
    private final LastLine lastLine;

    public Lab(LabFolder folder, Launcher launcher, LastLine lastLine) {
        this.folder = folder;
        this.launcher = launcher;
        this.lastLine = lastLine;
    }

    /** Starts the daemons; they live on when this process ends. */
    public void up(LabPlan plan) throws LabException, InterruptedException {
        try (LabFolder.Lock _ = folder.lock();
                Fleet fleet = new Fleet(launcher, folder);
                Interruption _ = new Interruption(fleet, folder, lastLine)) {
            start(plan, fleet, List.of());
            fleet.release();
        } catch (IOException e) {
            throw new LabException("can't release the lock: " + e, e);
        }
    }

    /**
     * Starts the daemons, runs commands of ims one after the other, and stops all.
     *
     * @param commands arguments of ims, from the sub-command on
     */
    public void run(LabPlan plan, List<List<String>> commands)
            throws LabException, InterruptedException {
        try (LabFolder.Lock _ = folder.lock();
                Fleet fleet = new Fleet(launcher, folder);
                Interruption _ = new Interruption(fleet, folder, lastLine)) {
            LabState.Entry own = LabState.Entry.of("lab", ProcessHandle.current(), Map.of());
            start(plan, fleet, List.of(own));
            for (List<String> command : commands) {
                Fleet.Member member = fleet.foreground("ue", command);
                int exit = member.process().waitFor();
                if (exit != 0) {
                    throw new LabException(
                            String.format(
                                    Locale.ROOT,
                                    "ims %s ended with exit code %d: %s (log: %s)",
                                    String.join(" ", command.subList(0, 2)),
                                    exit,
                                    member.lastWords(),
                                    member.log()));
                }
            }
            fleet.stop();
            folder.removeState();
        } catch (IOException e) {
            throw new LabException("can't release the lock: " + e, e);
        }
    }

    private void start(LabPlan plan, Fleet fleet, List<LabState.Entry> runner)
            throws LabException, InterruptedException {
        refuseIfRunning();
        plan.checkAddresses();
        LabState state = new LabState(runner, List.of());
        List<Fleet.Member> members = new ArrayList<>();
        for (LabPlan.Planned planned : plan.daemons()) {
            String name = planned.daemon().name();
            Fleet.Member member = fleet.daemon(name, planned.arguments());
            members.add(member);
            state =
                    state.with(
                            LabState.Entry.of(
                                    name, member.process().toHandle(), planned.settings()));
            state.write(folder);
        }
        try (HealthWait health = new HealthWait()) {
            for (int i = 0; i < members.size(); i++) {
                health.await(members.get(i), plan.daemons().get(i).address("admin"));
            }
        }
    }

    private void refuseIfRunning() throws LabException {
        Optional<LabState> state = LabState.read(folder);
        if (state.isPresent() && !state.get().living().isEmpty()) {
            throw new LabException(
                    "a lab is up already (process "
                            + state.get().living().getFirst().pid()
                            + "); scripts/lab down stops it");
        }
    }
}
