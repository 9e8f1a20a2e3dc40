package io.evenreach.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.systemtests.Api.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Whatever is wrong with a request, the answer says what, and nothing has changed. */
@Order(5)
@ExtendWith(OnePlatform.class)
class BrokenInputSystemTest {

    private static final List<String> BATCHES =
            List.of("/exposures", "/decisions", "/identity/observations", "/identity/resolve");
    private static final Duration SETTLE = Duration.ofSeconds(15);

    private final String name = UUID.randomUUID().toString();
    private final List<Identifier> customer = List.of(Identifier.cookie("broken.example", name));
    private final Api api;
    private final Stage stage;

    /** Tells a story that must not change. */
    BrokenInputSystemTest(Platform platform) {
        api = platform.api();
        stage = Stage.now(api, "Broken input " + name, Map.of("broken-search", 3));
        stage.confirm(stage.ask("broken-search", customer), "broken-search", customer);
        Eventually.within(SETTLE, "the exposure is counted", () -> exposures() == 1);
    }

    @Test
    void refusesBrokenJson() {
        assertChangesNothing(platform -> BATCHES.forEach(path -> {
            Answer answer = api.send("POST", path, "{\"exposures\": [");
            assertThat(answer.status()).as("%s %s", path, answer.body()).isEqualTo(400);
            assertThat(answer.code()).isEqualTo("MALFORMED_JSON");
        }));
    }

    @Test
    void refusesAnUnknownField() {
        assertChangesNothing(platform -> {
            ObjectNode exposure = exposure("unknown-field", "broken-search", Instant.now());
            exposure.put("colour", "red");
            Answer answer = api.post("/exposures", Wire.batch("exposures", List.of(exposure)));

            assertThat(answer.status()).as("%s", answer.body()).isBetween(400, 422);
            assertThat(answer.code()).isEqualTo("UNKNOWN_FIELD");
            assertThat(answer.body().path("errors").path(0).path("pointer").asString(""))
                    .contains("colour");
        });
    }

    @Test
    void refusesOneItemTooMany() {
        assertChangesNothing(platform -> {
            assertTooMany("/exposures", "exposures", exposure("too-many", "broken-search", Instant.now()));
            assertTooMany(
                    "/decisions", "requests", Wire.request("too-many", stage.campaignId(), "broken-search", customer));
            assertTooMany(
                    "/identity/observations", "observations", Wire.observation("too-many", Instant.now(), customer));
            ObjectNode lookup = Wire.object();
            lookup.set("identifiers", Wire.identifiers(customer));
            assertTooMany("/identity/resolve", "lookups", lookup);
        });
    }

    private void assertTooMany(String path, String items, ObjectNode item) {
        Answer answer = api.post(path, Wire.batch(items, Collections.nCopies(1_001, item)));
        assertThat(answer.status()).as("%s %s", path, answer.body()).isBetween(400, 422);
        assertThat(answer.code()).isEqualTo("TOO_MANY_ITEMS");
    }

    @Test
    void rejectsAnUnknownChannel() {
        assertChangesNothing(platform -> {
            JsonNode exposed = stage.expose(List.of(exposure("unknown-channel", "no-such-channel", Instant.now())));
            assertThat(exposed.path("accepted").asInt()).isZero();
            assertThat(exposed.path("rejected").path(0).path("index").asInt(-1)).isZero();
            assertThat(exposed.path("rejected").path(0).path("code").asString(""))
                    .isEqualTo("UNKNOWN_CHANNEL");

            Answer asked = api.post(
                    "/decisions",
                    Wire.batch(
                            "requests",
                            List.of(Wire.request("unknown-channel", stage.campaignId(), "no-such-channel", customer))));
            assertThat(asked.status()).as("%s", asked.body()).isEqualTo(422);
            assertThat(asked.code()).isEqualTo("UNKNOWN_CHANNEL");

            Answer campaign = api.post(
                    "/campaigns",
                    Wire.campaign("x", Instant.now(), Instant.now().plusSeconds(60), Map.of("no-such-channel", 1)));
            assertThat(campaign.status()).as("%s", campaign.body()).isEqualTo(422);
            assertThat(campaign.code()).isEqualTo("UNKNOWN_CHANNEL");
        });
    }

    @Test
    void rejectsTimesInTheFarFuture() {
        Instant future = Instant.parse("2999-01-01T00:00:00Z");
        assertChangesNothing(platform -> {
            JsonNode exposed = stage.expose(List.of(exposure("future", "broken-search", future)));
            assertThat(exposed.path("accepted").asInt()).isZero();
            assertThat(exposed.path("rejected")).hasSize(1);

            String stranger = UUID.randomUUID().toString();
            JsonNode result = api.post(
                            "/identity/observations",
                            Wire.batch(
                                    "observations",
                                    List.of(Wire.observation(
                                            "future-" + stranger,
                                            future,
                                            List.of(customer.getFirst(), Identifier.openid(stranger))))))
                    .ok()
                    .path("results")
                    .path(0);
            assertThat(result.path("outcome").asString("")).as("%s", result).isNotEqualTo("LINKED");
            assertThat(known(Identifier.openid(stranger)))
                    .as("a refused observation makes nobody known")
                    .isFalse();
        });
    }

    private boolean known(Identifier id) {
        ObjectNode lookup = Wire.object();
        lookup.set("identifiers", Wire.identifiers(List.of(id)));
        return api.post("/identity/resolve", Wire.batch("lookups", List.of(lookup)))
                .ok()
                .path("results")
                .path(0)
                .path("known")
                .asBoolean(true);
    }

    @Test
    void rejectsExposuresOnSomebodyElsesChannel() {
        String channel = "partner-" + name;
        api.put("/channels/" + channel, Wire.channel(channel).put("partnerId", "partner-b"))
                .ok();
        Api partner = client("partner-a", "exposure:write", "decision:ask");
        awaitChannel(channel);
        assertChangesNothing(platform -> {
            Answer exposed = partner.post(
                    "/exposures", Wire.batch("exposures", List.of(exposure("not-mine", channel, Instant.now()))));
            assertRefused(exposed);

            Answer asked = partner.post(
                    "/decisions",
                    Wire.batch(
                            "requests",
                            List.of(Wire.request(
                                    UUID.randomUUID().toString(), stage.campaignId(), channel, customer))));
            if (asked.status() < 300) {
                JsonNode decision = asked.body().path("decisions").path(0);
                assertThat(Stage.isAllowed(decision)).isFalse();
                assertThat(Stage.reason(decision))
                        .as("a partner learns no more")
                        .isIn("PLAN_REACHED", "NOT_ALLOWED");
            } else {
                assertThat(asked.status()).isBetween(400, 499);
            }
        });
    }

    /** Either the whole call is refused, or each of its items. */
    private static void assertRefused(Answer answer) {
        if (answer.status() < 300) {
            assertThat(answer.body().path("accepted").asInt()).isZero();
            assertThat(answer.body().path("rejected")).hasSize(1);
        } else {
            assertThat(answer.status()).as("%s", answer.body()).isBetween(400, 499);
        }
    }

    private void awaitChannel(String channel) {
        Stage known = Stage.set(
                api,
                "Knows " + channel,
                Instant.now().minusSeconds(60),
                Instant.now().plusSeconds(3_600),
                Map.of(channel, 1));
        Eventually.within(
                SETTLE,
                "the channel is known",
                () -> Stage.isAllowed(known.ask(
                        channel,
                        List.of(Identifier.cookie("probe", UUID.randomUUID().toString())))));
    }

    @Test
    void refusesACallerWithoutScopeOrToken() {
        Api reader = client(null, "campaign:read");
        assertChangesNothing(platform -> {
            ObjectNode exposures =
                    Wire.batch("exposures", List.of(exposure("no-scope", "broken-search", Instant.now())));
            Answer forbidden = reader.post("/exposures", exposures);
            assertThat(forbidden.status()).as("%s", forbidden.body()).isEqualTo(403);
            assertThat(forbidden.code()).isEqualTo("MISSING_SCOPE");

            Answer unknown = reader.withoutToken("POST", "/exposures", exposures.toString());
            assertThat(unknown.status()).as("%s", unknown.body()).isEqualTo(401);
        });
    }

    private Api client(@Nullable String partnerId, String... scopes) {
        ObjectNode body = Wire.object().put("clientId", "client-" + UUID.randomUUID());
        List.of(scopes).forEach(body.putArray("scopes")::add);
        if (partnerId != null) {
            body.put("partnerId", partnerId);
        }
        JsonNode issued = api.post("/clients", body).expect(201).body();
        return new Api(
                api.address(),
                issued.path("clientId").asString(""),
                issued.path("clientSecret").asString(""));
    }

    private ObjectNode exposure(String id, String channel, Instant at) {
        return Wire.exposure(id + "-" + name, stage.campaignId(), channel, customer, at, null);
    }

    private Instant asOf() {
        return Instant.parse(stage.reach().path("asOf").asString(""));
    }

    private long exposures() {
        return stage.reach().path("channels").path(0).path("exposures").asLong();
    }

    /** What the world can see of the story: reach without its clock, this person's touches, and what is left of the plan. */
    private void assertChangesNothing(Consumer<Api> attempt) {
        Instant now = Instant.now();
        Eventually.within(SETTLE, "the reports hold everything from before", () -> asOf().isAfter(now));
        String before = visible();
        attempt.accept(api);
        // Accepted work is counted within two seconds, so what is not there by then never comes.
        try {
            Thread.sleep(Duration.ofSeconds(2));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        assertThat(visible()).isEqualTo(before);
    }

    private String visible() {
        Table reach = Table.of(stage.reach());
        String profileId =
                stage.ask(Stage.UNPLANNED, customer).path("profileId").asString("");
        JsonNode touches = api.get("/profiles/" + profileId + "/touches").ok();
        return reach.channels() + "\n" + reach.unplanned() + "\n" + profileId + "\n" + touches.path("items");
    }
}
