package io.evenreach.gateway.routing.domain;

import static io.evenreach.gateway.routing.Service.CAMPAIGN;
import static io.evenreach.gateway.routing.Service.FREQUENCY;
import static io.evenreach.gateway.routing.Service.IDENTITY;

import io.evenreach.gateway.routing.Service;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which service owns which path. The first segment below the base decides, except where one service keeps a resource
 * and another counts on it: then the third segment does.
 */
public final class RouteTable {

    public static final String BASE = "/api/v1/";

    private static final Map<String, Service> OWNERS = Map.ofEntries(
            Map.entry("identity", IDENTITY),
            Map.entry("profiles", IDENTITY),
            Map.entry("channels", CAMPAIGN),
            Map.entry("campaigns", CAMPAIGN),
            Map.entry("ceilings", CAMPAIGN),
            Map.entry("quiet-hours", CAMPAIGN),
            Map.entry("complaints", CAMPAIGN),
            Map.entry("behaviours", CAMPAIGN),
            Map.entry("holds", CAMPAIGN),
            Map.entry("audit", CAMPAIGN),
            Map.entry("campaign-feeds", CAMPAIGN),
            Map.entry("decisions", FREQUENCY),
            Map.entry("exposures", FREQUENCY),
            Map.entry("imports", FREQUENCY),
            Map.entry("simulations", FREQUENCY),
            Map.entry("journal-verifications", FREQUENCY),
            Map.entry("jobs", FREQUENCY));

    private static final Map<String, Set<String>> COUNTED_BY_FREQUENCY =
            Map.of("campaigns", Set.of("reach", "heavy", "leakage", "customers"), "profiles", Set.of("touches"));

    private static final Set<String> UPLOADS = Set.of("imports");

    private RouteTable() {}

    /**
     * @param rawPath the path as sent, not decoded, without the query
     * @return empty where no service owns the path
     */
    public static Optional<Route> routeOf(String rawPath) {
        if (!rawPath.startsWith(BASE)) {
            return Optional.empty();
        }
        String[] segments = rawPath.substring(BASE.length()).split("/", 4);
        String resource = segments[0];
        Service owner = OWNERS.get(resource);
        if (owner == null) {
            return Optional.empty();
        }
        boolean counted = segments.length > 2
                && COUNTED_BY_FREQUENCY.getOrDefault(resource, Set.of()).contains(segments[2]);
        return Optional.of(new Route(counted ? FREQUENCY : owner, UPLOADS.contains(resource)));
    }
}
