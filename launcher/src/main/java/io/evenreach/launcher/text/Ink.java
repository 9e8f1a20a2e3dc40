package io.evenreach.launcher.text;

import java.io.Console;

/** Emphasis on a terminal, and nothing at all in a file or a pipe. */
public enum Ink {
    COLOUR {
        @Override
        public String bold(String text) {
            return "\u001B[1m" + text + "\u001B[0m";
        }

        @Override
        public String faint(String text) {
            return "\u001B[2m" + text + "\u001B[0m";
        }
    },
    PLAIN {
        @Override
        public String bold(String text) {
            return text;
        }

        @Override
        public String faint(String text) {
            return text;
        }
    };

    /** What is suitable for where standard output goes. */
    @SuppressWarnings("SystemConsoleNull")
    public static Ink ofStandardOutput() {
        Console console = System.console();
        return console != null && console.isTerminal() ? COLOUR : PLAIN;
    }

    public abstract String bold(String text);

    public abstract String faint(String text);
}
