package io.evenreach.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.platform.security.Scopes;
import io.evenreach.testkit.HttpProbe;
import io.evenreach.testkit.HttpProbe.Answer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ChannelsIT extends ServiceTestBase {

    @Test
    void definesAChannelAndAnswersItsDefaults() {
        Answer created = brand().put("/api/v1/channels/paid-search", channelBody());

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.headers().firstValue("Location")).hasValue("/api/v1/channels/paid-search");
        assertThat(created.headers().firstValue("ETag")).hasValue("\"1\"");
        JsonNode channel = brand().get("/api/v1/channels/paid-search").json();
        assertThat(channel).isEqualTo(created.json());
        assertThat(channel.path("closed").asBoolean()).isFalse();
        assertThat(channel.path("grantTtl").asString()).isEqualTo("PT10M");
        assertThat(channel.path("onUnavailable").asString()).isEqualTo("DENY");
        assertThat(channel.has("partnerId")).isFalse();
    }

    @Test
    void changesNothingWhenTheSameIsDefinedAgain() {
        brand().put("/api/v1/channels/same", channelBody());
        String before = everything();

        Answer again = brand().put("/api/v1/channels/same", channelBody());

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.json().path("version").asLong()).isEqualTo(1);
        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void redefinesAChannelAtTheVersionTheCallerHasSeen() {
        brand().put("/api/v1/channels/renamed", channelBody());
        Map<String, Object> renamed = with(channelBody(), "name", "Search ads");

        Answer changed = brand().put("/api/v1/channels/renamed", renamed, Map.of("If-Match", "\"1\""));

        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.headers().firstValue("ETag")).hasValue("\"2\"");
        refused(
                412,
                "STALE_VERSION",
                () -> brand().put("/api/v1/channels/renamed", channelBody(), Map.of("If-Match", "\"1\"")));
        refused(
                412,
                "STALE_VERSION",
                () -> brand().put("/api/v1/channels/not-there-yet", channelBody(), Map.of("If-Match", "*")));
    }

    @Test
    void refusesBrokenInputAndChangesNothing() {
        refused(400, "MALFORMED_JSON", () -> brand().put("/api/v1/channels/broken", "{\"name\":"));
        Answer unknown = refused(
                400,
                "UNKNOWN_FIELD",
                () -> brand().put("/api/v1/channels/broken", with(channelBody(), "colour", "red")));
        assertThat(unknown.pointer()).isEqualTo("/colour");
        Answer nameless = refused(
                400, "INVALID_FIELD", () -> brand().put("/api/v1/channels/broken", with(channelBody(), "name", null)));
        assertThat(nameless.pointer()).isEqualTo("/name");
        Answer family = refused(
                400,
                "INVALID_FIELD",
                () -> brand().put("/api/v1/channels/broken", with(channelBody(), "family", "PIGEON")));
        assertThat(family.pointer()).isEqualTo("/family");
        Answer brief = refused(
                422,
                "OUT_OF_RANGE",
                () -> brand().put("/api/v1/channels/broken", with(channelBody(), "grantTtl", "PT0.5S")));
        assertThat(brief.pointer()).isEqualTo("/grantTtl");
        Answer walled = refused(
                422,
                "INVALID_FIELD",
                () -> brand().put(
                                "/api/v1/channels/broken",
                                with(with(channelBody(), "domain", "PRIVATE"), "closed", true)));
        assertThat(walled.pointer()).isEqualTo("/closed");
        for (Object length : List.of(600, "600", "")) {
            Answer unwritten = refused(
                    400,
                    "INVALID_FIELD",
                    () -> brand().put("/api/v1/channels/broken", with(channelBody(), "grantTtl", length)));
            assertThat(unwritten.pointer()).isEqualTo("/grantTtl");
        }
        refused(400, "INVALID_PARAMETER", () -> brand().put("/api/v1/channels/no%20blanks", channelBody()));
        refused(404, "NOT_FOUND", () -> brand().get("/api/v1/channels/nowhere"));
    }

    @Test
    void asksForTheScope() {
        refused(401, "UNAUTHENTICATED", () -> nobody().put("/api/v1/channels/closed-shop", channelBody()));
        refused(
                403,
                "MISSING_SCOPE",
                () -> person("ada", Scopes.CHANNEL_READ).put("/api/v1/channels/closed-shop", channelBody()));
        refused(403, "MISSING_SCOPE", () -> person("ada", Scopes.CHANNEL_WRITE).get("/api/v1/channels"));
    }

    @Test
    void showsAPartnerItsOwnChannelsOnly() {
        channel("of-acme", "acme");
        channel("of-globex", "globex");
        channel("of-the-brand", null);

        assertThat(ids(partner("acme").get("/api/v1/channels"))).containsExactly("of-acme");
        assertThat(partner("acme").get("/api/v1/channels/of-acme").status()).isEqualTo(200);
        refused(404, "NOT_FOUND", () -> partner("acme").get("/api/v1/channels/of-globex"));
        refused(404, "NOT_FOUND", () -> partner("acme").get("/api/v1/channels/of-the-brand"));
        refused(404, "NOT_FOUND", () -> partner("acme").put("/api/v1/channels/of-globex", channelBody()));
        Answer forAnother = refused(
                422,
                "NOT_YOURS",
                () -> partner("acme").put("/api/v1/channels/new-one", with(channelBody(), "partnerId", "globex")));
        assertThat(forAnother.pointer()).isEqualTo("/partnerId");
    }

    @Test
    void showsMerchantsAndGuidesNoChannels() {
        channel("unseen", null);

        for (HttpProbe stranger : List.of(merchant("shop"), guide("g-1"))) {
            assertThat(ids(stranger.get("/api/v1/channels"))).isEmpty();
            refused(404, "NOT_FOUND", () -> stranger.get("/api/v1/channels/unseen"));
            refused(403, "FORBIDDEN", () -> stranger.put("/api/v1/channels/unseen", channelBody()));
        }
    }

    @Test
    void keepsFeedsAndAuditLogForTheBrand() {
        channel("told-of", "acme");

        for (HttpProbe stranger : List.of(partner("acme"), merchant("shop"), guide("g-1"))) {
            refused(404, "NOT_FOUND", () -> stranger.get("/api/v1/campaign-feeds/channels"));
            refused(404, "NOT_FOUND", () -> stranger.get("/api/v1/audit"));
        }
        assertThat(brand().get("/api/v1/campaign-feeds/channels").status()).isEqualTo(200);
        assertThat(brand().get("/api/v1/audit").status()).isEqualTo(200);
    }

    @Test
    void givesAPartnerTheChannelItDefines() {
        Answer defined = partner("initech").put("/api/v1/channels/of-initech", channelBody());

        assertThat(defined.status()).isEqualTo(201);
        assertThat(defined.json().path("partnerId").asString()).isEqualTo("initech");
    }

    @Test
    void listsEveryChannelOncePageByPage() {
        for (int number = 10; number < 17; number++) {
            channel("paged-" + number, "pager");
        }
        List<String> seen = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = partner("pager")
                    .get("/api/v1/channels?limit=3&cursor=" + cursor)
                    .json();
            page.path("items")
                    .forEach(channel -> seen.add(channel.path("channelId").asString()));
            cursor = page.path("nextCursor").asString("");
        } while (!cursor.isEmpty());

        assertThat(seen)
                .containsExactly("paged-10", "paged-11", "paged-12", "paged-13", "paged-14", "paged-15", "paged-16");
        refused(400, "INVALID_PARAMETER", () -> brand().get("/api/v1/channels?limit=501"));
        refused(400, "INVALID_PARAMETER", () -> brand().get("/api/v1/channels?cursor=%21"));
    }

    @Test
    void describesItsRoutes() {
        JsonNode routes = nobody().get("/v3/api-docs").json().path("paths");

        assertThat(routes.propertyNames())
                .contains(
                        "/api/v1/channels",
                        "/api/v1/channels/{channelId}",
                        "/api/v1/campaigns",
                        "/api/v1/campaigns/{campaignId}",
                        "/api/v1/campaigns/{campaignId}:activate",
                        "/api/v1/campaigns/{campaignId}/versions",
                        "/api/v1/complaints",
                        "/api/v1/complaints/{complaintId}:resolve",
                        "/api/v1/holds/{holdId}:release",
                        "/api/v1/audit",
                        "/api/v1/campaign-feeds/{feed}");
        List<String> parameters = new ArrayList<>();
        routes.path("/api/v1/channels/{channelId}")
                .path("put")
                .path("parameters")
                .forEach(parameter -> parameters.add(parameter.path("name").asString()));
        assertThat(parameters).containsExactlyInAnyOrder("channelId", "If-Match");
        assertThat(statusesOf(routes, "/api/v1/campaigns", "post"))
                .contains("201")
                .doesNotContain("200");
        assertThat(statusesOf(routes, "/api/v1/channels/{channelId}", "put")).contains("200", "201");
    }

    private static Collection<String> statusesOf(JsonNode routes, String path, String method) {
        return routes.path(path).path(method).path("responses").propertyNames();
    }

    private static List<String> ids(Answer list) {
        List<String> ids = new ArrayList<>();
        list.json()
                .path("items")
                .forEach(channel -> ids.add(channel.path("channelId").asString()));
        return ids;
    }
}
