package org.gatehouse.ims.ue.lab;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.gatehouse.ims.core.aka.Isim;
import org.gatehouse.ims.core.aka.Milenage;
import org.gatehouse.ims.core.aka.SoftIsim;
import org.gatehouse.ims.core.aka.SqnArray;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.net.Network;
import org.gatehouse.ims.core.runtime.Shard;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.ue.config.UeConfig;
import org.gatehouse.ims.ue.io.UeListener;
import org.gatehouse.ims.ue.io.UeNode;
import org.gatehouse.ims.ue.registration.Outcome;
import org.gatehouse.ims.ue.traffic.Outgoing;
import org.jspecify.annotations.Nullable;

/** Subscriber n of the lab with all that it did. */
final class SimulatedUe implements UeListener, AutoCloseable {
    private static final byte[] K = HexFormat.of().parseHex("fec86ba6eb707ed08905757b1bb44b8f");
    private static final byte[] OPC = HexFormat.of().parseHex("1006020f0a478bf6b699f15c062e42b3");

    final UeNode node;
    final List<Outcome> outcomes = new ArrayList<>();

    /** Why its ISIM failed, each time. */
    final List<String> broken = new ArrayList<>();

    /** SIP messages as this UE saw them, in the order of their arrival. */
    final List<Seen> messages = new ArrayList<>();

    /** Whether it keeps them: those of ten thousand UEs are hundreds of megabytes. */
    boolean remembers = true;

    /** Requests of others that reached this UE. */
    final List<SipRequest> requested = new ArrayList<>();

    /** Final answers to its own requests; null where nobody answered. */
    final List<@Nullable SipResponse> answers = new ArrayList<>();

    /** Its own requests that got those answers. */
    final List<SipRequest> asked = new ArrayList<>();

    /** Why requests were not sent. */
    final List<String> unsent = new ArrayList<>();

    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Seen(Instant at, boolean sent, Flow flow, byte[] octets) {
        boolean isProtected() {
            return flow.isProtected();
        }
    }

    SimulatedUe(int n, InetSocketAddress pcscf, Network network, InetAddress address, Shard shard)
            throws IOException {
        this(config(n, pcscf, address), card(SqnArray.fresh()), network, shard);
    }

    SimulatedUe(UeConfig config, Isim isim, Network network, Shard shard) throws IOException {
        node = new UeNode(config, isim, network, shard, this);
        node.start();
    }

    /** Subscriber n of the lab with all defaults. */
    static UeConfig config(int n, InetSocketAddress pcscf, InetAddress address) {
        String impi = String.format(Locale.ROOT, "00101%010d@%s", n, LabCore.HOME_DOMAIN);
        return UeConfig.of(impi, "sip:" + impi, LabCore.HOME_DOMAIN, pcscf, address);
    }

    /** The card of every subscriber of the lab. */
    static Isim card(SqnArray sequenceNumbers) {
        return new SoftIsim(new Milenage(K, OPC), sequenceNumbers);
    }

    /** How many procedures ended with this outcome. */
    long count(Class<? extends Outcome> kind) {
        long count = 0;
        for (Outcome outcome : outcomes) {
            count += kind.isInstance(outcome) ? 1 : 0;
        }
        return count;
    }

    @Override
    public void ended(Instant at, Outcome outcome) {
        outcomes.add(outcome);
    }

    @Override
    public void broken(String reason) {
        broken.add(reason);
    }

    @Override
    public void message(Instant at, boolean sent, Flow flow, byte[] message) {
        if (remembers) {
            messages.add(new Seen(at, sent, flow, message));
        }
    }

    @Override
    public void requested(Instant at, SipRequest request) {
        requested.add(request);
    }

    @Override
    public void answered(Instant at, SipRequest request, @Nullable SipResponse response) {
        asked.add(request);
        answers.add(response);
    }

    @Override
    public void unsent(Outgoing outgoing, String reason) {
        unsent.add(reason);
    }

    /** Status of the last answer; 0 where nobody answered. */
    int lastStatus() {
        SipResponse last = answers.getLast();
        return last == null ? 0 : last.status();
    }

    @Override
    public void close() {
        node.close();
    }
}
