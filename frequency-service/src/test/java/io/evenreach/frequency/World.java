package io.evenreach.frequency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evenreach.contracts.Topics;
import io.evenreach.frequency.ledger.Touch;
import io.evenreach.frequency.policy.AskLimit;
import io.evenreach.frequency.policy.Policies;
import io.evenreach.identifiers.Hashed;
import io.evenreach.platform.security.Scopes;
import io.evenreach.testkit.HttpProbe;
import io.evenreach.testkit.TestTokens;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;

/** Running instances of the service, the feeds they follow, and short words for what callers do. */
final class World implements AutoCloseable {

    static final String PLATFORM = TestTokens.withScopes(
            Scopes.DECISION_ASK, Scopes.DECISION_EXPLAIN, Scopes.EXPOSURE_WRITE, Scopes.REACH_READ);

    final Feeds feeds = new Feeds();
    private final List<ConfigurableApplicationContext> instances = new ArrayList<>();
    private final List<HttpProbe> probes = new ArrayList<>();
    private final List<String> settings;

    private World(String... settings) {
        this.settings = List.of(settings);
    }

    /** @param settings of all instances, as {@code --name=value} */
    static World of(int instances, String... settings) {
        World world = new World(settings);
        for (int i = 0; i < instances; i++) {
            world.startInstance();
        }
        world.awaitFreshFeeds();
        return world;
    }

    void startInstance() {
        List<String> arguments = new ArrayList<>(List.of("--server.port=0", "--spring.jmx.enabled=false"));
        arguments.addAll(settings);
        ConfigurableApplicationContext instance = new SpringApplicationBuilder(FrequencyApplication.class)
                .properties("evenreach.frequency.exposures.watermark-every=50ms", "evenreach.policy.feed-wait=500ms")
                .run(arguments.toArray(String[]::new));
        instances.add(instance);
        probes.add(
                HttpProbe.atPort(Integer.parseInt(instance.getEnvironment().getRequiredProperty("local.server.port"))));
    }

    void stopInstance(int index) {
        instances.remove(index).close();
        probes.remove(index);
    }

    private void awaitFreshFeeds() {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> count("select count(*) from feed_position where consumer = 'frequency'"
                                + " and topic in ('evenreach.identity.changes.v1', 'evenreach.campaign.holds.v1',"
                                + " 'evenreach.campaign.governance.v1', 'evenreach.campaign.traits.v1')"
                                + " and heartbeat_at > now() - interval '3 seconds'")
                        == 4);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> count("select count(*) from exposure_watermark"
                                + " where applied_through > extract(epoch from now()) * 1000 - 3000")
                        == 6);
    }

    <T> T bean(Class<T> type) {
        return bean(0, type);
    }

    <T> T bean(int instance, Class<T> type) {
        return instances.get(instance).getBean(type);
    }

    <T> T bean(int instance, String name, Class<T> type) {
        return instances.get(instance).getBean(name, type);
    }

    JdbcTemplate jdbc() {
        return bean(JdbcTemplate.class);
    }

    long count(String sql, Object... arguments) {
        Long count = jdbc().queryForObject(sql, Long.class, arguments);
        return count == null ? 0 : count;
    }

    HttpProbe probe(int instance) {
        return probes.get(instance % probes.size());
    }

    HttpProbe platform() {
        return probe(0).withToken(PLATFORM);
    }

    // ---- campaign and identity

    UUID activeCampaign(io.evenreach.contracts.campaign.CampaignChanged.PlanRow... plan) {
        UUID id = feeds.campaign(plan);
        awaitCampaign(id);
        return id;
    }

    void awaitCampaign(UUID id) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> instances.stream()
                        .allMatch(instance -> instance.getBean(Policies.class)
                                .current()
                                .campaign(id)
                                .isPresent()));
    }

    /** Waits until every campaign published so far is the one that decisions follow. */
    void awaitCampaigns() {
        awaitFeed(Topics.CAMPAIGNS);
    }

    void channel(String id, @Nullable String partnerId, Duration grantTtl) {
        feeds.channel(id, partnerId, grantTtl);
        awaitChannel(id);
    }

    void awaitChannel(String id) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> instances.stream()
                        .allMatch(instance -> instance.getBean(Policies.class)
                                .current()
                                .channel(id)
                                .isPresent()));
    }

    /** Waits until every change of identity published so far has been applied. */
    void awaitIdentity() {
        awaitFeed(Topics.IDENTITY_CHANGES);
    }

    /** The same for ceilings and quiet hours. */
    void awaitGovernance() {
        awaitFeed(Topics.GOVERNANCE);
    }

    /** Waits until every instance limits the partner's asks so; not at all where null. */
    void awaitAskLimit(String partnerId, @Nullable Integer count) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> instances.stream().allMatch(instance -> {
                    AskLimit limit = instance.getBean(Policies.class)
                            .current()
                            .governance()
                            .askLimitOf(partnerId);
                    return limit == null ? count == null : count != null && limit.count() == count;
                }));
    }

    /** The same for where customers live. */
    void awaitTraits() {
        awaitFeed(Topics.TRAITS);
    }

    private void awaitFeed(String topic) {
        long sequence = feeds.sequence(topic);
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> count(
                                "select coalesce(max(sequence), 0) from feed_position where consumer = 'frequency'"
                                        + " and topic = ?",
                                topic)
                        >= sequence);
    }

    void awaitHeldKeys(int keys) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> count("select count(*) from hold_key") == keys);
    }

    /** Waits until every exposure accepted so far has been applied. */
    void awaitExposures() {
        long now = System.currentTimeMillis();
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> count("select min(applied_through) from exposure_watermark") > now);
    }

    // ---- callers

    static Map<String, Object> cookie(String value) {
        return Map.of("type", "cookie", "scope", "site", "value", value);
    }

    static Map<String, Object> phone(String value) {
        return Map.of("type", "phone", "value", value);
    }

    static Map<String, Object> ask(
            String requestId, String channel, @Nullable UUID campaignId, List<Map<String, Object>> identifiers) {
        Map<String, Object> ask = new LinkedHashMap<>();
        ask.put("requestId", requestId);
        ask.put("channel", channel);
        ask.put("identifiers", identifiers);
        if (campaignId != null) {
            ask.put("campaignId", campaignId);
        }
        return ask;
    }

    static Map<String, Object> exposure(
            String exposureId,
            UUID campaignId,
            String channel,
            List<Map<String, Object>> identifiers,
            Instant occurredAt) {
        Map<String, Object> exposure = new LinkedHashMap<>();
        exposure.put("exposureId", exposureId);
        exposure.put("campaignId", campaignId);
        exposure.put("channel", channel);
        exposure.put("identifiers", identifiers);
        exposure.put("occurredAt", occurredAt);
        return exposure;
    }

    /** Asks as the platform's own client and gives the one decision. */
    JsonNode decide(String channel, @Nullable UUID campaignId, Map<String, Object> identifier) {
        return decide(UUID.randomUUID().toString(), channel, campaignId, identifier);
    }

    JsonNode decide(String requestId, String channel, @Nullable UUID campaignId, Map<String, Object> identifier) {
        HttpProbe.Answer answer = platform()
                .post(
                        "/api/v1/decisions",
                        Map.of("requests", List.of(ask(requestId, channel, campaignId, List.of(identifier)))));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json().path("decisions").path(0);
    }

    HttpProbe.Answer expose(List<Map<String, Object>> exposures) {
        return platform().post("/api/v1/exposures", Map.of("exposures", exposures));
    }

    /** The touches of whoever owns this identifier, straight from the ledger. */
    List<Touch> touchesOf(UUID profileId) {
        io.evenreach.frequency.ledger.domain.HistoryCodec codec = new io.evenreach.frequency.ledger.domain.HistoryCodec(
                bean(io.evenreach.frequency.ledger.domain.Names.class));
        return jdbc()
                .query(
                        "select state from touch_history where profile_id = ?",
                        (row, number) -> codec.decode(row.getBytes(1)).touches(),
                        profileId)
                .stream()
                .flatMap(List::stream)
                .toList();
    }

    List<Touch> touchesOf(Hashed identifier) {
        return touchesOf(io.evenreach.identifiers.ProfileIds.foundedBy(identifier.key()));
    }

    @Override
    public void close() {
        instances.forEach(ConfigurableApplicationContext::close);
        feeds.close();
    }
}
