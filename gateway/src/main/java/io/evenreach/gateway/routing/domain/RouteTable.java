package io.evenreach.gateway.routing.domain;

import static io.evenreach.gateway.routing.Service.CAMPAIGN;
import static io.evenreach.gateway.routing.Service.FREQUENCY;
import static io.evenreach.gateway.routing.Service.GUIDES;
import static io.evenreach.gateway.routing.Service.IDENTITY;

import io.evenreach.gateway.routing.Service;
import java.util.List;
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
            Map.entry("ask-limits", CAMPAIGN),
            Map.entry("complaints", CAMPAIGN),
            Map.entry("behaviours", CAMPAIGN),
            Map.entry("holds", CAMPAIGN),
            Map.entry("maturity", CAMPAIGN),
            Map.entry("audit", CAMPAIGN),
            Map.entry("campaign-feeds", CAMPAIGN),
            Map.entry("decisions", FREQUENCY),
            Map.entry("exposures", FREQUENCY),
            Map.entry("confirm-delays", FREQUENCY),
            Map.entry("imports", FREQUENCY),
            Map.entry("simulations", FREQUENCY),
            Map.entry("journal-verifications", FREQUENCY),
            Map.entry("jobs", FREQUENCY),
            Map.entry("guides", GUIDES),
            Map.entry("merchants", GUIDES),
            Map.entry("products", GUIDES),
            Map.entry("commission-plans", GUIDES),
            Map.entry("orders", GUIDES),
            Map.entry("touches", GUIDES),
            Map.entry("guide-commerce", GUIDES),
            Map.entry("ledger", GUIDES),
            Map.entry("payout-batches", GUIDES),
            Map.entry("payout-items", GUIDES),
            Map.entry("guide-notes", GUIDES),
            Map.entry("guide-expertise", GUIDES),
            Map.entry("guide-forest", GUIDES),
            Map.entry("settings", GUIDES));

    private static final Map<String, Map<String, Service>> COUNTED_ELSEWHERE = Map.of(
            "campaigns",
            Map.of(
                    "reach", FREQUENCY,
                    "heavy", FREQUENCY,
                    "leakage", FREQUENCY,
                    "customers", FREQUENCY,
                    "automated", FREQUENCY),
            "profiles",
            Map.of("touches", FREQUENCY, "maturity", CAMPAIGN));

    /** Where a guide's recommendation leads to: short, because it is printed and typed. */
    private static final List<String> RECOMMENDATIONS = List.of("/r/", BASE + "r/");

    private static final Set<String> UPLOADS = Set.of("imports");

    private RouteTable() {}

    /** Whether it is followed by shoppers, who have no token and whose browser is known by a cookie. */
    public static boolean isRecommendation(String rawPath) {
        return RECOMMENDATIONS.stream()
                .anyMatch(start -> rawPath.startsWith(start) && rawPath.indexOf('/', start.length()) < 0);
    }

    /**
     * @param rawPath the path as sent, not decoded, without the query
     * @return empty where no service owns the path
     */
    public static Optional<Route> routeOf(String rawPath) {
        if (isRecommendation(rawPath)) {
            return Optional.of(new Route(GUIDES, false));
        }
        if (!rawPath.startsWith(BASE)) {
            return Optional.empty();
        }
        String[] segments = rawPath.substring(BASE.length()).split("/", 4);
        String resource = segments[0];
        Service owner = OWNERS.get(resource);
        if (owner == null) {
            return Optional.empty();
        }
        Service counting = segments.length > 2
                ? COUNTED_ELSEWHERE.getOrDefault(resource, Map.of()).getOrDefault(segments[2], owner)
                : owner;
        return Optional.of(new Route(counting, UPLOADS.contains(resource)));
    }
}
