package io.evenreach.launcher.services;

import io.evenreach.launcher.platform.LauncherEnvironment;
import io.evenreach.launcher.platform.LauncherProblem;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The services of the platform, in the order in which their lines are shown. */
public enum Service {
    IDENTITY("identity", "identity-service", 256),
    CAMPAIGN("campaign", "campaign-service", 256),
    FREQUENCY("frequency", "frequency-service", 384),
    GUIDES("guides", "guide-commerce-service", 192),
    GATEWAY("gateway", "gateway", 320);

    private final String label;
    private final String module;
    private final int heapMegabytes;

    Service(String label, String module, int heapMegabytes) {
        this.label = label;
        this.module = module;
        this.heapMegabytes = heapMegabytes;
    }

    /** The name people and the status use. */
    public String label() {
        return label;
    }

    String module() {
        return module;
    }

    /**
     * The most that the heap of an instance may be.
     *
     * @throws LauncherProblem when the environment says something else than a number of megabytes
     */
    int heapMegabytes(LauncherEnvironment environment) {
        return environment.heapMegabytes("EVENREACH_" + name() + "_HEAP_MB", heapMegabytes);
    }

    /** The variable in which the gateway finds the addresses of this service. */
    String addressVariable() {
        return "EVENREACH_" + name() + "_URL";
    }

    public static Optional<Service> named(String label) {
        return Arrays.stream(values())
                .filter(service -> service.label.equals(label.strip().toLowerCase(Locale.ROOT)))
                .findFirst();
    }

    public static String labels() {
        return Arrays.stream(values()).map(Service::label).collect(Collectors.joining(", "));
    }
}
