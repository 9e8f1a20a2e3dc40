package io.evenreach.launcher;

import io.evenreach.launcher.platform.LauncherEnvironment;
import io.evenreach.launcher.platform.PlatformStatus;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "status",
        description = "Say what of the platform runs, in which process and on which port.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {"  ./evenreach status", "  ./evenreach status --json"})
final class StatusCommand implements Callable<Integer> {

    @Option(names = "--json", description = "Print one JSON object and nothing else.")
    private boolean json;

    @Option(names = Evenreach.VERBOSE, description = "Show the stack trace of a failure.")
    private boolean verbose;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        var environment = LauncherEnvironment.current();
        var status = PlatformStatus.of(environment.dataDir());
        var out = spec.commandLine().getOut();
        if (json) {
            out.println(status.toJson());
        } else if (status.services().isEmpty()) {
            out.println("Evenreach is not running on " + environment.dataDir() + ". Start it with ./evenreach up");
        } else {
            out.println("Evenreach is " + status.status().toLowerCase(Locale.ROOT) + ": " + status.address());
            status.services()
                    .forEach((name, service) -> out.println(String.format(
                            Locale.ROOT,
                            "  %-12s %-11s process %-8d port %d",
                            name,
                            service.state(),
                            service.pid(),
                            service.port())));
        }
        out.flush();
        return 0;
    }
}
