package io.evenreach.launcher.platform;

import io.evenreach.launcher.platform.PlatformState.Condition;
import io.evenreach.launcher.platform.PlatformState.Phase;
import io.evenreach.launcher.platform.PlatformState.ServiceState;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import tools.jackson.databind.json.JsonMapper;

/**
 * What runs on a data directory at this moment, asked of the processes themselves.
 *
 * @param status READY, STARTING, DEGRADED (it was ready and a part is not up now), STOPPING or STOPPED
 * @param address what people type into a browser; empty when nothing runs
 * @param services the components by name
 */
public record PlatformStatus(String status, String address, Map<String, ServiceState> services) {

    private static final PlatformStatus STOPPED = new PlatformStatus("STOPPED", "", Map.of());
    private static final int OK = 200;

    public static PlatformStatus of(Path dataDir) {
        var data = new DataDirectory(dataDir);
        var state = data.readState();
        if (!data.isTaken() || state.isEmpty() || state.get().phase() == Phase.STOPPED) {
            return STOPPED;
        }
        var now = asked(state.get());
        return new PlatformStatus(word(state.get(), now), state.get().address().toString(), now);
    }

    private static String word(PlatformState state, Map<String, ServiceState> now) {
        if (state.phase() != Phase.READY) {
            return state.phase().name();
        }
        boolean allUp = now.values().stream().allMatch(service -> service.state() == Condition.UP);
        // The gateway knows more than health checks do, for instance a feed that stopped.
        boolean wholePlatform =
                now.keySet().containsAll(java.util.List.of("identity", "campaign", "frequency", "guides", "gateway"));
        boolean gatewayAgrees = !wholePlatform || HttpCheck.get(state.port(), "/api/v1/status") == OK;
        return allUp && gatewayAgrees ? "READY" : "DEGRADED";
    }

    private static Map<String, ServiceState> asked(PlatformState state) {
        var answers = new ConcurrentHashMap<String, ServiceState>();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            state.services()
                    .forEach((name, service) -> executor.execute(() -> answers.put(name, asked(name, service))));
        }
        var ordered = new LinkedHashMap<String, ServiceState>();
        state.services()
                .keySet()
                .forEach(name -> ordered.put(
                        name, answers.getOrDefault(name, state.services().get(name))));
        return ordered;
    }

    private static ServiceState asked(String name, ServiceState told) {
        if (told.state() != Condition.UP) {
            return told;
        }
        boolean alive = ProcessHandle.of(told.pid()).map(ProcessHandle::isAlive).orElse(false);
        boolean answers = alive && (name.equals("postgres") || name.equals("kafka") || isHealthy(told.port()));
        return answers ? told : new ServiceState(Condition.DOWN, told.pid(), told.port());
    }

    private static boolean isHealthy(int port) {
        int answer = HttpCheck.get(port, "/actuator/health/readiness");
        return answer == OK || (answer == 404 && HttpCheck.get(port, "/actuator/health") == OK);
    }

    public String toJson() {
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(this);
    }
}
