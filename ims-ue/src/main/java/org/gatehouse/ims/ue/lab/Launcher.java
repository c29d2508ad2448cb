package org.gatehouse.ims.ue.lab;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts commands of ims as processes: the same Java, the same classes. */
public final class Launcher {
    private final List<String> java;
    private final String mainClass;

    private Launcher(List<String> java, String mainClass) {
        this.java = List.copyOf(java);
        this.mainClass = mainClass;
    }

    /** A launcher like the running process, with another main class if wanted. */
    public static Launcher likeThisProcess(String mainClass) {
        return new Launcher(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        absolute(System.getProperty("java.class.path"))),
                mainClass);
    }

    /** Class path entries are relative to a folder; a child may have another one. */
    private static String absolute(String classPath) {
        List<String> entries = new ArrayList<>();
        for (String entry : classPath.split(File.pathSeparator, -1)) {
            entries.add(Path.of(entry).toAbsolutePath().toString());
        }
        return String.join(File.pathSeparator, entries);
    }

    /** A daemon: its standard input is a pipe from us, what it says goes to a file. */
    Process background(List<String> arguments, Path log) throws IOException {
        ProcessBuilder builder = builder(List.of(), arguments);
        builder.redirectOutput(ProcessBuilder.Redirect.to(log.toFile()));
        builder.redirectErrorStream(true);
        return builder.start();
    }

    /** A command whose output is ours; what it logs goes to a file. */
    Process foreground(List<String> arguments, Path log) throws IOException {
        ProcessBuilder builder = builder(List.of(ParentWatch.option()), arguments);
        builder.redirectOutput(ProcessBuilder.Redirect.INHERIT);
        builder.redirectError(ProcessBuilder.Redirect.to(log.toFile()));
        return builder.start();
    }

    private ProcessBuilder builder(List<String> options, List<String> arguments) {
        List<String> command = new ArrayList<>(java);
        command.addAll(options);
        command.add(mainClass);
        command.addAll(arguments);
        return new ProcessBuilder(command);
    }
}
