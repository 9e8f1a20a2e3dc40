package io.evenreach.benchmarks.contest;

import io.evenreach.benchmarks.report.Report;
import io.evenreach.benchmarks.report.Speed;
import io.evenreach.benchmarks.work.Answers;
import io.evenreach.benchmarks.work.Recount;
import io.evenreach.benchmarks.work.Work;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** All systems on the same work in one process, one after the other in every round. */
public final class Contest implements AutoCloseable {

    public static final String SINGLES_64 = "64 callers, single asks";
    public static final String SINGLES_512 = "512 callers, single asks";
    public static final String BATCHES = "batches of 500";

    private static final String LEDGER = "Evenreach";
    private static final String REDIS_EVERYSEC = "Redis and Lua, appendfsync=everysec";
    private static final int BATCH = 500;

    /** As many as the machine can keep busy; each works on one batch at a time. */
    private static final int BATCH_CALLERS = Math.max(2, Runtime.getRuntime().availableProcessors());

    /**
     * How much is done.
     *
     * @param warmAsks asks before anything is measured, of people most of whom are new
     * @param singleAsks per round, system and number of callers
     * @param batchAsks per round and system
     */
    public record Size(int customers, int rounds, int warmAsks, int singleAsks, int batchAsks) {
        public static final Size FULL = new Size(200_000, 5, 200_000, 60_000, 200_000);
        public static final Size QUICK = new Size(200_000, 1, 40_000, 20_000, 100_000);
    }

    private record Mode(String name, int callers, int batch) {}

    private static final List<Mode> MODES = List.of(
            new Mode(SINGLES_64, 64, 1), new Mode(SINGLES_512, 512, 1), new Mode(BATCHES, BATCH_CALLERS, BATCH));

    private record Measured(Load load, Speed speed) {}

    /** One system with what it was asked so far. */
    private static final class Entry {
        private final Contestant contestant;
        private final Map<Mode, Measured> measured = new LinkedHashMap<>();
        private final List<Answers> answers = new ArrayList<>();

        Entry(Contestant contestant) {
            this.contestant = contestant;
        }

        Load open(Work work, int stream, int asks) {
            Answers opened = new Answers(stream, asks);
            answers.add(opened);
            return new Load(contestant, work, opened);
        }
    }

    private final Database database;
    private final Work work;
    private final Size size;
    private final Consumer<String> progress;
    private final LedgerContestant ledger;
    private final List<Entry> entries = new ArrayList<>();

    /**
     * @param folder for the servers' files; the caller removes it
     * @param progress hears a line per step
     */
    public Contest(Database database, Path folder, long seed, Size size, Consumer<String> progress) throws IOException {
        this.database = database;
        this.work = new Work(seed, size.customers());
        this.size = size;
        this.progress = progress;
        this.ledger = new LedgerContestant(database, "frequency");
        entries.add(new Entry(ledger));
        Optional<Path> redis = RedisServer.program();
        if (redis.isPresent()) {
            for (String fsync : List.of("everysec", "always")) {
                entries.add(new Entry(new RedisContestant(redis.get(), folder.resolve("redis-" + fsync), fsync)));
            }
        }
        entries.add(new Entry(new NaiveContestant(database)));
    }

    /** The version of the Redis that takes part; empty where none is installed. */
    public static Optional<String> redisVersion() {
        return RedisServer.program().map(RedisServer::version);
    }

    /** Plays all rounds; gives the exact recount of every system by its name. */
    public Map<String, Recount> play(Report report) {
        warm();
        for (int round = 0; round < size.rounds(); round++) {
            for (Mode mode : MODES) {
                progress.accept("round " + (round + 1) + " of " + size.rounds() + ": " + mode.name());
                for (Entry entry : entries) {
                    Measured measured = entry.measured.get(mode);
                    if (measured != null) {
                        measured.load().run(asksOf(mode), mode.callers(), mode.batch(), measured.speed());
                    }
                }
            }
        }
        Map<String, Recount> recounts = new LinkedHashMap<>();
        for (Entry entry : entries) {
            recounts.put(entry.contestant.name(), Recount.of(work, entry.answers));
        }
        tell(report, recounts);
        return recounts;
    }

    private int asksOf(Mode mode) {
        return mode.batch() == 1 ? size.singleAsks() : size.batchAsks();
    }

    /** First in the way the system likes best, and less where that is slow; then in every way it will be measured in. */
    private void warm() {
        for (Entry entry : entries) {
            progress.accept("warming " + entry.contestant.name());
            boolean batches = entry.contestant.takesBatches();
            int asks = batches ? size.warmAsks() : size.warmAsks() / 4;
            entry.open(work, 0, asks).run(asks, batches ? BATCH_CALLERS : 64, batches ? BATCH : 1, new Speed());
            for (Mode mode : MODES) {
                if (mode.batch() > 1 && !batches) {
                    continue;
                }
                int stream = 1 + MODES.indexOf(mode);
                int perRound = asksOf(mode);
                Load load = entry.open(work, stream, perRound / 2 + perRound * size.rounds());
                load.run(perRound / 2, mode.callers(), mode.batch(), new Speed());
                entry.measured.put(mode, new Measured(load, new Speed()));
            }
        }
    }

    private void tell(Report report, Map<String, Recount> recounts) {
        for (Mode mode : MODES) {
            for (Entry entry : entries) {
                Measured measured = entry.measured.get(mode);
                if (measured != null) {
                    report.add(Report.Row.of(mode.name(), entry.contestant.name(), measured.speed()));
                }
            }
        }
        compare(report, SINGLES_64, 1.3, true);
        compare(report, SINGLES_512, 1.3, true);
        compare(report, BATCHES, 1.5, false);
        Recount ours = recounts.get(ledger.name());
        if (ours != null) {
            report.add(Report.Target.atMost("touches over plan, as callers saw them", 0, (double) ours.overGranted()));
        }
        LedgerContestant.Stored stored = ledger.recount();
        report.add(Report.Target.atMost("touches over plan, as stored", 0, (double) stored.overPlan()));
        recounts.forEach((system, recount) -> {
            if (!recount.isExact()) {
                report.note(system + " is not exact: " + recount);
            }
        });
        if (redisVersion().isEmpty()) {
            report.note("Redis did not take part, because there is no redis-server on the PATH.");
        }
    }

    private static void compare(Report report, String mode, double wanted, boolean latencyToo) {
        Report.Row ours = report.row(mode, LEDGER);
        Report.Row theirs = report.row(mode, REDIS_EVERYSEC);
        if (ours == null || theirs == null) {
            return;
        }
        report.add(Report.Target.atLeast(
                mode + ": asks/s against Redis everysec", wanted, ours.asksPerSecond() / theirs.asksPerSecond()));
        if (latencyToo) {
            report.add(Report.Target.atMost(
                    mode + ": p99 against Redis everysec", 1, ours.p99Millis() / theirs.p99Millis()));
        }
    }

    /** What a choice among many campaigns costs. */
    public void measureChoice(Report report) {
        progress.accept("choosing among campaigns");
        ManyCampaigns.measure(ledger, Math.clamp(size.batchAsks() / 2_000, 1, 100), report);
    }

    /** How far the ledger is from what the database could do at most, and how long its rows are. */
    public void measureLimit(Report report) throws Exception {
        progress.accept("raw upserts");
        double bytes = ledger.bytesOfState(10);
        report.add(Report.Target.atMost("bytes of state at 10 touches", 200, bytes));
        Double mean = ledger.jdbc().queryForObject("select avg(length(state)) from touch_history", Double.class);
        int typical = mean == null ? 0 : (int) Math.round(mean);
        UnnestLimit.rowsPerSecond(database, work, size.warmAsks(), typical, BATCH_CALLERS);
        double limit = UnnestLimit.rowsPerSecond(database, work, size.batchAsks(), typical, BATCH_CALLERS);
        report.add(new Report.Figure("raw upserts of rows with " + typical + " bytes of state", limit, "rows/s"));
        Report.Row ours = report.row(BATCHES, LEDGER);
        if (ours != null) {
            report.add(new Report.Figure(
                    "asks and confirms in batches, of the raw upserts", 100 * ours.operationsPerSecond() / limit, "%"));
        }
    }

    @Override
    public void close() {
        for (Entry entry : entries) {
            entry.contestant.close();
        }
    }
}
