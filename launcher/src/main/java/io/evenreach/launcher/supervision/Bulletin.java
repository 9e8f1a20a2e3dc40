package io.evenreach.launcher.supervision;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;

/** The readable lines of the launcher: one per component, with its time. */
final class Bulletin {

    private final Consumer<String> lines;
    private final Runnable changed;

    Bulletin(Consumer<String> lines, Runnable changed) {
        this.lines = lines;
        this.changed = changed;
    }

    void ready(String name, long startedNanos, String remark) {
        changed.run();
        var took = Duration.ofNanos(System.nanoTime() - startedNanos).toMillis() / 1000.0;
        say(String.format(Locale.ROOT, "  %-12s ready in %5.1f s   %s", name, took, remark));
    }

    void stopped(String name, long startedNanos) {
        changed.run();
        var took = Duration.ofNanos(System.nanoTime() - startedNanos).toMillis() / 1000.0;
        say(String.format(Locale.ROOT, "  %-12s stopped in %4.1f s", name, took));
    }

    void say(String line) {
        synchronized (this) {
            lines.accept(line);
        }
    }

    void changed() {
        changed.run();
    }
}
