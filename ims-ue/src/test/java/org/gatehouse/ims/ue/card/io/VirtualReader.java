package org.gatehouse.ims.ue.card.io;

import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.gatehouse.ims.core.testkit.Tools;
import org.gatehouse.ims.ue.card.SimulatedUicc;
import org.jspecify.annotations.Nullable;

/**
 * The PC/SC daemon of this system with a virtual reader, and a simulated card in it: what a UE
 * meets with a USB reader, but for the USB.
 */
public final class VirtualReader implements AutoCloseable {
    private static final Path DRIVER = Path.of("/usr/lib/pcsc/drivers/serial/libifdvpcd.so");
    private static final Path RUNNING = Path.of("/run/pcscd/pcscd.comm");

    /** A card of T=0 and nothing more. */
    private static final byte[] ATR = {0x3B, 0x00};

    private static final int OFF = 0;
    private static final int ON = 1;
    private static final int RESET = 2;
    private static final int GET_ATR = 4;
    private static final int PATIENCE_SECONDS = 30;

    private final Process daemon;
    private final SimulatedUicc card;
    private final int port;
    private @Nullable Socket inserted;

    private VirtualReader(Process daemon, SimulatedUicc card, int port) {
        this.daemon = daemon;
        this.card = card;
        this.port = port;
    }

    /** Starts the daemon; skips the test where that can't be. */
    public static VirtualReader start(Path folder, SimulatedUicc card) throws IOException {
        String pcscd =
                Files.isExecutable(Path.of("/usr/sbin/pcscd"))
                        ? "/usr/sbin/pcscd"
                        : Tools.require("pcscd").toString();
        Tools.require("vpcd-config");
        assumeTrue(System.getProperty("user.name").equals("root"), "not root: no PC/SC daemon");
        assumeFalse(Files.exists(RUNNING), "another PC/SC daemon is running");
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path config =
                Files.writeString(
                        folder.resolve("reader.conf"),
                        """
                        FRIENDLYNAME "Virtual"
                        DEVICENAME /dev/null:0x%04X
                        LIBPATH %s
                        CHANNELID 0x%04X
                        """
                                .formatted(port, DRIVER, port));
        Process daemon =
                new ProcessBuilder(List.of(pcscd, "--foreground", "--config", config.toString()))
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("pcscd.log").toFile())
                        .start();
        return new VirtualReader(daemon, card, port);
    }

    /** Puts the card into the reader. */
    public void insert() throws IOException {
        Socket socket = connect();
        inserted = socket;
        Thread.ofVirtual().start(() -> serve(socket));
    }

    private Socket connect() throws IOException {
        IOException problem = new IOException("no driver");
        for (int i = 0; i < PATIENCE_SECONDS * 10; i++) {
            try {
                return new Socket(InetAddress.getLoopbackAddress(), port);
            } catch (IOException e) {
                problem = e;
                LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            }
        }
        throw problem;
    }

    /** Frames of a length in two octets; one octet alone is not a command but a control. */
    private void serve(Socket socket) {
        try (DataInputStream in = new DataInputStream(socket.getInputStream());
                DataOutputStream out = new DataOutputStream(socket.getOutputStream())) {
            while (true) {
                byte[] frame = in.readNBytes(in.readUnsignedShort());
                byte[] answer = frame.length == 1 ? control(frame[0]) : card.process(frame);
                if (answer.length > 0) {
                    out.writeShort(answer.length);
                    out.write(answer);
                    out.flush();
                }
            }
        } catch (IOException e) {
            // pulled
            card.reset();
        }
    }

    private byte[] control(int what) {
        if (what == GET_ATR) {
            return ATR;
        }
        if (what != OFF && what != ON && what != RESET) {
            throw new IllegalStateException("control " + what);
        }
        card.reset();
        return new byte[0];
    }

    /** Pulls it. */
    void remove() throws IOException {
        if (inserted != null) {
            inserted.close();
        }
    }

    @Override
    public void close() throws IOException {
        remove();
        daemon.destroy();
        daemon.onExit().completeOnTimeout(daemon, PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        daemon.destroyForcibly();
    }
}
