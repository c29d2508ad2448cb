package org.gatehouse.ims.ue.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Commands that run classes of the tests in processes of their own. */
final class JavaProcess {
    private JavaProcess() {}

    static List<String> command(Class<?> main, String... arguments) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-cp",
                                System.getProperty("java.class.path"),
                                main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }
}
