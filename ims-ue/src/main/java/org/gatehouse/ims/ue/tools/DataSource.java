package org.gatehouse.ims.ue.tools;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** What differs between a command line and a line of a batch. */
enum DataSource {
    /** Names have dashes, files are files. */
    COMMAND_LINE {
        @Override
        String shown(String name) {
            return "--" + name;
        }

        @Override
        boolean readsFiles() {
            return true;
        }

        @Override
        byte[] content(Tool.Input input, String value, int most) throws ToolException {
            String shown = input.kind() == Tool.Kind.FILE ? input.label() : shown(input.name());
            return DataFile.read(shown, value, most);
        }
    },
    /** Names are as they are, and what is a file elsewhere stands there itself. */
    BATCH {
        @Override
        String shown(String name) {
            return name;
        }

        @Override
        boolean readsFiles() {
            return false;
        }

        @Override
        byte[] content(Tool.Input input, String value, int most) throws ToolException {
            if (input.kind() == Tool.Kind.FILE_OPTION) {
                return value.getBytes(StandardCharsets.UTF_8);
            }
            try {
                return Base64.getDecoder().decode(value);
            } catch (IllegalArgumentException e) {
                throw ToolException.usage(input.name() + ": not base64 (expected: base64)");
            }
        }
    };

    /** An input's name as the user knows it. */
    abstract String shown(String name);

    /** Whether {@code @FILE} stands for what is in the file. */
    abstract boolean readsFiles();

    /** The octets of an input that holds data; at most one octet more than {@code most}. */
    abstract byte[] content(Tool.Input input, String value, int most) throws ToolException;
}
