package io.evenreach.launcher.services;

import io.evenreach.embedded.Sessions;
import io.evenreach.launcher.platform.LauncherEnvironment;
import io.evenreach.launcher.platform.LauncherJvm;
import io.evenreach.launcher.platform.LauncherProblem;
import io.evenreach.launcher.platform.PlatformSecrets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One instance of a service: how its process is started and what it is told.
 *
 * @param name the name people and the status use; a second instance is called {@code frequency-2}
 * @param port its loopback port, the same across its restarts because the gateway knows it
 */
public record ServiceLaunch(Service service, String name, int port, ServiceRuntime runtime, Surroundings surroundings) {

    /** {@code off} starts without a start-up cache and makes none, for instance where everything is thrown away. */
    private static final String STARTUP_CACHE = "EVENREACH_STARTUP_CACHE";

    /** By which guide commerce reads identity. */
    private static final String GUIDES_CLIENT = "EVENREACH_GUIDES_CLIENT_SECRET";

    /** Secrets of the platform that only the service named may have. */
    private static final List<String> GATEWAY_ONLY = List.of(
            PlatformSecrets.ADMIN_USERNAME,
            PlatformSecrets.ADMIN_PASSWORD,
            PlatformSecrets.CLIENT_ID,
            PlatformSecrets.CLIENT_SECRET,
            "EVENREACH_SECRET_KEY");

    /**
     * What every service of one platform shares.
     *
     * @param ports the loopback ports of all instances, by service
     */
    public record Surroundings(
            LauncherEnvironment environment,
            PlatformSecrets secrets,
            String databaseUrl,
            String databaseUser,
            String kafka,
            Map<Service, List<Integer>> ports) {}

    /** @throws LauncherProblem when the environment says something of this service that cannot be understood */
    public ServiceLaunch {
        service.heapMegabytes(surroundings.environment());
    }

    /** The command line of the next run. */
    public List<String> command() {
        var command = new ArrayList<>(List.of(
                LauncherJvm.java().toString(), "-Xmx" + service.heapMegabytes(surroundings.environment()) + "m"));
        command.addAll(StartupCache.SHARED_OPTIONS);
        if (!surroundings.environment().given(STARTUP_CACHE).orElse("").equals("off")) {
            command.addAll(runtime.cache().options(name));
        }
        command.addAll(List.of(
                "-XX:+ExitOnOutOfMemoryError",
                "-Dspring.application.instance=" + name,
                "-D" + marker(surroundings.environment().dataDir()),
                "-jar",
                runtime.jar().toString()));
        return Sessions.ofItsOwn(command);
    }

    /** In the command line of every child, so that a later launcher recognises the ones a killed launcher left. */
    public static String marker(Path dataDir) {
        return "evenreach.data=" + dataDir;
    }

    /** The environment of every run: the launcher's own, without what this service has no business with. */
    public Map<String, String> environment() {
        var all = new LinkedHashMap<>(surroundings.environment().variables());
        all.keySet().removeIf(name -> name.startsWith("SPRING_PROFILES"));
        all.put("SERVER_ADDRESS", "127.0.0.1");
        all.put("SERVER_PORT", Integer.toString(port));
        all.put("EVENREACH_DB_URL", surroundings.databaseUrl());
        all.put("EVENREACH_DB_USER", surroundings.databaseUser());
        all.put("EVENREACH_DB_PASSWORD", surroundings.secrets().databasePassword());
        all.put("EVENREACH_KAFKA", surroundings.kafka());
        all.put("EVENREACH_ISSUER", surroundings.environment().address().toString());
        all.put(
                "EVENREACH_JWKS_URI",
                "http://127.0.0.1:" + surroundings.environment().port() + "/oauth2/jwks");
        all.put("EVENREACH_PARENT_PID", Long.toString(ProcessHandle.current().pid()));
        all.put("EVENREACH_INSTANCE", name);
        // The C library keeps an arena per thread otherwise, which only looks like a leak.
        all.put("MALLOC_ARENA_MAX", "2");
        GATEWAY_ONLY.forEach(all::remove);
        all.remove("EVENREACH_IDENTIFIER_KEY");
        if (service == Service.GATEWAY || service == Service.GUIDES) {
            all.putIfAbsent(GUIDES_CLIENT, surroundings.secrets().guidesClientSecret());
        } else {
            all.remove(GUIDES_CLIENT);
        }
        if (service == Service.GATEWAY) {
            all.putAll(surroundings.secrets().credentials());
            all.put("EVENREACH_SECRET_KEY", surroundings.secrets().secretKey());
            surroundings.ports().forEach((other, ports) -> {
                if (other != Service.GATEWAY) {
                    all.put(other.addressVariable(), addresses(ports));
                }
            });
        } else {
            all.put("EVENREACH_IDENTIFIER_KEY", surroundings.secrets().identifierKey());
        }
        return all;
    }

    private static String addresses(List<Integer> ports) {
        return ports.stream().map(port -> "http://127.0.0.1:" + port).collect(Collectors.joining(","));
    }
}
