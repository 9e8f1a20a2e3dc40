package io.evenreach.launcher.text;

import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Tells how far a long step is: a bar that redraws itself on a terminal, a line now and then anywhere else. */
public final class Progress {

    private static final int BAR_CELLS = 28;
    private static final Duration BETWEEN_REDRAWS = Duration.ofMillis(100);
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);

    private final String unit;
    private final PrintStream out;
    private final boolean terminal;
    private final Clock clock;
    private String step = "";
    private Instant started = Instant.EPOCH;
    private Instant shown = Instant.EPOCH;

    /** @param unit of what is counted, such as {@code rows} */
    public Progress(String unit, PrintStream out, boolean terminal, Clock clock) {
        this.unit = unit;
        this.out = out;
        this.terminal = terminal;
        this.clock = clock;
    }

    public void begin(String name) {
        step = name;
        started = clock.instant();
        shown = started;
        if (terminal) {
            draw(name + " …");
        }
    }

    /** A step of unknown length. */
    public void at(long done) {
        Instant now = clock.instant();
        if (due(now)) {
            String told =
                    Figures.count(done) + " " + unit + ", " + Figures.count(perSecond(done, now)) + " " + unit + "/s";
            tell(padded(step) + " " + told, step + ": " + told);
        }
    }

    /**
     * A step whose end is known.
     *
     * @param done so far
     * @param share of the whole, between 0 and 1
     */
    public void at(long done, double share) {
        Instant now = clock.instant();
        if (!due(now)) {
            return;
        }
        String told = Figures.count(done) + " " + unit + ", " + Figures.count(perSecond(done, now)) + " " + unit + "/s";
        tell(
                padded(step) + " " + bar(share) + " " + percent(share) + "  " + told,
                step + ": " + percent(share).strip() + ", " + told);
    }

    private boolean due(Instant now) {
        if (Duration.between(shown, now).compareTo(terminal ? BETWEEN_REDRAWS : BETWEEN_LINES) < 0) {
            return false;
        }
        shown = now;
        return true;
    }

    private void tell(String onTerminal, String asLine) {
        if (terminal) {
            draw(onTerminal);
        } else {
            out.println(asLine);
        }
    }

    public void end(String outcome) {
        Duration took = Duration.between(started, clock.instant());
        if (terminal) {
            out.print("\r\u001B[2K");
        }
        out.println(padded(step) + " " + outcome + " (" + seconds(took) + ")");
        out.flush();
        step = "";
    }

    /** Says something in the middle of a step, without tearing the bar. */
    public void say(String line) {
        if (terminal && !step.isEmpty()) {
            out.print("\r\u001B[2K");
        }
        out.println(line);
        out.flush();
    }

    private void draw(String line) {
        out.print("\r\u001B[2K" + line);
        out.flush();
    }

    private long perSecond(long done, Instant now) {
        long millis = Math.max(1, Duration.between(started, now).toMillis());
        return done * 1_000 / millis;
    }

    private static String padded(String name) {
        return name + " ".repeat(Math.max(0, 18 - name.length()));
    }

    private static String bar(double share) {
        int full = (int) Math.round(Math.clamp(share, 0, 1) * BAR_CELLS);
        return "█".repeat(full) + "░".repeat(BAR_CELLS - full);
    }

    private static String percent(double share) {
        return String.format(java.util.Locale.ROOT, "%3d %%", (int) Math.floor(Math.clamp(share, 0, 1) * 100));
    }

    private static String seconds(Duration took) {
        return String.format(java.util.Locale.ROOT, "%.1f s", took.toMillis() / 1_000.0);
    }
}
