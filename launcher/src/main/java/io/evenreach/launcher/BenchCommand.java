package io.evenreach.launcher;

import io.evenreach.launcher.platform.LauncherEnvironment;
import io.evenreach.launcher.platform.LauncherJvm;
import io.evenreach.launcher.platform.LauncherProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "bench",
        description = {
            "Measure the touch ledger on this machine, side by side with Redis and with a plain PostgreSQL function; "
                    + "and who is who, and the money of guides.",
            "Redis takes part when redis-server is on the PATH; it is started for the run, in a temporary folder."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./evenreach bench --quick           a first look, in about a minute",
            "  ./evenreach bench --json            the whole comparison, for programs",
            "  ./evenreach bench --identity        only who is who: observing, resolving, folding anew",
            "  ./evenreach bench --guides          only guide commerce: posting, sealing, paying out",
            "  ./evenreach bench --long            also 10 million people, and PostgreSQL killed under load",
            "  ./evenreach up --detach && ./evenreach bench --http   the running platform over HTTP"
        })
final class BenchCommand implements Callable<Integer> {

    @Option(names = "--json", description = "Print the report as one JSON object and nothing else.")
    private boolean json;

    @Option(names = "--quick", description = "One short round.")
    private boolean quick;

    @Option(names = "--long", description = "Also with 10 million people, and with kills; needs about 10 GB of disk.")
    private boolean longer;

    @Option(names = "--http", description = "Measure the platform that runs on this data directory instead.")
    private boolean http;

    @Option(names = "--identity", description = "Measure only who is who: observing, resolving, folding anew.")
    private boolean identityOnly;

    @Option(names = "--guides", description = "Measure only the money of guide commerce: posting, sealing, paying out.")
    private boolean guidesOnly;

    @Option(names = Evenreach.VERBOSE, description = "Show the stack trace of a failure.")
    private boolean verbose;

    @Override
    public Integer call() throws IOException, InterruptedException {
        var environment = LauncherEnvironment.current();
        var command = new ArrayList<>(List.of(
                LauncherJvm.java().toString(),
                "-Xmx2g",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-jar",
                builtJar(environment.home()).toString()));
        if (json) {
            command.add("--json");
        }
        if (quick) {
            command.add("--quick");
        }
        if (longer) {
            command.add("--long");
        }
        if (identityOnly) {
            command.add("--identity");
        }
        if (guidesOnly) {
            command.add("--guides");
        }
        if (http) {
            command.addAll(List.of("--http", "--data-dir", environment.dataDir().toString()));
        }
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    private static Path builtJar(Path home) throws IOException {
        var target = home.resolve("benchmarks").resolve("target");
        if (Files.isDirectory(target)) {
            try (var files = Files.list(target)) {
                var built = files.filter(BenchCommand::isProgram).findFirst();
                if (built.isPresent()) {
                    return built.get();
                }
            }
        }
        throw new LauncherProblem(
                "The benchmarks have not been built. Run ./mvnw -Dquick package, and the command again.");
    }

    private static boolean isProgram(Path file) {
        var name = String.valueOf(file.getFileName());
        return name.startsWith("benchmarks-") && name.endsWith(".jar");
    }
}
