package io.evenreach.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Channels and an active campaign for one story, and the few things stories do with them. */
final class Stage {

    static final String UNPLANNED = "system-test-unplanned";

    private final Api api;
    private final String campaignId;

    private Stage(Api api, String campaignId) {
        this.api = api;
        this.campaignId = campaignId;
    }

    /** @param targets by channel id; channels that are missing are made */
    static Stage set(Api api, String name, Instant startsAt, Instant endsAt, Map<String, Integer> targets) {
        return set(api, Wire.campaign(name, startsAt, endsAt, targets), targets);
    }

    private static Stage set(Api api, ObjectNode campaign, Map<String, Integer> targets) {
        List<String> channels = new ArrayList<>(targets.keySet());
        // A channel that no campaign plans: an ask on it says who somebody is, and counts nothing.
        channels.add(UNPLANNED);
        channels.forEach(channel -> {
            if (api.get("/channels/" + channel).status() == 404) {
                api.put("/channels/" + channel, Wire.channel(channel)).ok();
            }
        });
        String campaignId = api.post("/campaigns", campaign)
                .expect(201)
                .body()
                .path("campaignId")
                .asString("");
        for (String action : List.of("submit", "approve", "activate")) {
            api.post("/campaigns/" + campaignId + ":" + action).ok();
        }
        return new Stage(api, campaignId);
    }

    /** From yesterday until next week. An activated campaign decides within two seconds of the answer. */
    static Stage now(Api api, String name, Map<String, Integer> targets) {
        return now(api, name, targets, Duration.ofSeconds(60));
    }

    /** The same where the platform is so new that each thing is done for the first time. */
    static Stage now(Api api, String name, Map<String, Integer> targets, Duration patience) {
        Instant now = Instant.now();
        Stage stage = set(api, name, now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(7)), targets);
        stage.awaitDecisions(targets.keySet().iterator().next(), patience);
        return stage;
    }

    /** The same of service messages. */
    static Stage ofService(Api api, String name, Map<String, Integer> targets) {
        Instant now = Instant.now();
        ObjectNode campaign = Wire.campaign(name, now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(7)), targets);
        Stage stage = set(api, campaign.put("messageClass", "SERVICE"), targets);
        stage.awaitDecisions(targets.keySet().iterator().next(), Duration.ofSeconds(60));
        return stage;
    }

    /** The same, of a campaign that does not reach some percent of its people. */
    static Stage holdingOut(Api api, String name, int holdoutPercent, Map<String, Integer> targets) {
        Instant now = Instant.now();
        ObjectNode campaign = Wire.campaign(name, now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(7)), targets)
                .put("holdoutPercent", holdoutPercent);
        Stage stage = set(api, campaign, targets);
        stage.awaitDecisions(targets.keySet().iterator().next(), Duration.ofSeconds(60));
        return stage;
    }

    String campaignId() {
        return campaignId;
    }

    Api api() {
        return api;
    }

    private void awaitDecisions(String channel, Duration patience) {
        Eventually.within(patience, "the campaign decides", () -> {
            JsonNode decision = ask(
                    channel,
                    List.of(Identifier.cookie("probe", UUID.randomUUID().toString())));
            return isAllowed(decision);
        });
    }

    JsonNode ask(String channel, List<Identifier> ids) {
        return ask(api, channel, ids);
    }

    /** One ask, through whatever door {@code through} is. */
    JsonNode ask(Api through, String channel, List<Identifier> ids) {
        ObjectNode request = Wire.request(UUID.randomUUID().toString(), campaignId, channel, ids);
        JsonNode answer = through.post("/decisions", Wire.batch("requests", List.of(request)))
                .ok();
        assertThat(answer.path("decisions")).hasSize(1);
        return answer.path("decisions").path(0);
    }

    static boolean isAllowed(JsonNode decision) {
        return decision.path("outcome").asString("").equals("ALLOW");
    }

    static String reason(JsonNode decision) {
        return decision.path("reason").asString("");
    }

    /** Reports the show of a grant. */
    void confirm(JsonNode decision, String channel, List<Identifier> ids) {
        JsonNode answer = expose(List.of(Wire.exposure(
                UUID.randomUUID().toString(),
                campaignId,
                channel,
                ids,
                Instant.now(),
                decision.path("grantId").asString(""))));
        assertThat(answer.path("accepted").asInt()).isEqualTo(1);
    }

    JsonNode expose(List<ObjectNode> exposures) {
        return api.post("/exposures", Wire.batch("exposures", exposures))
                .expect(202)
                .body();
    }

    void observe(List<ObjectNode> observations) {
        JsonNode results = api.post("/identity/observations", Wire.batch("observations", observations))
                .ok()
                .path("results");
        assertThat(results).hasSize(observations.size());
    }

    void link(List<Identifier> ids) {
        observe(List.of(Wire.observation(UUID.randomUUID().toString(), Instant.now(), ids)));
    }

    /** Ends the hold that a complaint began. */
    void release(String complaintId) {
        for (JsonNode hold : api.get("/holds?limit=500").ok().path("items")) {
            if (hold.path("complaintId").asString("").equals(complaintId)) {
                api.post(
                                "/holds/" + hold.path("holdId").asString("") + ":release",
                                Wire.object().put("reason", "system test"))
                        .ok();
                return;
            }
        }
        throw new AssertionError("no hold for " + complaintId);
    }

    JsonNode reach() {
        return api.get("/campaigns/" + campaignId + "/reach").ok();
    }
}
