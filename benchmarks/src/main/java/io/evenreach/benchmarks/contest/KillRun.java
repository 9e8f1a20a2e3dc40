package io.evenreach.benchmarks.contest;

import io.evenreach.benchmarks.report.Report;
import io.evenreach.benchmarks.report.Speed;
import io.evenreach.benchmarks.work.Answers;
import io.evenreach.benchmarks.work.Item;
import io.evenreach.benchmarks.work.Recount;
import io.evenreach.benchmarks.work.Work;
import io.evenreach.frequency.ledger.LedgerUnavailableException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The ledger while its database is killed: callers ask again until they are answered, and everything is counted after it. */
public final class KillRun {

    private static final int CUSTOMERS = 5_000;
    private static final int ASKS = 100_000;
    private static final int CALLERS = 64;
    private static final int KILLS = 3;
    private static final long BETWEEN_KILLS_MILLIS = 1_500;

    private KillRun() {}

    public static void measure(Database database, long seed, Report report, Consumer<String> progress)
            throws InterruptedException {
        progress.accept("killing PostgreSQL " + KILLS + " times under load");
        Work work = new Work(seed, CUSTOMERS);
        Answers answers = new Answers(0, ASKS);
        try (LedgerContestant ledger = new LedgerContestant(database, "killed")) {
            Stubborn callers = new Stubborn(ledger);
            Thread load = Thread.ofPlatform()
                    .start(() -> new Load(callers, work, answers).run(ASKS, CALLERS, 1, new Speed()));
            int kills = 0;
            for (; kills < KILLS && !load.join(java.time.Duration.ofMillis(BETWEEN_KILLS_MILLIS)); kills++) {
                database.killAndRestart();
            }
            load.join();
            LedgerContestant.Stored stored = ledger.recount();
            Set<Long> lost = new HashSet<>(callers.granted);
            lost.removeAll(stored.grants());
            Recount recount = Recount.of(work, List.of(answers));
            String after = " after PostgreSQL was killed " + kills + " times";
            report.add(Report.Target.atMost("touches over plan" + after, 0, (double) stored.overPlan()));
            report.add(Report.Target.atMost("grants callers saw that are not stored" + after, 0, lost.size()));
            report.add(Report.Target.atMost("grants more or fewer than the plan allows" + after, 0, (double)
                    Math.abs(recount.granted() - recount.due())));
        }
    }

    /** Asks again while the ledger is away. */
    private static final class Stubborn implements Contestant {

        private final LedgerContestant ledger;
        private final Set<Long> granted = ConcurrentHashMap.newKeySet();

        Stubborn(LedgerContestant ledger) {
            this.ledger = ledger;
        }

        private static <T> T untilAnswered(Supplier<T> call) {
            while (true) {
                try {
                    return call.get();
                } catch (LedgerUnavailableException away) {
                    pause();
                }
            }
        }

        private static void pause() {
            try {
                Thread.sleep(20);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(interrupted);
            }
        }

        @Override
        public String name() {
            return ledger.name();
        }

        @Override
        public Answer ask(Item item) {
            Answer answer = untilAnswered(() -> ledger.ask(item));
            if (answer.grant() != null) {
                granted.add(answer.grant().touchId());
            }
            return answer;
        }

        @Override
        public void confirm(Item item, Answer answer) {
            untilAnswered(() -> {
                ledger.confirm(item, answer);
                return true;
            });
        }

        @Override
        public void close() {}
    }
}
