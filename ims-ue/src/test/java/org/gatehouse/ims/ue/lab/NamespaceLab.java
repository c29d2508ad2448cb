package org.gatehouse.ims.ue.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A core in its namespace, and UEs that are started in others. */
final class NamespaceLab implements AutoCloseable {
    private static final int SECONDS = 120;
    private static final String CORE_LOG = "core.log";

    private final Path folder;
    private final Process core;
    private int runs;

    NamespaceLab(Namespaces namespaces, Path folder, String prefix, String... settings)
            throws IOException {
        this.folder = folder;
        String[] arguments = new String[settings.length + 1];
        arguments[0] = prefix;
        System.arraycopy(settings, 0, arguments, 1, settings.length);
        core =
                new ProcessBuilder(
                                namespaces.inCore(
                                        JavaProcess.command(NamespaceCore.class, arguments)))
                        .redirectError(folder.resolve(CORE_LOG).toFile())
                        .start();
        assertThat(core.inputReader(StandardCharsets.UTF_8).readLine())
                .as(Files.readString(folder.resolve(CORE_LOG)))
                .isEqualTo("ready");
    }

    /** A process that runs {@code ims} once for each line. */
    final class Ues implements AutoCloseable {
        private final Process process;
        private final Path exits;
        private final Path out;
        private final Path log;

        private Ues(String namespace, List<String> lines) throws IOException {
            String name = "ue" + ++runs;
            exits = folder.resolve(name + ".exits");
            out = folder.resolve(name + ".out");
            log = folder.resolve(name + ".log");
            Path script = Files.write(folder.resolve(name + ".script"), lines);
            process =
                    new ProcessBuilder(
                                    Namespaces.in(
                                            namespace,
                                            JavaProcess.command(
                                                    NamespaceUe.class,
                                                    script.toString(),
                                                    exits.toString())))
                            .redirectError(log.toFile())
                            .redirectOutput(out.toFile())
                            .start();
        }

        /** Waits for the end; every line has to have exit code 0. */
        void join() throws Exception {
            assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).as(logs()).isTrue();
            assertThat(Files.readAllLines(exits)).as(logs()).isNotEmpty().containsOnly("0");
        }

        /** What the UEs and the core said. */
        private String logs() throws IOException {
            return log() + Files.readString(folder.resolve(CORE_LOG));
        }

        /** Waits until standard output has such a text. */
        void await(String text) throws Exception {
            for (int tries = 0; !out().contains(text) && tries < SECONDS * 20; tries++) {
                assertThat(process.waitFor(50, TimeUnit.MILLISECONDS)).as(log()).isFalse();
            }
            assertThat(out()).as(log()).contains(text);
        }

        String out() throws IOException {
            return Files.readString(out);
        }

        String log() throws IOException {
            return Files.readString(log);
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    Ues start(String namespace, String... lines) throws IOException {
        return new Ues(namespace, List.of(lines));
    }

    @Override
    public void close() throws IOException {
        core.getOutputStream().close();
        try {
            if (!core.waitFor(30, TimeUnit.SECONDS)) {
                core.destroyForcibly();
                throw new IOException("the core did not stop");
            }
        } catch (InterruptedException e) {
            core.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
