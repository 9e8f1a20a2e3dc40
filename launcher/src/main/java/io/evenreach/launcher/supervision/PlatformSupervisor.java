package io.evenreach.launcher.supervision;

import io.evenreach.embedded.LoopbackPorts;
import io.evenreach.launcher.platform.DataDirectory;
import io.evenreach.launcher.platform.HttpCheck;
import io.evenreach.launcher.platform.LauncherEnvironment;
import io.evenreach.launcher.platform.LauncherProblem;
import io.evenreach.launcher.platform.PlatformSecrets;
import io.evenreach.launcher.platform.PlatformState;
import io.evenreach.launcher.platform.PlatformState.Phase;
import io.evenreach.launcher.platform.PlatformState.ServiceState;
import io.evenreach.launcher.services.Service;
import io.evenreach.launcher.services.ServiceLaunch;
import io.evenreach.launcher.services.ServiceRuntime;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Runs one whole platform on one data directory. */
public final class PlatformSupervisor {

    private static final Duration READY_PATIENCE = Duration.ofMinutes(3);

    /** Two at once keep two cores busy; more would only need more memory. */
    private static final int CACHES_AT_ONCE = 2;

    private final LauncherEnvironment environment;
    private final PlatformPlan plan;
    private final DataDirectory data;
    private final Bulletin bulletin;
    private final FileChannel lock;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final List<Component> components = new ArrayList<>();
    private final Map<Service, ServiceRuntime> runtimes = new EnumMap<>(Service.class);

    private Phase phase = Phase.STARTING;
    private String note = "Starting";
    private boolean stopping;

    private PlatformSupervisor(
            LauncherEnvironment environment, PlatformPlan plan, Consumer<String> lines, FileChannel lock) {
        this.environment = environment;
        this.plan = plan;
        this.data = new DataDirectory(environment.dataDir());
        this.bulletin = new Bulletin(lines, this::publish);
        this.lock = lock;
    }

    /** Takes the data directory; empty when another launcher runs on it. */
    public static java.util.Optional<PlatformSupervisor> take(
            LauncherEnvironment environment, PlatformPlan plan, Consumer<String> lines) {
        var data = new DataDirectory(environment.dataDir());
        data.create();
        return data.take().map(lock -> new PlatformSupervisor(environment, plan, lines, lock));
    }

    /**
     * Starts everything and returns when the platform answers.
     *
     * @return whether it is ready; false when it was stopped meanwhile
     * @throws LauncherProblem when a part does not come up; the caller then stops the rest
     */
    public boolean start() throws InterruptedException {
        var leftovers = data.readState().map(this::leftovers);
        publish();
        leftovers.ifPresent(Leftovers::end);
        if (plan.instances().containsKey(Service.GATEWAY) && !LoopbackPorts.isFree(environment.port())) {
            throw new LauncherProblem("Port " + environment.port() + " is in use by another program. Stop it, or set"
                    + " EVENREACH_PORT to a free port.");
        }
        var secrets = PlatformSecrets.loadOrMake(environment, data);
        var postgres = new PostgresComponent(
                data.postgres(),
                PostgresComponent.options(environment)
                        .withPort(LoopbackPorts.next())
                        .withPassword(secrets.databasePassword())
                        .withBinaries(data.runtime())
                        .withLog(data.freshLog("postgres")),
                bulletin);
        var kafka = new KafkaComponent(data.kafka(), LoopbackPorts.next(), bulletin);
        add(postgres);
        add(kafka);
        inParallel(List.of(started(postgres), started(kafka), this::prepareServices));
        if (isStopping()) {
            return false;
        }
        var services = serviceComponents(new ServiceLaunch.Surroundings(
                environment, secrets, postgres.url(), postgres.user(), kafka.bootstrapServers(), ports()));
        services.forEach(this::add);
        inParallel(services.stream().map(PlatformSupervisor::started).toList());
        if (plan.isWhole()) {
            awaitGateway();
        }
        synchronized (this) {
            if (stopping) {
                return false;
            }
            phase = Phase.READY;
            note = "Ready";
            publish();
            return true;
        }
    }

    private static Callable<Void> started(Component component) {
        return () -> {
            component.start();
            return null;
        };
    }

    private Void prepareServices() {
        for (var service : plan.instances().keySet()) {
            var runtime = ServiceRuntime.prepare(
                    service, environment.home(), data.runtime().resolve("services"));
            synchronized (this) {
                runtimes.put(service, runtime);
            }
        }
        return null;
    }

    private synchronized void add(Component component) {
        components.add(component);
        publish();
    }

    private synchronized boolean isStopping() {
        return stopping;
    }

    private Map<Service, List<Integer>> ports() {
        var ports = new EnumMap<Service, List<Integer>>(Service.class);
        plan.instances().forEach((service, count) -> {
            var chosen = new ArrayList<Integer>();
            for (int instance = 0; instance < count; instance++) {
                chosen.add(service == Service.GATEWAY ? environment.port() : LoopbackPorts.next());
            }
            ports.put(service, List.copyOf(chosen));
        });
        return ports;
    }

    private synchronized List<ServiceComponent> serviceComponents(ServiceLaunch.Surroundings surroundings) {
        var all = new ArrayList<ServiceComponent>();
        runtimes.forEach((service, runtime) -> {
            var ports = surroundings.ports().getOrDefault(service, List.of());
            for (int index = 0; index < ports.size(); index++) {
                var name = index == 0 ? service.label() : service.label() + "-" + (index + 1);
                var launch = new ServiceLaunch(service, name, ports.get(index), runtime, surroundings);
                all.add(new ServiceComponent(launch, data.freshLog(name), bulletin));
            }
        });
        return all;
    }

    private Leftovers leftovers(PlatformState last) {
        return new Leftovers(last.services().values().stream()
                .flatMap(service -> ProcessHandle.of(service.pid()).stream())
                .filter(this::isOurs)
                .toList());
    }

    private boolean isOurs(ProcessHandle process) {
        return process.info().commandLine().orElse("").contains(ServiceLaunch.marker(environment.dataDir()));
    }

    private void awaitGateway() throws InterruptedException {
        var deadline = System.nanoTime() + READY_PATIENCE.toNanos();
        while (!isStopping() && HttpCheck.get(environment.port(), "/api/v1/status") != 200) {
            if (System.nanoTime() > deadline) {
                throw new LauncherProblem(
                        "Every service answers, but the gateway does not call the platform ready after "
                                + READY_PATIENCE.toMinutes() + " minutes: see http://localhost:" + environment.port()
                                + "/api/v1/status and " + data.log("gateway"));
            }
            Thread.sleep(200);
        }
    }

    private static void inParallel(List<Callable<Void>> tasks) throws InterruptedException {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var futures = tasks.stream().map(executor::submit).toList();
            LauncherProblem problem = null;
            for (Future<Void> future : futures) {
                try {
                    future.get();
                } catch (ExecutionException e) {
                    problem = e.getCause() instanceof LauncherProblem known
                            ? known
                            : new LauncherProblem("The platform did not start: " + e.getCause(), e);
                }
            }
            if (problem != null) {
                throw problem;
            }
        }
    }

    /** Waits until the platform was stopped. */
    public void awaitEnd() throws InterruptedException {
        ended.await();
    }

    /** Stops the gateway, the services, Kafka and PostgreSQL, in this order; a second caller waits for the first. */
    public void stop() throws InterruptedException {
        List<Component> all;
        boolean first;
        synchronized (this) {
            first = !stopping;
            stopping = true;
        }
        if (!first) {
            ended.await();
            return;
        }
        synchronized (this) {
            phase = Phase.STOPPING;
            note = "Stopping";
            all = List.copyOf(components);
        }
        publish();
        stopServices(all, true);
        stopServices(all, false);
        for (var component : all.reversed()) {
            if (!(component instanceof ServiceComponent)) {
                component.stop();
            }
        }
        makeStartupCaches();
        synchronized (this) {
            runtimes.values().forEach(ServiceRuntime::close);
            phase = Phase.STOPPED;
            note = "Stopped";
        }
        publish();
        try {
            lock.close();
        } catch (IOException e) {
            bulletin.say("The lock of " + data.root() + " could not be released: " + e.getMessage());
        }
        ended.countDown();
    }

    /** The gateway first, so that nobody sends work to services that are leaving. */
    private static void stopServices(List<Component> all, boolean gateway) {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var component : all) {
                if (component instanceof ServiceComponent
                        && component.name().equals(Service.GATEWAY.label()) == gateway) {
                    executor.execute(component::stop);
                }
            }
        }
    }

    private void makeStartupCaches() {
        List<Map.Entry<Service, ServiceRuntime>> waiting;
        synchronized (this) {
            waiting = runtimes.entrySet().stream()
                    .filter(entry -> entry.getValue().cache().canBeMade())
                    .toList();
            if (waiting.isEmpty()) {
                return;
            }
            note = "Preparing faster starts, once after each build";
        }
        publish();
        bulletin.say("  Preparing faster starts, once after each build (about half a minute)");
        var started = System.nanoTime();
        try (var executor = Executors.newFixedThreadPool(CACHES_AT_ONCE)) {
            waiting.forEach(entry -> executor.execute(() -> {
                if (!entry.getValue().cache().make()) {
                    bulletin.say("  " + entry.getKey().label() + " will go on starting without a start-up cache");
                }
            }));
        }
        bulletin.say(String.format(
                Locale.ROOT,
                "  Prepared in %.1f s",
                Duration.ofNanos(System.nanoTime() - started).toMillis() / 1000.0));
    }

    private synchronized void publish() {
        var states = new LinkedHashMap<String, ServiceState>();
        components.forEach(component -> states.put(component.name(), component.state()));
        data.writeState(new PlatformState(ProcessHandle.current().pid(), environment.port(), phase, note, states));
    }
}
