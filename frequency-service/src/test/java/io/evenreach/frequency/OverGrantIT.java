package io.evenreach.frequency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evenreach.contracts.campaign.CampaignChanged.AudienceRef;
import io.evenreach.frequency.ledger.DenialReason;
import io.evenreach.frequency.ledger.LedgerCommand;
import io.evenreach.frequency.ledger.LedgerCommand.Ask;
import io.evenreach.frequency.ledger.LedgerCommand.Expose;
import io.evenreach.frequency.ledger.LedgerCommand.MoveTenures;
import io.evenreach.frequency.ledger.LedgerVerdict;
import io.evenreach.frequency.ledger.LedgerVerdict.Allowed;
import io.evenreach.frequency.ledger.LedgerVerdict.Denied;
import io.evenreach.frequency.ledger.LedgerVerdict.Duplicate;
import io.evenreach.frequency.ledger.Subject;
import io.evenreach.frequency.ledger.TenureChange;
import io.evenreach.frequency.ledger.Touch;
import io.evenreach.frequency.ledger.TouchLedger;
import io.evenreach.frequency.ledger.TouchState;
import io.evenreach.frequency.policy.ChannelPolicy;
import io.evenreach.frequency.policy.Policies;
import io.evenreach.identifiers.Hashed;
import io.evenreach.identifiers.ProfileIds;
import io.evenreach.platform.security.Scopes;
import io.evenreach.testkit.HttpProbe;
import io.evenreach.testkit.RealServers;
import io.evenreach.testkit.TestTokens;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Two instances, many callers, one customer. */
@RealServers
class OverGrantIT {

    private static World world;

    @BeforeAll
    static void start() {
        world = World.of(2);
        world.channel("search", null, Duration.ofMinutes(10));
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @Test
    void sixtyFourCallersOverTwoInstancesNeverGetMoreThanThePlan() throws Exception {
        UUID campaign = world.activeCampaign(Feeds.row("search", 3));
        for (int round = 0; round < 20; round++) {
            // Nobody has ever seen this person, so that the first ask of both instances makes the history.
            Map<String, Object> customer = World.cookie("hot-" + round);
            assertThat(allowedOf(64, campaign, List.of(customer))).isEqualTo(3);
            assertThat(world.touchesOf(Feeds.cookie("hot-" + round)))
                    .filteredOn(touch -> touch.state() == TouchState.GRANTED)
                    .hasSize(3);
        }
    }

    @Test
    void callersWhoNameTwoPeopleShareTheirPlan() throws Exception {
        UUID campaign = world.activeCampaign(Feeds.row("search", 3));
        for (int round = 0; round < 5; round++) {
            Map<String, Object> one = World.cookie("pair-a-" + round);
            Map<String, Object> other = World.cookie("pair-b-" + round);
            assertThat(allowedOf(32, campaign, List.of(one, other), List.of(other, one)))
                    .isEqualTo(3);
        }
    }

    @Test
    void callersOfWhoeverIsOnePersonForServiceMessagesShareTheirPlan() throws Exception {
        world.channel("of-service", null, Duration.ofMinutes(10));
        UUID service = serviceCampaign("of-service", 3);
        for (int round = 0; round < 5; round++) {
            Hashed one = Feeds.cookie("service-a-" + round);
            world.feeds.joinFor("SERVICE", one, Feeds.cookie("service-b-" + round), Feeds.cookie("service-c-" + round));
            world.awaitIdentity();
            assertThat(allowedOf(
                            48,
                            "of-service",
                            List.of(service),
                            "PLAN_REACHED",
                            List.of(World.cookie("service-a-" + round)),
                            List.of(World.cookie("service-b-" + round)),
                            List.of(World.cookie("service-c-" + round))))
                    .isEqualTo(3);
        }
    }

    @Test
    void batchesOverTwoInstancesNeverGetMoreThanThePlan() throws Exception {
        UUID campaign = world.activeCampaign(Feeds.row("search", 2));
        int people = 50;
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<Integer>> allowed = new ArrayList<>();
            for (int caller = 0; caller < 8; caller++) {
                int instance = caller;
                List<Map<String, Object>> asks = new ArrayList<>();
                for (int person = 0; person < people; person++) {
                    asks.add(World.ask(
                            "batch-" + caller + "-" + person,
                            "search",
                            campaign,
                            List.of(World.cookie("crowd-" + person))));
                }
                allowed.add(threads.submit(() -> {
                    JsonNode answer = world.probe(instance)
                            .withToken(World.PLATFORM)
                            .post("/api/v1/decisions", Map.of("requests", asks))
                            .json();
                    int count = 0;
                    for (JsonNode decision : answer.path("decisions")) {
                        count += decision.path("outcome").asString().equals("ALLOW") ? 1 : 0;
                    }
                    return count;
                }));
            }
            int total = 0;
            for (Future<Integer> one : allowed) {
                total += one.get();
            }
            assertThat(total).isEqualTo(people * 2);
        }
    }

    @Test
    void whoeverWaitsForTheOtherInstanceCountsWhatItGranted() throws Exception {
        UUID campaign = world.activeCampaign(Feeds.row("search", 1));
        Hashed customer = Feeds.cookie("waited-for");
        bothKnow(customer);
        assertPlanReached(besideUncommitted(ask(campaign, customer), ask(campaign, customer)));
        assertThat(grantsOf(customer, campaign)).isEqualTo(1);
    }

    @Test
    void whoeverWaitsForAJoinIsDecidedOnWithWhatBothHad() throws Exception {
        UUID campaign = world.activeCampaign(Feeds.row("search", 1));
        Hashed one = Feeds.cookie("joined-one");
        Hashed other = Feeds.cookie("joined-other");
        bothKnow(one);
        assertThat(ledger(0).apply(List.of(ask(campaign, other)))).hasOnlyElementsOfType(Allowed.class);
        assertPlanReached(besideUncommitted(joins(one, other), ask(campaign, one)));
        assertThat(grantsOf(other, campaign)).isEqualTo(1);
    }

    @Test
    void whoeverWaitsForAJoinForServiceMessagesIsDecidedOnWithWhatBothHad() throws Exception {
        UUID service = serviceCampaign("search", 1);
        Hashed one = Feeds.cookie("joined-for-service-one");
        Hashed other = Feeds.cookie("joined-for-service-other");
        bothKnow(one);
        assertThat(ledger(0).apply(List.of(ask(service, other)))).hasOnlyElementsOfType(Allowed.class);
        MoveTenures joins = new MoveTenures(
                UUID.randomUUID().toString(), List.of(), joins(one, other).moves());
        assertPlanReached(besideUncommitted(joins, ask(service, one)));
        assertThat(grantsOf(one, service)).isZero();
        assertThat(grantsOf(other, service)).isEqualTo(1);
    }

    private static UUID serviceCampaign(String channel, int plan) {
        UUID service = UUID.randomUUID();
        world.feeds.campaign(
                service, "ACTIVE", new AudienceRef("EVERYONE", null, 0), 1, "SERVICE", Feeds.row(channel, plan));
        world.awaitCampaign(service);
        return service;
    }

    @Test
    void confirmsAGrantOnceWhicheverInstanceIsToldOfIt() throws Exception {
        UUID campaign = world.activeCampaign(Feeds.row("search", 3));
        Hashed customer = Feeds.cookie("shown-once");
        Allowed allowed =
                (Allowed) ledger(0).apply(List.of(ask(campaign, customer))).getFirst();
        Instant now = Instant.now();
        Expose shown = new Expose(
                "platform",
                "shown-once",
                campaign,
                "search",
                new Subject.Identifiers(List.of()),
                now,
                now,
                allowed.grant(),
                null);
        assertThat(besideUncommitted(shown, shown)).isEqualTo(new Duplicate(false));
        assertThat(ledger(0).apply(List.of(shown))).containsExactly(new Duplicate(false));
        assertThat(world.touchesOf(customer)).extracting(Touch::state).containsExactly(TouchState.CONFIRMED);
    }

    private static TouchLedger ledger(int instance) {
        return world.bean(instance, TouchLedger.class);
    }

    private static Ask ask(UUID campaign, Hashed customer) {
        return new Ask(
                "platform",
                UUID.randomUUID().toString(),
                "search",
                campaign,
                new Subject.Identifiers(List.of(customer)));
    }

    private static MoveTenures joins(Hashed one, Hashed other) {
        return new MoveTenures(
                UUID.randomUUID().toString(),
                List.of(new TenureChange(
                        one.key(),
                        one.type(),
                        TenureChange.BEGINNING,
                        TenureChange.END,
                        null,
                        ProfileIds.foundedBy(other.key()),
                        false,
                        1,
                        0,
                        null)));
    }

    /** From now on no instance has to make a history for them, which would be a lock of its own. */
    private static void bothKnow(Hashed customer) {
        UUID another = world.activeCampaign(Feeds.row("search", 2));
        for (int instance = 0; instance < 2; instance++) {
            assertThat(ledger(instance).apply(List.of(ask(another, customer)))).hasOnlyElementsOfType(Allowed.class);
        }
    }

    /** What the second instance answers to a command that it is told before the first has committed one of its own. */
    private static LedgerVerdict besideUncommitted(LedgerCommand first, LedgerCommand second) throws Exception {
        try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
            List<Future<LedgerVerdict>> answers = new ArrayList<>();
            ledger(0).apply(List.of(first), verdicts -> {
                answers.add(
                        threads.submit(() -> ledger(1).apply(List.of(second)).getFirst()));
                await().atMost(Duration.ofMinutes(1)).until(() -> world.count("""
                                select count(*) from pg_stat_activity
                                 where datname = current_database() and wait_event_type = 'Lock'
                                   and query like '%touch_history%'""") > 0);
            });
            return answers.getLast().get();
        }
    }

    private static void assertPlanReached(LedgerVerdict verdict) {
        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Denied.class, denied -> assertThat(denied.reason()).isEqualTo(DenialReason.PLAN_REACHED));
    }

    private static long grantsOf(Hashed customer, UUID campaign) {
        return world.touchesOf(customer).stream()
                .filter(touch -> touch.campaignId().equals(campaign))
                .filter(touch -> touch.state() == TouchState.GRANTED)
                .count();
    }

    @Test
    void callersOfTwoCampaignsOverTwoInstancesNeverGetMoreThanTheCeiling() throws Exception {
        world.channel("tv", null, Duration.ofMinutes(10));
        List<UUID> campaigns =
                List.of(world.activeCampaign(Feeds.row("tv", 20)), world.activeCampaign(Feeds.row("tv", 20)));
        world.feeds.ceiling("tv-week", 3, Feeds.rolling(Duration.ofDays(7)), List.of(), "tv");
        world.awaitGovernance();
        for (int round = 0; round < 10; round++) {
            Map<String, Object> customer = World.cookie("capped-" + round);
            assertThat(allowedOf(64, "tv", campaigns, "CEILING_REACHED", List.of(customer)))
                    .isEqualTo(3);
            assertThat(world.touchesOf(Feeds.cookie("capped-" + round)))
                    .filteredOn(touch -> touch.state() == TouchState.GRANTED)
                    .hasSize(3);
        }
    }

    @Test
    void clientsOfAPartnerOverTwoInstancesNeverGetMoreAsksDecidedThanItsLimit() throws Exception {
        String partner;
        long spansBefore;
        long decided;
        do {
            partner = "limited-" + UUID.randomUUID();
            UUID campaign = limited(partner, 300);
            world.awaitAskLimit(partner, 300);
            ask(partner, 0, campaign, 1);
            spansBefore = spanOf(partner);
            decided = 1 + decidedUntilRefused(partner, campaign);
            // A span that ended meanwhile has given some of the next one.
        } while (spanOf(partner) != spansBefore);

        assertThat(decided).isEqualTo(300);
        assertThat(refusedAsks(partner)).isPositive();
    }

    @Test
    void limitsNobodyElseAndFollowsItsOwnChanges() {
        String partner = "limited-" + UUID.randomUUID();
        UUID campaign = limited(partner, 10_000);
        world.feeds.channel("of-" + partner, partner, Duration.ofMinutes(10), "ALLOW");
        UUID service = UUID.randomUUID();
        world.feeds.campaign(
                service, "ACTIVE", new AudienceRef("EVERYONE", null, 0), 100, "SERVICE", Feeds.row("of-" + partner, 1));
        world.awaitCampaign(service);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> world.bean(Policies.class)
                        .current()
                        .channel("of-" + partner)
                        .filter(ChannelPolicy::allowsUnchecked)
                        .isPresent());
        for (int count : new int[] {3, 2}) {
            world.feeds.askLimit(partner, count, Duration.ofHours(1));
            world.awaitAskLimit(partner, count);
        }
        HttpProbe.Answer refused = ask(partner, 0, campaign, 3);
        assertThat(refused.status()).as(refused.body()).isEqualTo(422);
        assertThat(refused.pointer()).isEqualTo("/requests");
        HttpProbe.Answer above = ask(partner, 0, campaign, 1);
        while (above.status() == 200) {
            above = ask(partner, 0, campaign, 2);
        }
        assertThat(above.status()).as(above.body()).isEqualTo(429);
        assertThat(above.code()).isEqualTo("ASK_LIMIT_REACHED");
        assertThat(Integer.parseInt(above.headers().firstValue("Retry-After").orElseThrow()))
                .isBetween(1, 3_600);

        assertThat(world.decide("of-" + partner, campaign, World.cookie("of-the-brand"))
                        .path("outcome")
                        .asString())
                .isEqualTo("ALLOW");
        world.feeds.askLimit(partner, 10_000, Duration.ofHours(1));
        world.awaitAskLimit(partner, 10_000);
        assertThat(ask(partner, 0, campaign, 1_000).status()).isEqualTo(200);
        assertThat(ask(partner, 1, campaign, 1_000).status()).isEqualTo(200);

        world.jdbc().execute("alter table ask_window rename to ask_window_away");
        try {
            // What an instance holds it can use; beyond that nothing is allowed, and no service message either.
            JsonNode unknown = ask(partner, 0, campaign, 1_000).json();
            while (unknown.path("decisions").path(0).path("outcome").asString().equals("ALLOW")) {
                unknown = ask(partner, 0, campaign, 1_000).json();
            }
            assertThat(unknown.path("decisions").path(999).path("reason").asString())
                    .isEqualTo("NOT_ALLOWED");
            assertThat(ask(partner, 0, service, 1_000).json().path("decisions"))
                    .hasSize(1_000)
                    .allMatch(decision -> decision.path("outcome").asString().equals("DENY"));
        } finally {
            world.jdbc().execute("alter table ask_window_away rename to ask_window");
        }
        world.feeds.removeRule("ASK_LIMIT", partner);
        world.awaitAskLimit(partner, null);
        assertThat(ask(partner, 0, campaign, 1_000).status()).isEqualTo(200);
    }

    private static UUID limited(String partner, int count) {
        world.channel("of-" + partner, partner, Duration.ofMinutes(10));
        world.feeds.askLimit(partner, count, Duration.ofHours(1));
        return world.activeCampaign(Feeds.row("of-" + partner, 1));
    }

    private static HttpProbe.Answer ask(String partner, int instance, UUID campaign, int asks) {
        List<Map<String, Object>> requests = new ArrayList<>();
        for (int i = 0; i < asks; i++) {
            String request = UUID.randomUUID().toString();
            requests.add(World.ask(request, "of-" + partner, campaign, List.of(World.cookie(request))));
        }
        return world.probe(instance)
                .withToken(TestTokens.ofPartner(partner, Scopes.DECISION_ASK))
                .post("/api/v1/decisions", Map.of("requests", requests));
    }

    /** Many callers on both instances send batches and then single asks until those are refused. */
    private static long decidedUntilRefused(String partner, UUID campaign) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
            List<Future<Integer>> decided = new ArrayList<>();
            for (int caller = 0; caller < 16; caller++) {
                int number = caller;
                decided.add(threads.submit(() -> {
                    int sum = 0;
                    for (int size : new int[] {7, 1}) {
                        HttpProbe.Answer answer = ask(partner, number, campaign, size);
                        while (answer.status() == 200) {
                            sum += answer.json().path("decisions").size();
                            answer = ask(partner, number, campaign, size);
                        }
                        assertThat(answer.code()).as(answer.body()).isEqualTo("ASK_LIMIT_REACHED");
                    }
                    return sum;
                }));
            }
            long sum = 0;
            for (Future<Integer> one : decided) {
                sum += one.get();
            }
            return sum;
        }
    }

    private static long spanOf(String partner) {
        return world.count("select from_millis from ask_window where partner_id = ?", partner);
    }

    private static double refusedAsks(String partner) {
        return world.bean(0, MeterRegistry.class)
                        .get("evenreach.decisions.refused")
                        .tag("partner", partner)
                        .counter()
                        .count()
                + world.bean(1, MeterRegistry.class)
                        .get("evenreach.decisions.refused")
                        .tag("partner", partner)
                        .counter()
                        .count();
    }

    @SafeVarargs
    private int allowedOf(int callers, UUID campaign, List<Map<String, Object>>... identifiers) throws Exception {
        return allowedOf(callers, "search", List.of(campaign), "PLAN_REACHED", identifiers);
    }

    /** The callers take turns with the campaigns and with whom they name. */
    @SafeVarargs
    private int allowedOf(
            int callers, String channel, List<UUID> campaigns, String reason, List<Map<String, Object>>... identifiers)
            throws Exception {
        CountDownLatch together = new CountDownLatch(callers);
        try (ExecutorService threads = Executors.newFixedThreadPool(callers)) {
            List<Future<Boolean>> answers = new ArrayList<>();
            for (int caller = 0; caller < callers; caller++) {
                int number = caller;
                answers.add(threads.submit(() -> {
                    together.countDown();
                    together.await();
                    JsonNode decision = world.probe(number)
                            .withToken(World.PLATFORM)
                            .post(
                                    "/api/v1/decisions",
                                    Map.of(
                                            "requests",
                                            List.of(World.ask(
                                                    UUID.randomUUID().toString(),
                                                    channel,
                                                    campaigns.get(number / 2 % campaigns.size()),
                                                    identifiers[number % identifiers.length]))))
                            .json()
                            .path("decisions")
                            .path(0);
                    String outcome = decision.path("outcome").asString();
                    if (outcome.equals("DENY")) {
                        assertThat(decision.path("reason").asString()).isEqualTo(reason);
                    }
                    return outcome.equals("ALLOW");
                }));
            }
            int allowed = 0;
            for (Future<Boolean> answer : answers) {
                allowed += answer.get() ? 1 : 0;
            }
            return allowed;
        }
    }
}
