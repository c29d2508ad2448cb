package org.gatehouse.ims.ue.model;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.gatehouse.ims.core.config.ConfigException;
import org.gatehouse.ims.core.ipsec.SpiPair;
import org.gatehouse.ims.core.sim.SimNetwork;
import org.gatehouse.ims.core.sim.SimNetwork.Datagram;
import org.gatehouse.ims.core.sim.VirtualTime;
import org.gatehouse.ims.core.sip.SipMessage;
import org.gatehouse.ims.core.sip.SipParseException;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.pcscf.explain.AssociationRow;
import org.gatehouse.ims.ue.registration.Outcome;
import org.gatehouse.ims.ue.registration.RegistrationState;
import org.gatehouse.ims.ue.sa.Held;

/** One UE, one P-CSCF and a scripted home network, to which a walk of moves happens. */
final class World {
    /** "no more than six SAs per direction" (TS 33.203 clause 7.1 rule 3): a set has two. */
    private static final int MOST_SETS = 3;

    /** Longest time for which messages cross between two moves. */
    private static final Duration CROSSING = Duration.ofMillis(8);

    /**
     * A REGISTER over sets that the P-CSCF lost is given up after 128 s, and the next one goes
     * bare; a pause that the network asked for may stand before it.
     */
    private static final Duration PATIENCE = Duration.ofMinutes(15);

    /** Procedures that what is left of the bad times may spoil. */
    private static final int TRIES = 3;

    /** Longer than any lifetime that the home network grants. */
    private static final Duration LONGEST = Duration.ofHours(3);

    final Judge judge = new Judge();
    private final long seed;
    private final VirtualTime time = new VirtualTime();
    private final SimNetwork network;
    private final Wire wire;
    private final ScriptedHome home;
    private final int timersAtRest;
    private Ends.Pcscf pcscf;
    private Ends.Ue ue;
    private long starts;
    private int forgeries;

    World(long seed) throws IOException, ConfigException {
        this.seed = seed;
        network = new SimNetwork(time, seed);
        wire = new Wire(network, Ends.UE);
        home =
                new ScriptedHome(
                        network.host(Ends.HOME.getAddress()),
                        Ends.HOME,
                        Ends.MW,
                        Ends.DOMAIN,
                        judge,
                        seed);
        pcscf = new Ends.Pcscf(time, network, nextSeed());
        ue = new Ends.Ue(time, network, nextSeed(), judge);
        time.advance(LONGEST);
        timersAtRest = time.pending();
    }

    private long nextSeed() {
        return seed * 1_000_003 + ++starts;
    }

    void happen(Move move, int draw) throws Exception {
        judge.count(move);
        switch (move) {
            case DELIVER -> wire.deliver();
            case DELIVER_ALL -> wire.deliverAll();
            case REORDER -> wire.reorder(draw);
            case DUPLICATE -> wire.duplicate(draw);
            case LOSE -> wire.lose(draw);
            case LOSE_ALL -> wire.loseAll();
            case FLIP -> wire.flip(draw);
            case REFLECT -> wire.reflect();
            case MOMENT -> time.advance(Duration.ofMillis(draw % 2_000));
            case WHILE -> time.advance(Duration.ofMillis(draw % 60_000));
            case LONG_WHILE -> time.advance(Duration.ofMillis(draw % 1_200_000));
            case CLOCK_JUMP -> time.advance(Duration.ofMillis(draw % 10_800_000));
            case REGISTER -> ue.node.register();
            case DEREGISTER -> ue.node.deregister();
            case MESSAGE -> ue.node.message("sip:friend@" + Ends.DOMAIN, "hello");
            case PAGE -> home.page();
            case RESTART_UE -> restartUe(draw % 2 == 0);
            case RESTART_PCSCF -> {
                pcscf.tell(judge);
                pcscf.kill();
                pcscf = new Ends.Pcscf(time, network, nextSeed());
            }
            case HOME -> {
                // most often well, or soon well again
                ScriptedHome.Mood[] moods = ScriptedHome.Mood.values();
                home.mood = moods[Math.max(0, draw % (3 * moods.length) - 2 * moods.length)];
            }
            case BAD_CHALLENGE ->
                    home.next = draw % 2 == 0 ? Card.Kind.WRONG_MAC : Card.Kind.OLD_SQN;
            case STRIP -> strip(draw);
            case WRONG_SET -> wrongSet(draw);
            case FORGED_ANSWER -> forgedAnswer(draw);
        }
        time.advance(CROSSING);
        check();
    }

    private void restartUe(boolean switchedOff) throws IOException {
        if (switchedOff) {
            ue.node.close();
            time.runDue();
        }
        ue.kill();
        ue = new Ends.Ue(time, network, nextSeed(), judge);
    }

    /** The same REGISTER under a name of its own, so that no transaction takes it for the other. */
    private SipRequest renamed(SipRequest register) throws SipParseException {
        forgeries++;
        String text =
                new String(register.encode(), ISO_8859_1)
                        .replaceFirst("branch=[^;\r]*", "branch=z9hG4bKforged" + forgeries)
                        .replaceFirst("\r\nCall-ID: ", "\r\nCall-ID: forged" + forgeries + "-");
        return (SipRequest) SipMessage.parse(text.getBytes(ISO_8859_1));
    }

    private void strip(int draw) throws SipParseException {
        List<SipRequest> registers = ue.registers();
        if (!registers.isEmpty()) {
            SipRequest stripped = renamed(registers.get(draw % registers.size()));
            judge.sent(stripped, null);
            wire.pass(new Datagram(ue.node.local(), Ends.GM, stripped.encode()));
        }
    }

    private void wrongSet(int draw) throws SipParseException {
        List<SipRequest> registers = ue.registers();
        List<Held> sets = ue.node.state().sets();
        if (!registers.isEmpty() && !sets.isEmpty()) {
            SipRequest again = renamed(registers.get(draw % registers.size()));
            Held over = sets.get(draw / 2 % sets.size());
            judge.sent(again, over.id());
            ue.node.ipsec().send(over.id(), again.encode());
        }
    }

    private void forgedAnswer(int draw) {
        if (ue.registers().isEmpty()) {
            return;
        }
        SipRequest last = ue.registers().getLast();
        int status = List.of(200, 401, 403, 503).get(draw % 4);
        SipResponse answer =
                SipResponse.answering(last, status)
                        .toTag("forged")
                        .add("Contact", last.header("Contact") + ";expires=3600")
                        .build();
        InetSocketAddress to = draw / 4 % 2 == 0 ? ue.node.local() : protectedPort();
        wire.pass(new Datagram(Ends.GM, to, answer.encode()));
    }

    private InetSocketAddress protectedPort() {
        List<Held> sets = ue.node.state().sets();
        return sets.isEmpty() ? ue.node.local() : sets.getLast().set().local().serverAddress();
    }

    // ---- what holds always

    private void check() {
        RegistrationState state = ue.node.state();
        Set<Long> known = new HashSet<>();
        state.sets()
                .forEach(held -> {
                    add(known, held.set().local().spis());
                    add(known, held.set().remote().spis());
                });
        Set<Long> installed =
                ue.node.ipsec().spisInUse().stream()
                        .map(spi -> spi.value())
                        .collect(Collectors.toSet());
        if (!known.equals(installed)) {
            judge.fault("the UE knows SPIs " + known + ", its IPsec has " + installed);
        }
        if (state.sets().size() > MOST_SETS) {
            judge.fault("the UE has " + state.sets().size() + " sets");
        }
        int sets = pcscf.gauge("pcscf.sets");
        if (sets > MOST_SETS) {
            judge.fault("the P-CSCF has " + sets + " sets of one user");
        }
        int spis = pcscf.gauge("pcscf.spis");
        if (spis != 2 * sets) {
            judge.fault("the P-CSCF gave out " + spis + " SPIs for " + sets + " sets");
        }
    }

    private static void add(Set<Long> spis, SpiPair pair) {
        spis.add(pair.client().value());
        spis.add(pair.server().value());
    }

    // ---- what becomes possible when the network is well

    /** From here a network that loses nothing leads to a registration that both ends agree on. */
    void recover() {
        wire.loseAll();
        wire.isWell = true;
        home.mood = ScriptedHome.Mood.WELL;
        home.next = Card.Kind.GOOD;
        if (!reach(Outcome.Registered.class, ue.node::register)) {
            judge.fault("no registration on a good network: " + ue.lastOutcome());
        } else if (judge.faults().isEmpty()) {
            agree();
        }
        check();
        wire.isWell = false;
    }

    private boolean reach(Class<? extends Outcome> wanted, Runnable procedure) {
        for (int i = 0; i < TRIES; i++) {
            int before = ue.outcomes();
            procedure.run();
            time.runUntil(() -> ue.outcomes() > before, PATIENCE);
            if (ue.outcomes() > before && wanted.isInstance(ue.lastOutcome())) {
                return true;
            }
        }
        return false;
    }

    private void agree() {
        CompletableFuture<List<AssociationRow>> asked =
                pcscf.node.associations().toCompletableFuture();
        time.runUntil(asked::isDone, PATIENCE);
        Set<Long> atPcscf =
                asked.join().stream()
                        .filter(row -> row.set().equals("current"))
                        .map(AssociationRow::spi)
                        .collect(Collectors.toSet());
        Set<Long> atUe = new HashSet<>();
        var standing = ue.node.state().standing();
        Held current = standing == null ? null : standing.current();
        if (current != null) {
            add(atUe, current.set().local().spis());
            add(atUe, current.set().remote().spis());
        }
        if (atUe.isEmpty() || !atUe.equals(atPcscf)) {
            judge.fault("the UE is registered over " + atUe + ", the P-CSCF holds " + atPcscf);
        }
    }

    /** Deregisters, and finds nothing left at either end. */
    void end() {
        recover();
        if (!judge.faults().isEmpty()) {
            return;
        }
        wire.isWell = true;
        if (!reach(Outcome.Deregistered.class, ue.node::deregister)) {
            judge.fault("no deregistration on a good network: " + ue.lastOutcome());
        }
        time.advance(LONGEST);
        check();
        left("sets at the UE", ue.node.state().sets().size(), 0);
        left("sets at the P-CSCF", pcscf.gauge("pcscf.sets"), 0);
        left("users at the P-CSCF", pcscf.gauge("pcscf.users"), 0);
        pcscf.tell(judge);
        left("timers", time.pending(), timersAtRest);
    }

    private void left(String what, int found, int expected) {
        if (found > expected) {
            judge.fault(found + " " + what + " are left (expected: " + expected + ")");
        }
    }
}
