package org.gatehouse.ims.ue.lab;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.gatehouse.ims.core.testkit.Privileges;
import org.gatehouse.ims.ue.lab.DaemonProcesses.Name;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Somebody who means no good at every TCP port of daemons that are processes. */
@Timeout(300)
class HostileConnectionsTest {
    /** As a stack trace begins its lines. */
    private static final Pattern STACK_TRACE = Pattern.compile("(?m)^\\s+at [\\w.$/]+\\(");

    /** Threads and files that a JVM takes and gives back as it likes. */
    private static final int SLACK = 8;

    /** 30 s, which all limits are below; and a busy machine. */
    private static final int PATIENCE_SECONDS = 90;

    private static final int POLL_MILLIS = 100;

    @TempDir private Path folder;

    private DaemonProcesses lab;

    @BeforeEach
    void start() throws Exception {
        if (!Files.isReadable(Path.of("/proc/self/fd"))) {
            Privileges.skip("no /proc here: nothing tells how many files a process has open");
        }
        lab = new DaemonProcesses(folder);
    }

    @AfterEach
    void stop() throws Exception {
        lab.close();
    }

    /** A port with what is spoken there. */
    private record Port(InetSocketAddress address, List<byte[]> messages) {}

    private List<Port> ports() throws Exception {
        List<byte[]> sip =
                HostileBytesTest.captured(lab.prefix()).stream()
                        .filter(octets -> new String(octets, ISO_8859_1).contains("SIP/2.0"))
                        .toList();
        List<Port> ports = new ArrayList<>();
        ports.add(new Port(at(1, 3868), Hostility.diameter()));
        for (Name name : Name.values()) {
            ports.add(new Port(lab.admin(name), Hostility.http()));
        }
        for (InetSocketAddress address :
                List.of(at(2, 5081), at(2, 5082), at(3, 5060), at(3, 5070))) {
            ports.add(new Port(address, sip));
        }
        return ports;
    }

    private InetSocketAddress at(int host, int port) {
        return new InetSocketAddress(lab.prefix() + "." + host, port);
    }

    /** Threads, or open files, of each daemon. */
    private Map<Name, Integer> count(String what) throws IOException {
        Map<Name, Integer> counts = new EnumMap<>(Name.class);
        for (Name name : Name.values()) {
            try (var all = Files.list(Path.of("/proc/" + lab.pid(name), what))) {
                counts.put(name, (int) all.count());
            }
        }
        return counts;
    }

    private void awaitNoMoreThan(String what, Map<Name, Integer> before) throws Exception {
        Map<Name, Integer> now = count(what);
        for (int i = 0; i < PATIENCE_SECONDS * 1_000 / POLL_MILLIS && !isNear(before, now); i++) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(POLL_MILLIS));
            now = count(what);
        }
        assertThat(isNear(before, now)).as("%s before %s, now %s", what, before, now).isTrue();
    }

    private static boolean isNear(Map<Name, Integer> before, Map<Name, Integer> now) {
        return before.entrySet().stream()
                .allMatch(one -> now.getOrDefault(one.getKey(), 0) <= one.getValue() + SLACK);
    }

    private void assertServing() throws Exception {
        for (Name name : Name.values()) {
            lab.awaitHealth(name);
            assertThat(lab.log(name.name().toLowerCase(Locale.ROOT)))
                    .doesNotContainPattern(STACK_TRACE);
        }
        assertThat(lab.register(1, "--refresh=1", "--hold=0").printed()).contains("deregistered");
    }

    @Test
    void hostileOctetsOnEveryTcpPortLeaveEveryDaemonServingAndNothingBehind() throws Exception {
        hostileOctets(1);
    }

    @Test
    @Tag("long")
    void manyHostileOctetsOnEveryTcpPortLeaveEveryDaemonServingAndNothingBehind() throws Exception {
        hostileOctets(10);
    }

    private void hostileOctets(int rounds) throws Exception {
        List<Port> ports = ports();
        long seed = 1;
        for (Port port : ports) {
            HostileBytesTest.streams(new Hostility(seed), port.address(), port.messages());
        }
        assertServing();
        Map<Name, Integer> threads = count("task");
        Map<Name, Integer> files = count("fd");

        for (seed = 2; seed < rounds + 2; seed++) {
            for (Port port : ports) {
                HostileBytesTest.streams(new Hostility(seed), port.address(), port.messages());
            }
        }

        assertServing();
        awaitNoMoreThan("task", threads);
        awaitNoMoreThan("fd", files);
    }

    /** Each sends an octet of a good message now and then. */
    @Test
    @Tag("long")
    void connectionsThatAreSlowAreFewAndEndByThemselves() throws Exception {
        assertServing();
        Map<Name, Integer> files = count("fd");
        List<SlowConnections> all = new ArrayList<>();
        try {
            for (Port port : ports()) {
                all.add(new SlowConnections(port));
            }
            for (Name name : Name.values()) {
                // 64 at the admin port, 200 of a source for each of two SIP ports, 256 for Diameter
                assertThat(count("fd").get(name)).isLessThan(files.getOrDefault(name, 0) + 500);
            }
            assertThat(lab.register(2, "--hold=0").printed()).contains("deregistered");

            for (int i = 0; i < PATIENCE_SECONDS && open(all) > 0; i++) {
                all.forEach(SlowConnections::sendAnOctet);
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
            }
            assertThat(open(all)).isZero();
        } finally {
            all.forEach(SlowConnections::close);
        }
        assertServing();
        awaitNoMoreThan("fd", files);
    }

    private static int open(List<SlowConnections> all) {
        return all.stream().mapToInt(one -> one.sockets.size()).sum();
    }

    /** More to one port than it takes. */
    private static final class SlowConnections {
        private static final int COUNT = 300;

        private final byte[] message;
        private final List<Socket> sockets = new ArrayList<>();
        private int sent;

        SlowConnections(Port port) throws IOException {
            message = port.messages().getFirst();
            for (int i = 0; i < COUNT; i++) {
                Socket socket = new Socket(port.address().getAddress(), port.address().getPort());
                socket.setSoTimeout(1);
                sockets.add(socket);
            }
            sendAnOctet();
        }

        /** And forgets those that were closed. */
        void sendAnOctet() {
            // never the end of it
            byte octet = message[Math.min(sent++, message.length / 2)];
            sockets.removeIf(socket -> {
                try {
                    socket.getOutputStream().write(octet);
                    return socket.getInputStream().read() < 0;
                } catch (SocketTimeoutException e) {
                    return false;
                } catch (IOException e) {
                    return true;
                }
            });
        }

        void close() {
            sockets.forEach(socket -> {
                try {
                    socket.close();
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
        }
    }
}
