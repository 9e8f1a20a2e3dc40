package io.evenreach.gateway.routing.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.gateway.routing.Service;
import java.util.List;
import org.junit.jupiter.api.Test;

class RouteTableTest {

    @Test
    void knowsTheOwnerOfEachResource() {
        assertThat(owners(
                        Service.CAMPAIGN,
                        "channels",
                        "campaigns",
                        "ceilings",
                        "quiet-hours",
                        "ask-limits",
                        "complaints",
                        "holds",
                        "maturity",
                        "audit",
                        "campaign-feeds"))
                .isTrue();
        assertThat(owners(Service.IDENTITY, "identity", "profiles")).isTrue();
        assertThat(owners(
                        Service.FREQUENCY,
                        "decisions",
                        "exposures",
                        "confirm-delays",
                        "imports",
                        "simulations",
                        "journal-verifications",
                        "jobs"))
                .isTrue();
        assertThat(owners(
                        Service.GUIDES,
                        "guides",
                        "merchants",
                        "products",
                        "commission-plans",
                        "orders",
                        "touches",
                        "guide-commerce",
                        "guide-expertise",
                        "guide-notes",
                        "ledger",
                        "payout-batches",
                        "payout-items",
                        "settings"))
                .isTrue();
    }

    @Test
    void sendsWhatIsCountedOfACampaignAndOfAPersonToWhoeverCounts() {
        for (String counts : List.of("reach", "heavy", "leakage", "customers", "automated")) {
            assertThat(service("/api/v1/campaigns/c1/" + counts)).isEqualTo(Service.FREQUENCY);
        }
        assertThat(service("/api/v1/profiles/p1/touches")).isEqualTo(Service.FREQUENCY);
        assertThat(service("/api/v1/profiles/p1/maturity")).isEqualTo(Service.CAMPAIGN);
        assertThat(service("/api/v1/profiles/maturity")).isEqualTo(Service.IDENTITY);
        assertThat(service("/api/v1/campaigns/reach")).isEqualTo(Service.CAMPAIGN);
        assertThat(service("/api/v1/campaigns/c1:approve")).isEqualTo(Service.CAMPAIGN);
        assertThat(service("/api/v1/campaigns/c1/reaching")).isEqualTo(Service.CAMPAIGN);
        assertThat(service("/api/v1/profiles/touches")).isEqualTo(Service.IDENTITY);
    }

    @Test
    void allowsUploadsOnImportsOnly() {
        assertThat(RouteTable.routeOf("/api/v1/imports")).hasValue(new Route(Service.FREQUENCY, true));
        assertThat(RouteTable.routeOf("/api/v1/exposures")).hasValue(new Route(Service.FREQUENCY, false));
    }

    @Test
    void leadsShoppersToTheGuidesRecommendation() {
        assertThat(service("/r/abc234xy")).isEqualTo(Service.GUIDES);
        assertThat(RouteTable.isRecommendation("/r/abc234xy")).isTrue();
        assertThat(service("/api/v1/r/abc234xy")).isEqualTo(Service.GUIDES);
        assertThat(RouteTable.isRecommendation("/api/v1/r/abc234xy")).isTrue();
        assertThat(RouteTable.routeOf("/api/v1/r/abc/def")).isEmpty();
        assertThat(RouteTable.routeOf("/r/abc/def")).isEmpty();
        assertThat(RouteTable.isRecommendation("/api/v1/guides")).isFalse();
    }

    @Test
    void ownsNothingElse() {
        for (String path : List.of(
                "/",
                "/api/v1/",
                "/api/v1/users",
                "/api/v1/status",
                "/api/v1/decisionsandmore",
                "/api/v1/Decisions",
                "/api/v1/%64ecisions",
                "/api/v1//decisions",
                "/api/v2/decisions",
                "/actuator/health",
                "/decisions")) {
            assertThat(RouteTable.routeOf(path)).as(path).isEmpty();
        }
    }

    private static boolean owners(Service service, String... resources) {
        return List.of(resources).stream()
                .allMatch(resource -> service("/api/v1/" + resource) == service
                        && service("/api/v1/" + resource + "/1") == service
                        && service("/api/v1/" + resource + "/1:act") == service);
    }

    private static Service service(String path) {
        return RouteTable.routeOf(path).orElseThrow().service();
    }
}
