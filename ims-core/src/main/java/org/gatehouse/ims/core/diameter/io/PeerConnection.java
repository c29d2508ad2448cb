package org.gatehouse.ims.core.diameter.io;

import org.gatehouse.ims.core.diameter.DiameterFrames;
import org.gatehouse.ims.core.diameter.DiameterHeader;
import org.gatehouse.ims.core.diameter.DiameterMessage;
import org.gatehouse.ims.core.diameter.DiameterSyntaxException;
import org.gatehouse.ims.core.diameter.ErrorAnswers;
import org.gatehouse.ims.core.diameter.ResultCode;
import org.gatehouse.ims.core.net.Network.Stream;
import org.gatehouse.ims.core.net.Network.StreamHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One byte stream of a peer: cuts it into messages, decodes them, and hands them to the link. */
final class PeerConnection implements StreamHandler {
    private static final Logger LOG = LoggerFactory.getLogger(PeerConnection.class);

    private final PeerLink link;
    private final DiameterFrames frames = new DiameterFrames();
    private volatile @Nullable Stream stream;
    private volatile boolean givenUp;

    PeerConnection(PeerLink link) {
        this.link = link;
    }

    boolean send(byte[] octets) {
        Stream current = stream;
        return current != null && !givenUp && current.send(octets);
    }

    /** Ends the connection, now or as soon as it opens. */
    void close() {
        givenUp = true;
        Stream current = stream;
        if (current != null) {
            current.close();
        }
    }

    @Override
    public void opened(Stream opened) {
        stream = opened;
        if (givenUp) {
            opened.close();
            return;
        }
        link.opened(this, opened.local());
    }

    @Override
    public void received(Stream from, byte[] octets) {
        if (givenUp) {
            return;
        }
        DiameterFrames.Cut cut = frames.received(octets);
        for (byte[] message : cut.messages()) {
            decode(message);
        }
        if (cut instanceof DiameterFrames.Garbage garbage && !givenUp) {
            refuseHead(garbage);
            cutOff(String.valueOf(garbage.fault().getMessage()));
        }
    }

    private void decode(byte[] octets) {
        DiameterMessage message;
        try {
            message = DiameterMessage.decode(octets);
        } catch (DiameterSyntaxException e) {
            refuse(octets, e);
            return;
        }
        link.received(this, message);
    }

    /** A request gets its answer; an answer can't be answered, and is counted. */
    private void refuse(byte[] octets, DiameterSyntaxException fault) {
        DiameterHeader header = DiameterHeader.decode(octets);
        LOG.warn("{} from {} refused: {}", header, link.remote(), fault.getMessage());
        if (header.isRequest()) {
            link.node().meters().refused(fault.resultCode()).increment();
            send(ErrorAnswers.to(octets, link.node().own(), fault).encode());
        } else {
            link.node().meters().dropped(DiameterMeters.Drop.BAD_ANSWER).increment();
        }
        if (fault.resultCode() == ResultCode.INVALID_MESSAGE_LENGTH) {
            cutOff("message length is no multiple of 4");
        }
    }

    /** What calls itself a request is told why the connection ends: 5011 or 5015. */
    private void refuseHead(DiameterFrames.Garbage garbage) {
        byte[] head = garbage.head();
        if (head.length == DiameterHeader.OCTETS && DiameterHeader.decode(head).isRequest()) {
            link.node().meters().refused(garbage.fault().resultCode()).increment();
            send(ErrorAnswers.to(head, link.node().own(), garbage.fault()).encode());
        }
    }

    private void cutOff(String reason) {
        if (!givenUp) {
            LOG.warn("{} sent what is not Diameter: {}", link.remote(), reason);
            link.node().meters().garbage().increment();
            close();
            link.closed(this, reason);
        }
    }

    @Override
    public void closed(@Nullable Throwable cause) {
        String reason = "connection closed";
        if (cause != null) {
            reason = cause.getMessage() != null ? cause.getMessage() : cause.toString();
        }
        link.closed(this, reason);
    }
}
