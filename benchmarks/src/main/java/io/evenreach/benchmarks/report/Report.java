package io.evenreach.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Everything that one run measured. Prints itself as Markdown for people and as JSON for programs. */
public final class Report {

    /**
     * How fast one system was in one way of calling it.
     *
     * @param asksPerSecond asks answered; their confirms were sent in the same time
     * @param operationsPerSecond asks and confirms
     * @param p50Millis of one call: one ask, or one batch of them
     */
    public record Row(
            String mode,
            String system,
            double asksPerSecond,
            double operationsPerSecond,
            double p50Millis,
            double p99Millis,
            double p999Millis) {

        public static Row of(String mode, String system, Speed speed) {
            return new Row(
                    mode,
                    system,
                    speed.asksPerSecond(),
                    speed.operationsPerSecond(),
                    speed.latencyMillis(50),
                    speed.latencyMillis(99),
                    speed.latencyMillis(99.9));
        }
    }

    /** A single figure, such as nanoseconds per call. */
    public record Figure(String what, double value, String unit) {}

    /**
     * What we want, and what was measured.
     *
     * @param wanted for people, such as {@code >= 1.3}
     */
    public record Target(String what, String wanted, double measured, boolean met) {

        public static Target atLeast(String what, double least, double measured) {
            return new Target(what, "≥ " + number(least), measured, measured >= least);
        }

        public static Target atMost(String what, double most, double measured) {
            return new Target(what, "≤ " + number(most), measured, measured <= most);
        }
    }

    private final Machine machine;
    private final List<Row> rows = new ArrayList<>();
    private final List<Figure> figures = new ArrayList<>();
    private final List<Target> targets = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    public Report(Machine machine) {
        this.machine = machine;
    }

    public void add(Row row) {
        rows.add(row);
    }

    public void add(Figure figure) {
        figures.add(figure);
    }

    public void add(Target target) {
        targets.add(target);
    }

    /** Something a reader must know, such as what was left out and why. */
    public void note(String sentence) {
        notes.add(sentence);
    }

    public List<Target> targets() {
        return List.copyOf(targets);
    }

    /** The measurement of a system in a mode; null where it was not taken. */
    public @Nullable Row row(String mode, String systemPrefix) {
        return rows.stream()
                .filter(row -> row.mode().equals(mode) && row.system().startsWith(systemPrefix))
                .findFirst()
                .orElse(null);
    }

    private record Json(
            Machine machine, List<Row> rows, List<Figure> figures, List<Target> targets, List<String> notes) {}

    public String toJson() {
        return JsonMapper.shared()
                .writerWithDefaultPrettyPrinter()
                .writeValueAsString(new Json(machine, rows, figures, targets, notes));
    }

    public String toMarkdown() {
        StringBuilder text = new StringBuilder(machine.toMarkdown());
        if (!targets.isEmpty()) {
            text.append("\n| Target | Wanted | Measured | |\n|---|---|---:|---|\n");
            targets.forEach(target -> text.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %s | %s |%n",
                    target.what(),
                    target.wanted(),
                    number(target.measured()),
                    target.met() ? "met" : "missed")));
        }
        if (!rows.isEmpty()) {
            text.append("\n| Mode | System | asks/s | asks + confirms/s | p50 ms | p99 ms | p99.9 ms |\n");
            text.append("|---|---|---:|---:|---:|---:|---:|\n");
            rows.forEach(row -> text.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %,.0f | %,.0f | %.2f | %.2f | %.2f |%n",
                    row.mode(),
                    row.system(),
                    row.asksPerSecond(),
                    row.operationsPerSecond(),
                    row.p50Millis(),
                    row.p99Millis(),
                    row.p999Millis())));
        }
        if (!figures.isEmpty()) {
            text.append("\n| Figure | Value | Unit |\n|---|---:|---|\n");
            figures.forEach(figure -> text.append(
                    String.format("| %s | %s | %s |%n", figure.what(), number(figure.value()), figure.unit())));
        }
        notes.forEach(note -> text.append("\n- ").append(note));
        return text.append(notes.isEmpty() ? "" : "\n").toString();
    }

    private static String number(double value) {
        return String.format(
                Locale.ROOT, Math.abs(value) >= 100 || value == Math.rint(value) ? "%,.0f" : "%.2f", value);
    }
}
