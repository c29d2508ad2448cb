package org.gatehouse.ims.ue.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.gatehouse.ims.core.esp.WeakKeyException;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.ipsec.AssociationSet;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.core.trace.EspSaFile;
import org.gatehouse.ims.core.trace.Ladder;
import org.gatehouse.ims.core.trace.LadderStyle;
import org.gatehouse.ims.core.trace.OuterPacket;
import org.gatehouse.ims.core.trace.PcapngWriter;
import org.gatehouse.ims.ue.io.UeListener;
import org.gatehouse.ims.ue.registration.Outcome;
import org.gatehouse.ims.ue.traffic.Outgoing;
import org.jspecify.annotations.Nullable;

/** Keeps what is asked for of a run: ladder, capture, keys; and passes on how procedures end. */
final class Evidence implements UeListener, AutoCloseable {
    private static final String UE = "UE";
    private static final String PCSCF = "P-CSCF";

    /** What the command waits for. */
    sealed interface News {
        record Ended(Outcome outcome) implements News {}

        /** What was to be written can't be. */
        record Broken(String reason) implements News {}

        record IsimFailed(String reason) implements News {}

        record IpsecFailed(String reason) implements News {}

        /** The time to stay registered is over. */
        record HeldLongEnough() implements News {}
    }

    /**
     * What became of a request.
     *
     * @param response null if there is none
     * @param otherwise why there is none
     */
    record Answer(@Nullable SipResponse response, String otherwise) {}

    private final Ladder ladder = new Ladder(List.of(UE, PCSCF));
    private final BlockingQueue<News> news = new LinkedBlockingQueue<>();
    private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
    private final Consumer<SipRequest> heard;
    private final @Nullable PcapngWriter pcap;
    private final @Nullable EspSaFile espSa;

    /**
     * @param heard told of requests that came
     */
    Evidence(@Nullable Path pcapFile, @Nullable Path espSaFile, Consumer<SipRequest> heard)
            throws IOException {
        this.heard = heard;
        pcap = pcapFile == null ? null : PcapngWriter.create(pcapFile);
        espSa = espSaFile == null ? null : EspSaFile.create(espSaFile);
    }

    BlockingQueue<News> news() {
        return news;
    }

    /** What becomes of requests that were sent. */
    BlockingQueue<Answer> answers() {
        return answers;
    }

    String ladder(LadderStyle style) {
        return ladder.render(style);
    }

    @Override
    public void ended(Instant at, Outcome outcome) {
        news.add(new News.Ended(outcome));
    }

    @Override
    public void requested(Instant at, SipRequest request) {
        heard.accept(request);
    }

    @Override
    public void answered(Instant at, SipRequest request, @Nullable SipResponse response) {
        answers.add(new Answer(response, "nobody answered"));
    }

    @Override
    public void unsent(Outgoing outgoing, String reason) {
        answers.add(new Answer(null, reason));
    }

    @Override
    public void broken(String reason) {
        news.add(new News.IsimFailed(reason));
    }

    @Override
    public void ipsecFailed(String reason) {
        news.add(new News.IpsecFailed(reason));
    }

    @Override
    public void message(Instant at, boolean sent, Flow flow, byte[] message) {
        ladder.add(at, sent ? UE : PCSCF, sent ? PCSCF : UE, flow.isProtected(), message);
    }

    @Override
    public void packet(
            Instant at, InetSocketAddress source, InetSocketAddress destination, byte[] payload) {
        if (pcap != null) {
            capture(pcap, at, OuterPacket.udp(source, destination, payload));
        }
    }

    @Override
    public void ipPacket(Instant at, InetAddress source, InetAddress destination, byte[] esp) {
        if (pcap != null) {
            capture(pcap, at, OuterPacket.esp(source, destination, esp));
        }
    }

    private void capture(PcapngWriter writer, Instant at, byte[] ipPacket) {
        try {
            writer.packet(at, ipPacket);
        } catch (IOException e) {
            news.add(new News.Broken("capture: " + e.getMessage()));
        }
    }

    @Override
    public void installed(AssociationSet set) {
        if (espSa != null) {
            try {
                espSa.add(set);
            } catch (IOException | WeakKeyException e) {
                news.add(new News.Broken("keys for Wireshark: " + e.getMessage()));
            }
        }
    }

    @Override
    public void close() throws IOException {
        if (pcap != null) {
            pcap.close();
        }
        if (espSa != null) {
            espSa.close();
        }
    }
}
