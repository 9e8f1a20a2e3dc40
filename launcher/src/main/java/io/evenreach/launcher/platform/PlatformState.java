package io.evenreach.launcher.platform;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a launcher tells other processes about the platform it runs.
 *
 * @param launcherPid the process that holds the data directory
 * @param port the gateway's port
 * @param phase where the platform is in its life
 * @param note one line for people about what happens now
 * @param services the components by name, in the order they start
 */
public record PlatformState(long launcherPid, int port, Phase phase, String note, Map<String, ServiceState> services) {

    /** The phases of a platform, in their order. */
    public enum Phase {
        STARTING,
        READY,
        STOPPING,
        STOPPED
    }

    /** What happens to one component. */
    public enum Condition {
        STARTING,
        UP,
        RESTARTING,
        DOWN
    }

    /** One component as its supervisor sees it. */
    public record ServiceState(Condition state, long pid, int port) {}

    /** The text is not a state, for instance because an older version wrote it. */
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        Unreadable(Throwable cause) {
            super(cause);
        }
    }

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    public PlatformState {
        services = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(services));
    }

    /** What people type into a browser. */
    public URI address() {
        return LauncherEnvironment.addressOf(port);
    }

    String toJson() {
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this);
    }

    static PlatformState fromJson(String text) throws Unreadable {
        try {
            return JSON.readValue(text, PlatformState.class);
        } catch (JacksonException e) {
            throw new Unreadable(e);
        }
    }
}
