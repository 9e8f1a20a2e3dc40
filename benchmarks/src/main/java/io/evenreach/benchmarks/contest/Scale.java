package io.evenreach.benchmarks.contest;

import io.evenreach.benchmarks.report.Report;
import io.evenreach.benchmarks.report.Speed;
import io.evenreach.benchmarks.work.Answers;
import io.evenreach.benchmarks.work.Work;
import java.util.function.Consumer;

/** The ledger with a million people and with ten. */
public final class Scale {

    private static final int MILLION = 1_000_000;
    private static final int WARM = 100_000;
    private static final int ASKS = 600_000;
    private static final int BATCH = 500;

    private Scale() {}

    public static void measure(Database database, long seed, Report report, Consumer<String> progress)
            throws InterruptedException {
        double one = asksPerSecond(database, seed, MILLION, report, progress);
        double ten = asksPerSecond(database, seed, 10 * MILLION, report, progress);
        report.add(Report.Target.atLeast("asks/s with 10 million people, against 1 million", 0.7, ten / one));
    }

    private static double asksPerSecond(
            Database database, long seed, int people, Report report, Consumer<String> progress)
            throws InterruptedException {
        String millions = people / MILLION + " million people";
        progress.accept(millions);
        try (LedgerContestant ledger = new LedgerContestant(database, "people_" + people / MILLION)) {
            ledger.fill(people);
            int callers = Math.max(2, Runtime.getRuntime().availableProcessors());
            Load load = new Load(ledger, new Work(seed, people), new Answers(0, WARM + ASKS));
            load.run(WARM, callers, BATCH, new Speed());
            Speed speed = new Speed();
            load.run(ASKS, callers, BATCH, speed);
            report.add(Report.Row.of("batches of 500, " + millions, ledger.name(), speed));
            return speed.asksPerSecond();
        }
    }
}
