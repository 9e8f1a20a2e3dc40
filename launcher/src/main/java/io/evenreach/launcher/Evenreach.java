package io.evenreach.launcher;

import io.evenreach.launcher.audit.AuditCommand;
import io.evenreach.launcher.demo.DemoCommand;
import io.evenreach.launcher.platform.LauncherProblem;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** The root of the command line. */
@Command(
        name = "evenreach",
        description = "Every customer reached on every channel exactly as often as the strategy says.",
        subcommands = {
            UpCommand.class,
            DemoCommand.class,
            AuditCommand.class,
            BenchCommand.class,
            VerifyJournalCommand.class,
            StopCommand.class,
            StatusCommand.class
        },
        mixinStandardHelpOptions = true,
        version = "Evenreach 0.1.0",
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./evenreach up                 start the platform here; Ctrl-C stops it",
            "  ./evenreach up --detach        start it in the background",
            "  ./evenreach demo               start it and play a 618 on it",
            "  ./evenreach audit log.csv --plan \"Paid Search=3\"   who of a log was reached too often or too seldom",
            "  ./evenreach bench --quick      how fast the ledger is here, beside Redis and plain PostgreSQL",
            "  ./evenreach verify-journal     whether every stored history is what the journal says",
            "  ./evenreach status --json      what runs, for programs",
            "",
            "Environment: EVENREACH_PORT (8080), EVENREACH_DATA_DIR (.evenreach in the checkout),",
            "EVENREACH_ADMIN_USERNAME, EVENREACH_ADMIN_PASSWORD, EVENREACH_BOOTSTRAP_CLIENT_ID,",
            "EVENREACH_BOOTSTRAP_CLIENT_SECRET; what is not given is generated into the file",
            "credentials in the data directory."
        })
public final class Evenreach {

    static final String VERBOSE = "--verbose";

    private Evenreach() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Evenreach()).setExecutionExceptionHandler(new SentenceInsteadOfTrace());
    }

    /** People get what happened and what to do next; the trace is for those who ask. */
    private static final class SentenceInsteadOfTrace implements IExecutionExceptionHandler {

        @Override
        public int handleExecutionException(Exception problem, CommandLine command, ParseResult arguments) {
            PrintWriter err = command.getErr();
            boolean verbose = arguments.originalArgs().contains(VERBOSE);
            if (problem instanceof LauncherProblem || isOurs(problem)) {
                err.println(problem.getMessage());
            } else {
                err.println("Something unexpected happened: " + problem
                        + (verbose ? "" : "\nRun the command again with --verbose to see where."));
            }
            if (verbose) {
                problem.printStackTrace(err);
            }
            err.flush();
            return command.getCommandSpec().exitCodeOnExecutionException();
        }

        /** The commands' own exceptions carry sentences for people. */
        private static boolean isOurs(Exception problem) {
            return problem instanceof RuntimeException
                    && problem.getClass().getPackageName().startsWith("io.evenreach.launcher")
                    && problem.getMessage() != null;
        }
    }
}
