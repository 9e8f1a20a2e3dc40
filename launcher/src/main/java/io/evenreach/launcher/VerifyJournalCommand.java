package io.evenreach.launcher;

import io.evenreach.launcher.client.HttpPlatformClient;
import io.evenreach.launcher.client.LocalPlatform;
import io.evenreach.launcher.client.PlatformAccess;
import io.evenreach.launcher.client.PlatformClient;
import io.evenreach.launcher.client.PlatformProblem;
import io.evenreach.launcher.client.PlatformStart;
import io.evenreach.launcher.client.PlatformUnavailable;
import io.evenreach.launcher.client.RetryPolicy;
import io.evenreach.launcher.text.Figures;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/**
 * {@code ./evenreach verify-journal}: proves that what is stored of people is what the journal says, and that each grant
 * ended once.
 */
@Command(
        name = "verify-journal",
        description = {
            "Fold the journal of the running platform and compare each person's history with what is stored,",
            "byte for byte, as of one moment; and count the grants by what became of them.",
            "Decisions go on meanwhile; nothing is changed."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every history is what the journal says, and no grant is lost or doubled",
            "1:some differ; they are named",
            "3:the platform does not run, did not answer or could not finish"
        },
        footerHeading = "%nExamples:%n",
        footer = {"  ./evenreach verify-journal", "  ./evenreach verify-journal --json"})
final class VerifyJournalCommand implements Callable<Integer> {

    private static final int DIFFERENT = 1;
    private static final int TROUBLE = 3;
    private static final Duration POLL = Duration.ofMillis(500);

    private final PlatformStart platform;

    @Option(names = "--json", description = "Print one JSON object and nothing else.")
    private boolean json;

    @Option(names = Evenreach.VERBOSE, description = "Show the stack trace of a failure.")
    private boolean verbose;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    VerifyJournalCommand() {
        this(VerifyJournalCommand::runningHere);
    }

    VerifyJournalCommand(PlatformStart platform) {
        this.platform = platform;
    }

    /** There is nothing to verify on a platform that would have to be started first. */
    private static PlatformAccess runningHere(Consumer<String> says) {
        LocalPlatform local = new LocalPlatform();
        if (!local.isRunning()) {
            throw new PlatformUnavailable(
                    "Evenreach is not running on " + local.dataDirectory() + ". Start it with ./evenreach up");
        }
        return local.running(says);
    }

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        try {
            Consumer<String> says = err::println;
            return verify(new HttpPlatformClient(platform.running(says), RetryPolicy.patient(), says));
        } catch (PlatformUnavailable | PlatformProblem problem) {
            err.println(problem.getMessage());
            if (verbose) {
                problem.printStackTrace(err);
            }
            return TROUBLE;
        } finally {
            err.flush();
        }
    }

    private int verify(PlatformClient client) throws InterruptedException {
        String path = "/journal-verifications/"
                + client.post("/journal-verifications", null).path("jobId").asString();
        JsonNode job = client.get(path);
        while (!isOver(job)) {
            Thread.sleep(POLL);
            job = client.get(path);
        }
        if (json) {
            spec.commandLine().getOut().println(job);
        } else {
            tell(job);
        }
        spec.commandLine().getOut().flush();
        if (job.path("status").asString().equals("FAILED")) {
            return TROUBLE;
        }
        return job.path("differenceCount").asLong() == 0 ? 0 : DIFFERENT;
    }

    private static boolean isOver(JsonNode job) {
        String status = job.path("status").asString();
        return status.equals("COMPLETED") || status.equals("FAILED");
    }

    private void tell(JsonNode job) {
        PrintWriter out = spec.commandLine().getOut();
        if (job.path("status").asString().equals("FAILED")) {
            out.println(
                    "The journal could not be verified: " + job.path("error").asString());
            return;
        }
        out.println(Figures.count(job.path("entriesFolded").asLong()) + " journal entries folded, "
                + Figures.count(job.path("profilesChecked").asLong()) + " people compared.");
        JsonNode grants = job.path("grants");
        out.println(grantsIn(grants, "made") + " grants: " + grantsIn(grants, "confirmed") + " confirmed, "
                + grantsIn(grants, "released") + " released, " + grantsIn(grants, "expired") + " expired, "
                + grantsIn(grants, "live") + " waiting, " + grantsIn(grants, "erased")
                + " gone with people who were erased.");
        long differences = job.path("differenceCount").asLong();
        if (differences == 0) {
            out.println("Every history is what the journal says, byte for byte, and no grant is lost or doubled.");
            return;
        }
        out.println(Figures.count(differences) + " differ:");
        JsonNode named = job.path("differences");
        named.forEach(
                difference -> out.println("  " + difference.path("profileId").asString() + "  "
                        + difference.path("kind").asString()));
        if (named.size() < differences) {
            out.println("  and " + Figures.count(differences - named.size()) + " more");
        }
    }

    private static String grantsIn(JsonNode grants, String end) {
        return Figures.count(grants.path(end).asLong());
    }
}
