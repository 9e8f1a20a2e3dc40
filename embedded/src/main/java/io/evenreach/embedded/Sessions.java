package io.evenreach.embedded;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts commands in a terminal session of their own. Ctrl-C signals every process of the terminal's session at
 * once; a server that must stop after its clients may not hear it.
 */
public final class Sessions {

    private Sessions() {}

    /** The command behind {@code setsid}, or behind Perl's where the system has none (macOS), or as it is. */
    public static List<String> ofItsOwn(List<String> command) {
        var all = new ArrayList<String>();
        if (isOnPath("setsid")) {
            all.add("setsid");
        } else if (isOnPath("perl")) {
            all.addAll(List.of("perl", "-e", "use POSIX; POSIX::setsid(); exec { $ARGV[0] } @ARGV or exit 127;"));
        }
        all.addAll(command);
        return all;
    }

    private static boolean isOnPath(String program) {
        for (var folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }
}
