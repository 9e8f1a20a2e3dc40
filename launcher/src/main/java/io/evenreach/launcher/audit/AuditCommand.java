package io.evenreach.launcher.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.evenreach.launcher.audit.AuditPlatform.Preview;
import io.evenreach.launcher.audit.AuditProblem.Kind;
import io.evenreach.launcher.client.HttpPlatformClient;
import io.evenreach.launcher.client.LocalPlatform;
import io.evenreach.launcher.client.PlatformProblem;
import io.evenreach.launcher.client.PlatformStart;
import io.evenreach.launcher.client.PlatformUnavailable;
import io.evenreach.launcher.client.RetryPolicy;
import io.evenreach.launcher.text.Ink;
import io.evenreach.launcher.text.Progress;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code ./evenreach audit}: reads an exposure log and tells, per channel, what was heavy and what leaked. */
@Command(
        name = "audit",
        description = {
            "Import an exposure log and show who was reached too often and who too seldom.",
            "Starts the platform where it is not running. Each audit is a data set of its own, apart from live counts."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the report is complete",
            "1:some rows were broken and skipped; the report is printed all the same",
            "2:the command, the plan or the file cannot be used; nothing was imported",
            "3:the platform could not be started or did not answer"
        },
        footerHeading = "%nExample:%n",
        footer = {
            "  ./evenreach audit log.csv --plan \"Paid Search=3,Facebook=2,Online Video=1\"",
            "  ./evenreach audit log.csv --plan \"search=3\" --map customer=cookie,phone --map time=seen_at --html report.html"
        })
public final class AuditCommand implements Callable<Integer> {

    private final PlatformStart start;
    private final PrintStream out;
    private final PrintStream err;
    private final Clock clock;

    @Parameters(paramLabel = "FILE", description = "CSV file with a header row: one row per exposure.")
    private Path file = Path.of("");

    @Option(
            names = "--plan",
            required = true,
            paramLabel = "CHANNEL=TOUCHES,…",
            converter = PlanConverter.class,
            description = "Touches planned per customer over the whole file, by channel as the file names it.")
    private FrequencyPlan plan = new FrequencyPlan(List.of());

    @Option(
            names = "--map",
            paramLabel = "ROLE=COLUMN",
            description = {
                "Which column is what, where the guess is wrong: customer, time, channel, interaction, exposureId; and zone=ZONE.",
                "Several customer columns are stitched: --map customer=cookie,phone. A type may follow: uid:login_id."
            })
    private List<String> map = new ArrayList<>();

    @Option(names = "--json", description = "Print the report as JSON on standard output, and nothing else there.")
    private boolean json;

    @Option(names = "--csv", description = "Print the report as CSV on standard output, and nothing else there.")
    private boolean csv;

    @Option(
            names = "--html",
            paramLabel = "REPORT",
            description = "Also write the report as a self-contained HTML page.")
    private @Nullable Path html;

    @Option(
            names = "--exposures",
            split = ",",
            paramLabel = "VALUE",
            description = "Values of the interaction column that are exposures. Other rows are skipped.")
    private List<String> exposures = new ArrayList<>();

    @Option(names = "--verbose", description = "Show the stack trace of a failure.")
    private boolean verbose;

    public AuditCommand() {
        this(
                new LocalPlatform(),
                new PrintStream(new FileOutputStream(FileDescriptor.out), true, UTF_8),
                new PrintStream(new FileOutputStream(FileDescriptor.err), true, UTF_8),
                Clock.systemUTC());
    }

    AuditCommand(PlatformStart start, PrintStream out, PrintStream err, Clock clock) {
        this.start = start;
        this.out = out;
        this.err = err;
        this.clock = clock;
    }

    @Override
    public Integer call() {
        try {
            return audit();
        } catch (AuditProblem problem) {
            return failed(problem, problem.exitCode());
        } catch (PlatformUnavailable | PlatformProblem problem) {
            return failed(problem, 3);
        } catch (UncheckedIOException unreadable) {
            return failed(new AuditProblem(Kind.USAGE, "Cannot read " + file + ": " + unreadable.getMessage()), 2);
        }
    }

    private int failed(RuntimeException problem, int exitCode) {
        err.println();
        err.println("evenreach audit: " + problem.getMessage());
        if (verbose) {
            problem.printStackTrace(err);
        }
        return exitCode;
    }

    private int audit() {
        if (json && csv) {
            throw new AuditProblem(Kind.USAGE, "--json and --csv both want standard output; choose one.");
        }
        ColumnOverrides overrides = overrides();
        byte[] sample = sample();
        boolean machine = json || csv;
        Ink ink = Ink.ofStandardOutput();
        PrintStream notes = machine ? err : out;
        Progress progress = new Progress("rows", err, ink == Ink.COLOUR, clock);

        AuditPlatform platform = new AuditPlatform(
                new HttpPlatformClient(start.running(progress::say), RetryPolicy.patient(), progress::say));
        Preview preview = platform.preview(String.valueOf(file.getFileName()), sample);
        Columns columns = ColumnChoice.choose(preview, overrides).withExposures(exposures);
        notes.println("Columns of " + file.getFileName() + " (correct them with --map ROLE=COLUMN):");
        columns.lines().forEach(line -> notes.println("  " + line));
        notes.println();
        notes.flush();

        AuditReport report = new AuditRun(platform, progress, clock).run(file, preview, columns, plan);
        print(report, ink);
        writeHtml(report, notes);
        return report.rowsRejected() == 0 ? 0 : 1;
    }

    private ColumnOverrides overrides() {
        try {
            return ColumnOverrides.parse(map);
        } catch (IllegalArgumentException unusable) {
            throw new AuditProblem(Kind.USAGE, String.valueOf(unusable.getMessage()));
        }
    }

    private byte[] sample() {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new AuditProblem(Kind.USAGE, "There is no readable file " + file.toAbsolutePath() + ".");
        }
        try {
            byte[] sample = FileSample.of(file);
            if (sample.length == 0) {
                throw new AuditProblem(Kind.USAGE, file + " is empty.");
            }
            return sample;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private void print(AuditReport report, Ink ink) {
        if (json) {
            out.print(ReportJson.render(report));
        } else if (csv) {
            out.print(ReportCsv.render(report));
        } else {
            ReportText.render(report, ink).forEach(out::println);
        }
        out.flush();
    }

    private void writeHtml(AuditReport report, PrintStream notes) {
        if (html == null) {
            return;
        }
        try {
            Files.writeString(html, ReportHtml.render(report), UTF_8);
        } catch (IOException unwritable) {
            throw new AuditProblem(
                    Kind.USAGE, "The report is above, but " + html + " cannot be written: " + unwritable.getMessage());
        }
        notes.println("Report written to " + html.toAbsolutePath());
    }

    /** Makes picocli say what is wrong with a plan. */
    static final class PlanConverter implements ITypeConverter<FrequencyPlan> {

        @Override
        public FrequencyPlan convert(String text) {
            try {
                return FrequencyPlan.parse(text);
            } catch (IllegalArgumentException unusable) {
                throw new TypeConversionException(String.valueOf(unusable.getMessage()));
            }
        }
    }
}
