package org.gatehouse.ims.ue.lab;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.gatehouse.ims.ue.cli.Ims;

/** Runs {@code ims} once for each line of a file: the exit codes, a line each, go to another. */
final class NamespaceUe {
    private NamespaceUe() {}

    public static void main(String[] arguments) throws Exception {
        StringBuilder exits = new StringBuilder();
        List<String> lines = Files.readAllLines(Path.of(arguments[0]), StandardCharsets.UTF_8);
        for (String line : lines) {
            exits.append(Ims.commandLine().execute(line.split(" "))).append('\n');
        }
        Files.writeString(Path.of(arguments[1]), exits);
    }
}
