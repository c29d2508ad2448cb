package org.gatehouse.ims.pcscf.io;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.gatehouse.ims.core.net.HostPort;
import org.gatehouse.ims.core.net.Network;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.pcscf.testkit.UeMessages;

/** An S-CSCF that sends requests to UEs through the P-CSCF. */
final class CoreSide {
    final List<SipResponse> answers = new ArrayList<>();
    private final InetSocketAddress address;
    private final Network.Datagrams socket;
    private int serial;

    CoreSide(Lab lab, InetSocketAddress address) throws Exception {
        this.address = address;
        this.socket =
                lab.network
                        .host(address.getAddress())
                        .openDatagrams(
                                address,
                                (from, octets) ->
                                        answers.add((SipResponse) UeMessages.parse(octets)));
    }

    /** A request to a user as an S-CSCF delivers it; more header fields, one a line. */
    String request(String method, String path, String... fields) {
        serial++;
        StringBuilder text = new StringBuilder();
        line(text, method + " sip:user@127.0.1.1:31000 SIP/2.0");
        line(text, "Via: SIP/2.0/UDP " + HostPort.of(address) + ";branch=z9hG4bKcore" + serial);
        line(text, "Via: SIP/2.0/UDP 192.0.2.7;branch=z9hG4bKcaller" + serial);
        line(text, "Max-Forwards: 60");
        line(text, "Route: " + path);
        line(text, "From: <sip:caller@home.test>;tag=caller");
        line(text, "Call-ID: core-" + serial);
        line(text, "CSeq: 7 " + method);
        for (String field : fields) {
            line(text, field);
        }
        if (!text.toString().contains("\r\nTo:")) {
            line(text, "To: <" + UeMessages.IMPU + ">");
        }
        line(text, "Content-Length: 0");
        return text.append("\r\n").toString();
    }

    void send(String text) {
        socket.send(Lab.MW, text.getBytes(StandardCharsets.UTF_8));
    }

    SipResponse last() {
        return answers.getLast();
    }

    /** The value of Path in the last REGISTER that reached the home network. */
    static String path(Lab lab) {
        for (SipRequest request : lab.atHome.reversed()) {
            String path = request.header("Path");
            if (path != null) {
                return path;
            }
        }
        throw new AssertionError("no REGISTER yet");
    }

    private static void line(StringBuilder text, String line) {
        text.append(line).append("\r\n");
    }
}
