package org.gatehouse.ims.core.sip.stream;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.net.Network.Stream;
import org.gatehouse.ims.core.net.Network.StreamHandler;
import org.gatehouse.ims.core.sip.SipFrames;
import org.gatehouse.ims.core.sip.SipKeepAlive;
import org.gatehouse.ims.core.sip.SipMessage;
import org.jspecify.annotations.Nullable;

/**
 * One connection. Octets come on its network thread; messages leave from any thread; {@link #check}
 * runs on the keeper's shard.
 */
final class StreamConnection implements StreamHandler {
    private static final int NEVER = -1;

    private final StreamOwner owner;
    private final Flow flow;
    private final SipFrames frames = new SipFrames();
    private final Queue<SipMessage> waiting = new ArrayDeque<>();
    private @Nullable Stream stream;
    private @Nullable StreamEnd end;
    private volatile int heardAt;
    private volatile int begunAt = NEVER;
    private volatile int brokenAt = NEVER;

    StreamConnection(StreamOwner owner, Flow flow, int now) {
        this.owner = owner;
        this.flow = flow;
        this.heardAt = now;
    }

    Flow flow() {
        return flow;
    }

    @Override
    public int backlog() {
        return StreamLimits.SEND_BACKLOG_OCTETS;
    }

    /** Sends, or keeps for the moment it opens; false where neither can be. */
    synchronized boolean send(SipMessage message) {
        Stream open = stream;
        if (end != null) {
            return false;
        }
        if (open == null) {
            return waiting.size() < StreamLimits.WAITING_MESSAGES && waiting.add(message);
        }
        return write(open, message.encode());
    }

    /** A peer that reads too slowly loses the connection: half a message would spoil the next. */
    private boolean write(Stream open, byte[] octets) {
        boolean taken = open.send(octets);
        if (!taken) {
            close(StreamEnd.BACKLOG);
        }
        return taken;
    }

    @Override
    public synchronized void opened(Stream opened) {
        stream = opened;
        if (end != null) {
            opened.close();
            return;
        }
        for (SipMessage next = waiting.peek(); next != null; next = waiting.peek()) {
            if (!write(opened, next.encode())) {
                return;
            }
            waiting.remove();
        }
    }

    @Override
    public void received(Stream from, byte[] octets) {
        heardAt = owner.now();
        List<SipFrames.Frame> whole = frames.received(octets);
        if (!frames.isPartial()) {
            begunAt = NEVER;
        } else if (begunAt == NEVER || !whole.isEmpty()) {
            begunAt = owner.now();
        }
        for (SipFrames.Frame frame : whole) {
            switch (frame) {
                case SipFrames.Frame.Message message ->
                        owner.user().received(flow, message.octets());
                case SipFrames.Frame.Ping ping -> pong(from);
                case SipFrames.Frame.Broken broken -> broken(broken);
            }
        }
    }

    /** RFC 5626 4.4.1: "the receiver MUST respond with a single CRLF". */
    private synchronized void pong(Stream to) {
        if (end == null) {
            write(to, SipKeepAlive.pong());
        }
    }

    private void broken(SipFrames.Frame.Broken broken) {
        owner.log(flow, broken.reason());
        if (broken.header().length == 0) {
            close(StreamEnd.BROKEN);
        } else {
            brokenAt = owner.now();
            owner.user().received(flow, broken.header());
        }
    }

    /** Whether messages can leave, or wait for the opening. */
    synchronized boolean isAlive() {
        return end == null;
    }

    /** Ends what has had its time. */
    void check(int now) {
        if (brokenAt != NEVER && now - brokenAt > StreamLimits.GOODBYE_SECONDS) {
            close(StreamEnd.BROKEN);
        } else if (begunAt != NEVER && now - begunAt > StreamLimits.MESSAGE_SECONDS) {
            close(StreamEnd.SLOW);
        } else if (now - heardAt > StreamLimits.IDLE_SECONDS) {
            close(StreamEnd.IDLE);
        }
    }

    synchronized void close(StreamEnd why) {
        if (end == null) {
            end = why;
            if (stream != null) {
                stream.close();
            }
        }
    }

    @Override
    public void closed(@Nullable Throwable cause) {
        StreamEnd why;
        List<SipMessage> lost;
        synchronized (this) {
            if (end == null) {
                end = stream == null ? StreamEnd.NOT_CONNECTED : StreamEnd.PEER;
            }
            why = end;
            lost = List.copyOf(waiting);
            waiting.clear();
        }
        owner.ended(this, why, cause);
        lost.forEach(message -> owner.user().unsent(message, flow));
    }
}
