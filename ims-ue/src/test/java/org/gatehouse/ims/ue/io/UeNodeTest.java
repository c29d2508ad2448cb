package org.gatehouse.ims.ue.io;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.gatehouse.ims.core.aka.Isim;
import org.gatehouse.ims.core.net.Network;
import org.gatehouse.ims.core.sim.SimNetwork;
import org.gatehouse.ims.core.sim.SimNetwork.Datagram;
import org.gatehouse.ims.core.sim.VirtualShards;
import org.gatehouse.ims.core.sim.VirtualTime;
import org.gatehouse.ims.core.sip.SipMessage;
import org.gatehouse.ims.core.sip.SipParseException;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.ue.config.UeConfig;
import org.gatehouse.ims.ue.registration.RegistrationState.Idle;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The edge of a UE: what its sockets take, and what becomes of a card that fails. */
class UeNodeTest {
    private static final InetAddress HERE = InetAddress.ofLiteral("192.0.2.7");
    private static final InetSocketAddress PCSCF =
            new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 5060);

    private final VirtualTime time = new VirtualTime();
    private final SimNetwork network = new SimNetwork(time, 1);
    private final VirtualShards shards = new VirtualShards(time, 1, 1);
    private final List<String> discarded = new ArrayList<>();
    private final List<String> broken = new ArrayList<>();
    private final List<byte[]> registers = new ArrayList<>();
    private Network.Datagrams pcscf;

    private final UeListener listener =
            new UeListener() {
                @Override
                public void discarded(String reason) {
                    discarded.add(reason);
                }

                @Override
                public void broken(String reason) {
                    broken.add(reason);
                }
            };

    @BeforeEach
    void openPcscf() throws IOException {
        pcscf =
                network.host(PCSCF.getAddress())
                        .openDatagrams(PCSCF, (from, payload) -> registers.add(payload));
    }

    private UeNode started(Isim isim) throws IOException {
        UeConfig config =
                UeConfig.of("a@example.org", "sip:a@example.org", "example.org", PCSCF, HERE);
        UeNode node = new UeNode(config, isim, network.host(HERE), shards.get(0), listener);
        node.start();
        return node;
    }

    private UeNode started() throws IOException {
        return started((rand, autn) -> new Isim.Result.MacFailure());
    }

    @Test
    @Requirement("unprot-ue-filter")
    void aRequestOnTheUnprotectedPortIsDiscardedWithoutAWord() throws IOException {
        UeNode node = started();
        String options =
                """
                OPTIONS sip:a@192.0.2.7 SIP/2.0
                Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1
                From: <sip:b@example.org>;tag=1
                To: <sip:a@example.org>
                Call-ID: 1
                CSeq: 1 OPTIONS
                Content-Length: 0

                """
                        .replace("\n", "\r\n");
        pcscf.send(node.local(), options.getBytes(US_ASCII));
        time.advance(Duration.ofMinutes(1));

        assertThat(discarded).hasSize(1);
        assertThat(registers).isEmpty();
    }

    @Test
    void randomOctetsOnItsPortsLeaveItServing() throws IOException {
        UeNode node = started();
        Random random = new Random(11);
        for (int i = 0; i < 2_000; i++) {
            byte[] octets = new byte[random.nextInt(200)];
            random.nextBytes(octets);
            InetSocketAddress port =
                    i % 2 == 0 ? node.local() : new InetSocketAddress(HERE, UeConfig.ESP_PORT);
            network.inject(new Datagram(PCSCF, port, octets));
        }
        time.advance(Duration.ofSeconds(1));

        node.register();
        time.advance(Duration.ofSeconds(1));
        assertThat(registers).hasSize(1);
    }

    @Test
    void aCardThatFailsEndsTheProcedureAndSaysWhy() throws IOException, SipParseException {
        UeNode node =
                started((rand, autn) -> {
                    throw new UncheckedIOException("disk is full", new IOException());
                });
        node.register();
        time.advance(Duration.ofMillis(100));
        SipRequest sm1 = (SipRequest) SipMessage.parse(registers.getFirst());
        pcscf.send(node.local(), challenge(sm1).encode());
        time.advance(Duration.ofSeconds(1));

        assertThat(broken).containsExactly("disk is full");
        assertThat(node.state()).isInstanceOf(Idle.class);
    }

    private static SipResponse challenge(SipRequest sm1) {
        String nonce = Base64.getEncoder().encodeToString(new byte[32]);
        return SipResponse.answering(sm1, 401)
                .toTag("x")
                .add(
                        "WWW-Authenticate",
                        "Digest realm=\"example.org\", algorithm=AKAv1-MD5, nonce=\"" + nonce + '"')
                .add(
                        "Security-Server",
                        "ipsec-3gpp;alg=hmac-sha-1-96;mod=UDP-enc-tun;spi-c=1000000001;"
                                + "spi-s=1000000002;port-c=7001;port-s=7000")
                .build();
    }

    @Test
    void closingFreesThePorts() throws IOException {
        started().close();
        time.runDue();

        assertThatCode(this::started).doesNotThrowAnyException();
    }
}
