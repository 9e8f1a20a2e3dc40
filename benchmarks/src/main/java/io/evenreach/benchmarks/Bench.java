package io.evenreach.benchmarks;

import io.evenreach.benchmarks.contest.Contest;
import io.evenreach.benchmarks.contest.Database;
import io.evenreach.benchmarks.contest.KillRun;
import io.evenreach.benchmarks.contest.Scale;
import io.evenreach.benchmarks.guides.GuidesBench;
import io.evenreach.benchmarks.http.HttpBench;
import io.evenreach.benchmarks.identity.IdentityBench;
import io.evenreach.benchmarks.report.Core;
import io.evenreach.benchmarks.report.Machine;
import io.evenreach.benchmarks.report.Report;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What {@code ./evenreach bench} runs. The report goes to standard output, everything else to standard error. */
@Command(
        name = "bench",
        description = "Measure the ledgers, side by side with what people would write instead, and identity.")
public final class Bench implements Callable<Integer> {

    @Option(names = "--json", description = "Print the report as one JSON object.")
    private boolean json;

    @Option(names = "--quick", description = "One short round, for a first look.")
    private boolean quick;

    @Option(names = "--long", description = "Also with 10 million people, and with PostgreSQL killed under load.")
    private boolean longer;

    @Option(names = "--http", description = "Measure a running platform over HTTP instead.")
    private boolean http;

    @Option(names = "--identity", description = "Measure identity only.")
    private boolean identityOnly;

    @Option(names = "--guides", description = "Measure the commission ledger only.")
    private boolean guidesOnly;

    @Option(names = "--seed", defaultValue = "618", description = "Makes the work; the same seed gives the same asks.")
    private long seed;

    @Option(names = "--data-dir", description = "With --http: the data directory of the running platform.")
    private @Nullable Path dataDir;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Bench()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        // Whatever libraries print goes to standard error, so that a program can read the report.
        PrintStream out = System.out;
        System.setOut(System.err);
        Report report = http ? overHttp() : inProcess();
        out.println(json ? report.toJson() : report.toMarkdown());
        out.flush();
        return 0;
    }

    private Report overHttp() throws Exception {
        if (dataDir == null) {
            throw new CommandLine.ParameterException(new CommandLine(this), "--http needs --data-dir");
        }
        Report report = new Report(Machine.here(Map.of()));
        try {
            new HttpBench(dataDir, quick, Bench::say).measure(report);
        } catch (IOException | IllegalStateException failure) {
            // What was measured until then is worth telling.
            report.note("The run ended early: " + failure.getMessage());
        }
        return report;
    }

    private Report inProcess() throws Exception {
        Path folder = Files.createTempDirectory("evenreach-bench");
        try (Database database = Database.in(folder.resolve("postgres"))) {
            Report report = new Report(Machine.here(versions(database)));
            boolean all = !identityOnly && !guidesOnly;
            if (all) {
                measureLedger(database, folder, report);
            }
            if (all || identityOnly) {
                measureIdentity(database, report);
            }
            if (all || guidesOnly) {
                GuidesBench.Size size = quick ? GuidesBench.Size.QUICK : GuidesBench.Size.FULL;
                try (GuidesBench guides = new GuidesBench(database, folder.resolve("kafka"), size, Bench::say)) {
                    guides.measure(report);
                }
            }
            if (longer && all) {
                Scale.measure(database, seed, report, Bench::say);
                KillRun.measure(database, seed, report, Bench::say);
            }
            if (quick) {
                report.note("Taken with --quick: one short round.");
            }
            return report;
        } finally {
            remove(folder);
        }
    }

    private void measureIdentity(Database database, Report report) {
        IdentityBench.Size people = quick ? IdentityBench.Size.QUICK : IdentityBench.Size.FULL;
        try (IdentityBench identity = new IdentityBench(database, seed, people, Bench::say)) {
            identity.measure(report);
        }
    }

    private void measureLedger(Database database, Path folder, Report report) throws Exception {
        say("the core, in JMH");
        Core.measure(report, quick);
        Contest.Size size = quick ? Contest.Size.QUICK : Contest.Size.FULL;
        try (Contest contest = new Contest(database, folder, seed, size, Bench::say)) {
            contest.play(report);
            contest.measureLimit(report);
            contest.measureChoice(report);
        }
    }

    private static Map<String, String> versions(Database database) {
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("PostgreSQL", database.versionAndDurability());
        versions.put(
                "Redis",
                Contest.redisVersion()
                        .map(version -> version + ", appendonly=yes, appendfsync=everysec and always, no snapshots")
                        .orElse("not installed"));
        return versions;
    }

    private static void say(String line) {
        System.err.println("  " + line);
    }

    private static void remove(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
