package io.evenreach.launcher.supervision;

import io.evenreach.launcher.platform.LauncherProblem;
import io.evenreach.launcher.services.Service;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which services run, and how many of each.
 *
 * @param instances at least one for every service that runs
 */
public record PlatformPlan(Map<Service, Integer> instances) {

    private static final int MOST_INSTANCES = 8;

    public PlatformPlan {
        instances = new EnumMap<>(instances);
    }

    /** Every service once. */
    public static PlatformPlan everything() {
        return of(Map.of(), List.of());
    }

    /**
     * What the command line asked for.
     *
     * @param instances number of instances by service name
     * @param only names of the only services to run; none means all
     * @throws LauncherProblem when a name or a number cannot be meant
     */
    public static PlatformPlan of(Map<String, Integer> instances, List<String> only) {
        Set<Service> chosen = only.isEmpty() ? EnumSet.allOf(Service.class) : EnumSet.noneOf(Service.class);
        only.forEach(name -> chosen.add(service(name)));
        var plan = new EnumMap<Service, Integer>(Service.class);
        chosen.forEach(service -> plan.put(service, 1));
        instances.forEach((name, count) -> {
            var service = service(name);
            if (service == Service.GATEWAY && count != 1) {
                throw new LauncherProblem("The gateway has one address here, so it runs once.");
            }
            if (count < 1 || count > MOST_INSTANCES) {
                throw new LauncherProblem("Between 1 and " + MOST_INSTANCES + " instances of " + name
                        + " can run here, not " + count + ".");
            }
            if (!plan.containsKey(service)) {
                throw new LauncherProblem("--instances names " + name + ", but --only leaves it out.");
            }
            plan.put(service, count);
        });
        return new PlatformPlan(plan);
    }

    private static Service service(String name) {
        return Service.named(name)
                .orElseThrow(() -> new LauncherProblem(
                        "There is no service \"" + name + "\"; there are " + Service.labels() + "."));
    }

    /** Whether the whole platform runs, so that the gateway can be asked for its status. */
    boolean isWhole() {
        return instances.keySet().containsAll(Arrays.asList(Service.values()));
    }
}
