package io.evenreach.launcher.text;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Whether the user wants stack traces: the {@code --verbose} of the whole command line. */
public final class Verbosity {

    private Verbosity() {}

    public static boolean isWanted(@Nullable CommandSpec command) {
        OptionSpec verbose = command == null ? null : command.root().findOption("--verbose");
        return verbose != null && Boolean.TRUE.equals(verbose.getValue());
    }
}
