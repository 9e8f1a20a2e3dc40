package io.evenreach.launcher;

import io.evenreach.launcher.platform.DataDirectory;
import io.evenreach.launcher.platform.LauncherEnvironment;
import io.evenreach.launcher.platform.LauncherProblem;
import io.evenreach.launcher.platform.PlatformState;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "stop",
        description = "Stop the platform of this data directory cleanly; its data stays.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {"  ./evenreach stop", "  EVENREACH_DATA_DIR=/tmp/second ./evenreach stop"})
final class StopCommand implements Callable<Integer> {

    /** Services may finish what they are doing, and the first stop after a build makes the start-up caches. */
    private static final Duration PATIENCE = Duration.ofMinutes(6);

    private static final Duration POLL = Duration.ofMillis(100);

    @Option(names = Evenreach.VERBOSE, description = "Show the stack trace of a failure.")
    private boolean verbose;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        var data = new DataDirectory(LauncherEnvironment.current().dataDir());
        var out = spec.commandLine().getOut();
        if (!data.isTaken()) {
            out.println("Evenreach is not running on " + data.root() + ".");
            out.flush();
            return 0;
        }
        var launcher = data.readState()
                .map(PlatformState::launcherPid)
                .flatMap(ProcessHandle::of)
                .orElseThrow(() -> new LauncherProblem("A launcher holds " + data.root()
                        + " but does not say which process it is. Try again in a moment."));
        if (!launcher.destroy()) {
            throw new LauncherProblem("The launcher (process " + launcher.pid()
                    + ") does not let itself be stopped by this user. Use the account that started it.");
        }
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        var lastNote = "";
        while (data.isTaken() && launcher.isAlive()) {
            if (System.nanoTime() > deadline) {
                launcher.destroyForcibly();
                throw new LauncherProblem("The platform did not stop within " + PATIENCE.toMinutes()
                        + " minutes, so its launcher was ended; the rest ends by itself. Logs: "
                        + data.root().resolve("logs"));
            }
            var note = data.readState().map(PlatformState::note).orElse("");
            if (!note.equals(lastNote) && !note.equals("Ready") && !note.equals("Stopped")) {
                out.println(note + " …");
                out.flush();
                lastNote = note;
            }
            Thread.sleep(POLL);
        }
        out.println("Evenreach is stopped.");
        out.flush();
        return 0;
    }
}
