package io.evenreach.launcher.audit;

/** Emphasis on a terminal, and nothing at all in a file or a pipe. */
enum Ink {
    COLOUR {
        @Override
        String bold(String text) {
            return "\u001B[1m" + text + "\u001B[0m";
        }

        @Override
        String faint(String text) {
            return "\u001B[2m" + text + "\u001B[0m";
        }
    },
    PLAIN {
        @Override
        String bold(String text) {
            return text;
        }

        @Override
        String faint(String text) {
            return text;
        }
    };

    abstract String bold(String text);

    abstract String faint(String text);
}
