package io.evenreach.launcher.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.evenreach.launcher.client.HttpPlatformClient;
import io.evenreach.launcher.client.LocalPlatform;
import io.evenreach.launcher.client.PlatformAccess;
import io.evenreach.launcher.client.PlatformClient;
import io.evenreach.launcher.client.PlatformProblem;
import io.evenreach.launcher.client.PlatformUnavailable;
import io.evenreach.launcher.client.ReachReport;
import io.evenreach.launcher.client.RetryPolicy;
import io.evenreach.launcher.text.Ink;
import io.evenreach.launcher.text.Progress;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./evenreach demo}: starts the platform, plays a 618 on it, reports, and stays until Ctrl-C. */
@Command(
        name = "demo",
        description = {
            "Start the platform and play a seeded, accelerated 618 on it: customers with several identifiers across search,",
            "WeChat and video, asks and exposures, late sign-ins, complaints; then guides, orders, refunds and a payout. Look",
            "around in the browser afterwards; Ctrl-C stops everything. A second start keeps the data and only reports."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:stopped as asked", "3:the platform could not be started or did not answer"},
        footerHeading = "%nExamples:%n",
        footer = {"  ./evenreach demo", "  ./evenreach demo --customers 5000 --exit"})
public final class DemoCommand implements Callable<Integer> {

    private static final int PLATFORM_TROUBLE = 3;
    private static final int MOST_CUSTOMERS = 20_000;

    private final LocalPlatform platform = new LocalPlatform();
    private final PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, UTF_8);
    private final PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, UTF_8);
    private final Clock clock = Clock.systemUTC();

    @Option(names = "--customers", description = "How many customers the story has (${DEFAULT-VALUE}).")
    private int customers = 2_000;

    @Option(names = "--seed", description = "The same seed tells the same story (${DEFAULT-VALUE}).")
    private long seed = 618;

    @Option(names = "--exit", description = "End after the report; a platform that was started for it is stopped.")
    private boolean exit;

    @Option(names = "--verbose", description = "Show the stack trace of a failure.")
    private boolean verbose;

    @Override
    public Integer call() throws InterruptedException {
        if (customers < 1 || customers > MOST_CUSTOMERS) {
            err.println("evenreach demo: --customers is a number from 1 to " + MOST_CUSTOMERS + ".");
            return 2;
        }
        // Before the start, so that Ctrl-C during it leaves nothing running.
        Thread onSignal = new Thread(this::stopAndHalt, "stop");
        Runtime.getRuntime().addShutdownHook(onSignal);
        try {
            return demo();
        } catch (PlatformUnavailable | PlatformProblem problem) {
            err.println();
            err.println("evenreach demo: " + problem.getMessage());
            if (verbose) {
                problem.printStackTrace(err);
            }
            return PLATFORM_TROUBLE;
        } finally {
            stopWhatWasStarted();
            forget(onSignal);
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            // The signal came, and the hook is doing its work.
        }
    }

    private int demo() throws InterruptedException {
        Ink ink = Ink.ofStandardOutput();
        Progress progress = new Progress("events", out, ink == Ink.COLOUR, clock);
        PlatformAccess access = platform.running(progress::say);
        PlatformClient client = new HttpPlatformClient(access, RetryPolicy.patient(), progress::say);
        DemoMarker marker = played(client, access, progress);
        DemoStory story = DemoStory.tell(marker.seed(), marker.customers());
        ReachReport reach = ReachReport.read(client, marker.campaignId());
        Map<String, Long> causes = HeavyCauses.count(client, marker.campaignId());
        DemoReport.night(story, reach, causes, PlainCounter.replay(story), marker.live(), ink)
                .forEach(out::println);
        MarketReport.read(client, marker.guides())
                .render(MarketStory.tell(marker.seed(), marker.customers()), ink)
                .forEach(out::println);
        DemoReport.wayIn(access, ink).forEach(out::println);
        if (exit) {
            stopWhatWasStarted();
        } else if (platform.startedHere()) {
            out.println("Ctrl-C stops everything; the data stays for the next start.");
            awaitEnd();
        } else {
            out.println("The platform was running before and goes on; ./evenreach stop ends it.");
        }
        return 0;
    }

    /** Plays the story, unless this data directory has seen it to its end. */
    private DemoMarker played(PlatformClient client, PlatformAccess access, Progress progress) {
        Path data = platform.dataDirectory();
        Optional<DemoMarker> known = DemoMarker.read(data)
                .filter(marker ->
                        client.find("/campaigns/" + marker.campaignId()).isPresent());
        if (known.isPresent() && known.get().finished()) {
            out.println("The story was played before; its data is still here.");
            return known.get();
        }
        DemoMarker marker = known.orElseGet(() -> {
            Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
            String campaignId = DemoPlay.prepare(client, now);
            List<MarketPlay.Listed> guides = MarketPlay.prepare(client, MarketStory.tell(seed, customers));
            Instant from = clock.instant().truncatedTo(ChronoUnit.MILLIS);
            return new DemoMarker(campaignId, guides, seed, customers, from, false, DemoMarker.Live.NONE);
        });
        marker.write(data);
        DemoStory story = DemoStory.tell(marker.seed(), marker.customers());
        DemoMarker.Live live = new DemoPlay(client, story, marker, progress, clock).play();
        MarketStory market = MarketStory.tell(marker.seed(), marker.customers());
        new MarketPlay(client, access, market, story, marker, progress, clock).play();
        DemoMarker finished = marker.finished(live);
        finished.write(data);
        return finished;
    }

    private void awaitEnd() throws InterruptedException {
        while (platform.isRunning()) {
            Thread.sleep(1_000);
        }
        out.println("The platform was stopped.");
    }

    private void stopWhatWasStarted() throws InterruptedException {
        if (platform.startedHere()) {
            platform.stop(out::println);
        }
    }

    /**
     * A JVM that a signal ends reports the signal; a demo that was stopped as asked has succeeded. One that nobody expected
     * to be stopped, because it was still starting or would have ended by itself, keeps the signal's exit code.
     */
    private void stopAndHalt() {
        int exitCode = 0;
        try {
            out.println();
            platform.stop(out::println);
        } catch (InterruptedException interrupted) {
            exitCode = PLATFORM_TROUBLE;
        }
        out.flush();
        if (platform.startedHere() && !exit) {
            Runtime.getRuntime().halt(exitCode);
        }
    }
}
