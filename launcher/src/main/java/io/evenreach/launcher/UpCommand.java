package io.evenreach.launcher;

import io.evenreach.launcher.platform.BackgroundLauncher;
import io.evenreach.launcher.platform.DataDirectory;
import io.evenreach.launcher.platform.LauncherEnvironment;
import io.evenreach.launcher.platform.PlatformSecrets;
import io.evenreach.launcher.platform.RunningPlatform;
import io.evenreach.launcher.supervision.PlatformPlan;
import io.evenreach.launcher.supervision.PlatformSupervisor;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "up",
        description = {
            "Start PostgreSQL, Kafka and every service, and watch over them until Ctrl-C.",
            "On a data directory that is in use already it prints the address and ends."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./evenreach up",
            "  ./evenreach up --detach --instances frequency=2",
            "  EVENREACH_PORT=9090 EVENREACH_DATA_DIR=/tmp/second ./evenreach up"
        })
final class UpCommand implements Callable<Integer> {

    @Option(names = "--detach", description = "Return when the platform is ready and leave it running.")
    private boolean detach;

    @Option(
            names = "--instances",
            paramLabel = "SERVICE=N",
            split = ",",
            description = "Run several instances of a service; the gateway spreads requests over them.")
    private Map<String, Integer> instances = new LinkedHashMap<>();

    @Option(
            names = "--only",
            paramLabel = "SERVICE",
            split = ",",
            description =
                    "Start only these services (identity, campaign, frequency, guides, gateway) beside PostgreSQL and Kafka.")
    private List<String> only = new ArrayList<>();

    /** Set by {@code --detach} for the process it leaves running. */
    @Option(names = "--background", hidden = true)
    private boolean background;

    @Option(names = Evenreach.VERBOSE, description = "Show the stack trace of a failure.")
    private boolean verbose;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        var environment = LauncherEnvironment.current();
        var plan = PlatformPlan.of(instances, only);
        var out = spec.commandLine().getOut();
        if (detach) {
            var platform = RunningPlatform.findOrStart(
                    environment, arguments(), line -> say(out, line), new BackgroundLauncher());
            announce(out, environment, platform);
            return 0;
        }
        var started = System.nanoTime();
        while (true) {
            var supervisor = PlatformSupervisor.take(environment, plan, line -> say(out, line));
            if (supervisor.isPresent()) {
                return run(supervisor.get(), environment, started, out);
            }
            var running = RunningPlatform.find(environment, line -> say(out, line));
            if (running.isPresent()) {
                announce(out, environment, running.get());
                return 0;
            }
        }
    }

    private List<String> arguments() {
        var arguments = new ArrayList<String>();
        instances.forEach((service, count) -> arguments.addAll(List.of("--instances", service + "=" + count)));
        only.forEach(service -> arguments.addAll(List.of("--only", service)));
        return arguments;
    }

    private int run(PlatformSupervisor supervisor, LauncherEnvironment environment, long started, PrintWriter out)
            throws InterruptedException {
        LauncherLogs.open(new DataDirectory(environment.dataDir()));
        var exitCode = new AtomicInteger();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stopAndHalt(supervisor, exitCode, out), "stop"));
        boolean ready;
        try {
            ready = supervisor.start();
        } catch (RuntimeException | InterruptedException e) {
            exitCode.set(1);
            supervisor.stop();
            throw e;
        }
        if (ready && !background) {
            var took = Duration.ofNanos(System.nanoTime() - started).toMillis() / 1000.0;
            say(out, String.format(Locale.ROOT, "Evenreach is ready after %.1f s: %s", took, environment.address()));
            say(out, signInHint(environment) + " Ctrl-C stops everything.");
        }
        supervisor.awaitEnd();
        return 0;
    }

    /** A JVM that a signal ends reports the signal; a platform that was stopped as asked has succeeded. */
    private static void stopAndHalt(PlatformSupervisor supervisor, AtomicInteger exitCode, PrintWriter out) {
        try {
            supervisor.stop();
        } catch (InterruptedException e) {
            exitCode.set(1);
        }
        out.flush();
        Runtime.getRuntime().halt(exitCode.get());
    }

    private static void announce(PrintWriter out, LauncherEnvironment environment, RunningPlatform platform) {
        say(out, "Evenreach " + (platform.startedHere() ? "is ready: " : "is running: ") + platform.address());
        say(out, signInHint(environment) + " ./evenreach stop ends it.");
    }

    private static String signInHint(LauncherEnvironment environment) {
        var name = environment.given(PlatformSecrets.ADMIN_USERNAME);
        Optional<String> password = environment.given(PlatformSecrets.ADMIN_PASSWORD);
        return "Sign in as " + name.orElse("admin") + " with the password "
                + (password.isPresent()
                        ? "from " + PlatformSecrets.ADMIN_PASSWORD + "."
                        : "in " + new DataDirectory(environment.dataDir()).credentials() + ".");
    }

    private static void say(PrintWriter out, String line) {
        out.println(line);
        out.flush();
    }
}
