package io.evenreach.launcher.platform;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How to start another JVM like this one. */
public final class LauncherJvm {

    private LauncherJvm() {}

    /** The {@code java} that runs this process. */
    public static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    /** The command line that runs this launcher with other arguments. */
    static List<String> command(LauncherEnvironment environment, List<String> arguments) {
        var command = new ArrayList<>(List.of(
                java().toString(),
                "-Xmx320m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Devenreach.home=" + environment.home(),
                "-cp",
                System.getProperty("java.class.path"),
                "io.evenreach.launcher.Evenreach"));
        command.addAll(arguments);
        return command;
    }
}
