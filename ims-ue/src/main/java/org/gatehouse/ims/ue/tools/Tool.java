package org.gatehouse.ims.ue.tools;

import java.util.List;

/**
 * One function: named texts in, named values out.
 *
 * @param name of its command
 * @param description of its help: a summary in one line, then paragraphs
 * @param inputs what it takes; their names are the options, and the keys of a batch
 */
record Tool(String name, List<String> description, List<Input> inputs, Function function) {
    /** The work itself: knows nothing of where the values come from. */
    @FunctionalInterface
    interface Function {
        Answer apply(Values values) throws ToolException;
    }

    /**
     * One input.
     *
     * @param name without dashes in front: {@code sqn-ms}
     * @param label what its value is: {@code HEX}
     * @param kind where the value stands
     */
    record Input(String name, String label, Kind kind, String description) {}

    /** How an input is given. */
    enum Kind {
        /** An option; in a batch the same text. */
        OPTION,
        /** An option that names a file; in a batch the file's text itself. */
        FILE_OPTION,
        /** A file as the command's argument; in a batch the file's octets in base64. */
        FILE
    }

    static Input hex(String name, String description) {
        return new Input(name, "HEX|@FILE", Kind.OPTION, description);
    }

    static Input option(String name, String label, String description) {
        return new Input(name, label, Kind.OPTION, description);
    }
}
