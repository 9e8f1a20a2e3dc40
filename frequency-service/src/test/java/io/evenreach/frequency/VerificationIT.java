package io.evenreach.frequency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evenreach.frequency.ledger.JournalEntry;
import io.evenreach.frequency.ledger.TouchChange;
import io.evenreach.frequency.ledger.domain.HistoryCodec;
import io.evenreach.frequency.ledger.domain.JournalCodec;
import io.evenreach.frequency.ledger.domain.Names;
import io.evenreach.frequency.ledger.domain.TouchHistory;
import io.evenreach.identifiers.Hashed;
import io.evenreach.platform.security.Scopes;
import io.evenreach.testkit.HttpProbe;
import io.evenreach.testkit.RealServers;
import io.evenreach.testkit.TestTokens;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;

/** Holding the journal against what is stored, on a service that goes on deciding. */
@RealServers
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class VerificationIT {

    private static final String PATH = "/api/v1/journal-verifications";

    private static final Duration FLEETING = Duration.ofMillis(100);

    /** Every grant that a caller was answered with. */
    private static final Set<String> GRANTS = ConcurrentHashMap.newKeySet();

    private static World world;

    @BeforeAll
    static void start() {
        // What is promised of times holds for the service as it is shipped.
        world = World.of(1, "--evenreach.frequency.exposures.watermark-every=250ms");
        world.channel("verified", null, Duration.ofMinutes(10));
        world.channel("fleeting", null, FLEETING);
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    private static HttpProbe auditor() {
        return world.probe(0).withToken(TestTokens.withScopes(Scopes.AUDIT_READ));
    }

    private static JsonNode verify() {
        HttpProbe.Answer started = auditor().post(PATH, "");
        assertThat(started.status()).as(started.body()).isEqualTo(202);
        String path = PATH + "/" + started.json().path("jobId").asString();
        return await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .until(
                        () -> auditor().get(path).json(),
                        job -> job.path("status").asString().equals("COMPLETED"));
    }

    private static String anyName() {
        return "v-" + UUID.randomUUID();
    }

    private static JsonNode granted(String channel, UUID campaign, String name) {
        return noted(world.decide(channel, campaign, World.cookie(name)));
    }

    private static JsonNode noted(JsonNode decision) {
        assertThat(isAllowed(decision)).as(decision.toString()).isTrue();
        assertThat(GRANTS.add(decision.path("grantId").asString())).isTrue();
        return decision;
    }

    private static boolean isAllowed(JsonNode decision) {
        return decision.path("outcome").asString().equals("ALLOW");
    }

    private static Instant expiryOf(JsonNode granted) {
        return Instant.parse(granted.path("expiresAt").asString());
    }

    private static UUID touched(UUID campaign, String name) {
        return UUID.fromString(
                granted("verified", campaign, name).path("profileId").asString());
    }

    /** Before anything is broken on purpose. */
    @Test
    @Order(1)
    void countsEveryGrantThatACallerSawByWhatBecameOfIt() {
        UUID campaign = world.activeCampaign(Feeds.row("verified", 500), Feeds.row("fleeting", 500));
        JsonNode before = sumOfGrants(verify());
        String shown = anyName();
        String leaving = anyName();
        UUID owner = world.feeds.join(Feeds.cookie(leaving));
        Map<String, Object> exposure =
                World.exposure(anyName(), campaign, "verified", List.of(World.cookie(shown)), Instant.now());
        exposure.put(
                "grantId", granted("verified", campaign, shown).path("grantId").asString());
        world.expose(List.of(exposure));
        String released =
                granted("verified", campaign, anyName()).path("grantId").asString();
        assertThat(world.platform()
                        .post("/api/v1/decisions/" + released + ":release", "")
                        .status())
                .isLessThan(300);
        Instant expiry = expiryOf(granted("fleeting", campaign, anyName()));
        touched(campaign, leaving);
        touched(campaign, anyName());
        world.feeds.erase(owner, Feeds.cookie(leaving));
        world.awaitIdentity();
        await().atMost(Duration.ofSeconds(60)).until(() -> Instant.now().isAfter(expiry));
        world.awaitExposures();

        JsonNode after = sumOfGrants(verify());

        assertThat(after.path("made").asLong()).isEqualTo(GRANTS.size());
        for (String end : List.of("confirmed", "released", "expired", "live", "erased")) {
            assertThat(after.path(end).asLong() - before.path(end).asLong())
                    .as(end)
                    .isEqualTo(1);
        }
    }

    @Test
    void letsAGrantEndWithinASecondOfItsTimeToLiveAndBeGrantedAgain() {
        UUID campaign = world.activeCampaign(Feeds.row("fleeting", 1));
        Duration soonest = Duration.ofMinutes(1);
        // A machine that stands still may delay some of them, and hardly ten.
        for (int person = 1; person <= 10 && soonest.compareTo(Duration.ofSeconds(1)) > 0; person++) {
            String name = anyName();
            Instant expiry = expiryOf(granted("fleeting", campaign, name));
            JsonNode again = noted(await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> world.decide("fleeting", campaign, World.cookie(name)), VerificationIT::isAllowed));
            Duration after = Duration.between(expiry, expiryOf(again).minus(FLEETING));
            assertThat(after).isBetween(Duration.ZERO, Duration.ofMinutes(1));
            soonest = after.compareTo(soonest) < 0 ? after : soonest;
        }
        assertThat(soonest).isLessThanOrEqualTo(Duration.ofSeconds(1));
    }

    /** The grants of a verification that found nothing: each ended once. */
    private static JsonNode sumOfGrants(JsonNode verification) {
        JsonNode grants = verification.path("grants");
        assertThat(grants.path("confirmed").asLong()
                        + grants.path("released").asLong()
                        + grants.path("expired").asLong()
                        + grants.path("live").asLong()
                        + grants.path("erased").asLong())
                .as(verification.toString())
                .isEqualTo(grants.path("made").asLong(-1));
        return grants;
    }

    @Test
    void findsNothingWhileDecisionsAndMergesGoOnAndThenNamesEveryDifference() throws InterruptedException {
        UUID campaign = world.activeCampaign(Feeds.row("verified", 500));
        AtomicBoolean goesOn = new AtomicBoolean(true);
        Thread deciding = Thread.ofVirtual().start(() -> {
            while (goesOn.get()) {
                touched(campaign, anyName());
            }
        });
        for (int i = 0; i < 5; i++) {
            String one = anyName();
            String other = anyName();
            Hashed first = Feeds.cookie(one);
            Hashed second = Feeds.cookie(other);
            touched(campaign, one);
            touched(campaign, other);
            world.expose(List.of(
                    World.exposure(anyName(), campaign, "verified", List.of(World.cookie(other)), Instant.now())));
            world.awaitExposures();
            world.feeds.join(first, second);
            world.awaitIdentity();
            touched(campaign, other);
            if (i % 2 == 0) {
                world.feeds.part(first, second);
                world.awaitIdentity();
            }
            assertEqual(verify());
        }
        goesOn.set(false);
        deciding.join();

        JsonNode before = verify();
        assertEqual(before);
        assertThat(before.path("grants").path("made").asLong()).isEqualTo(GRANTS.size());
        assertThat(before.path("entriesFolded").asLong()).isGreaterThan(20);
        assertThat(before.path("profilesChecked").asLong())
                .isEqualTo(world.count("select count(*) from touch_history where version > 0"))
                .isGreaterThan(10);

        Map<String, String> expected = new TreeMap<>();
        expected.put(changed(campaign, """
                update touch_history set state = set_byte(state, length(state) - 1, get_byte(state, length(state) - 1) # 1)
                 where profile_id = ?"""), "OTHER_BYTES");
        expected.put(
                changed(campaign, "update touch_history set version = version + 1 where profile_id = ?"),
                "OTHER_VERSION");
        expected.put(changed(campaign, "delete from touch_history where profile_id = ?"), "NOT_STORED");
        UUID unheardOf = UUID.randomUUID();
        world.jdbc()
                .update(
                        "insert into touch_history (profile_id, version, state) values (?, 1, '\\x01000000')",
                        unheardOf);
        expected.put(unheardOf.toString(), "NOT_IN_JOURNAL");
        UUID unlucky = touched(campaign, anyName());
        loseTheGrantOf(unlucky);
        expected.put(unlucky.toString(), "GRANT_LOST");
        JsonNode after = verify();
        assertThat(after.path("grants").path("made").asLong()).isEqualTo(GRANTS.size());
        Map<String, String> found = new TreeMap<>();
        after.path("differences")
                .forEach(difference -> found.put(
                        difference.path("profileId").asString(),
                        difference.path("kind").asString()));
        assertThat(found).isEqualTo(expected);
        assertThat(after.path("differenceCount").asLong()).isEqualTo(5);
    }

    /** By a step that the journal tells and that is stored. */
    private static void loseTheGrantOf(UUID profile) {
        Names names = world.bean(Names.class);
        HistoryCodec histories = new HistoryCodec(names);
        TouchHistory history = histories.decode(world.jdbc()
                .queryForObject("select state from touch_history where profile_id = ?", byte[].class, profile));
        JournalEntry step = new JournalEntry(
                profile,
                world.count("select version from touch_history where profile_id = ?", profile) + 1,
                false,
                false,
                history.lastNowMillis(),
                List.of(new TouchChange.Removed(history.touches().getFirst().touchId())));
        world.jdbc()
                .update(
                        "insert into journal (id, at_millis, body) values (nextval('journal_row_id'), ?, ?)",
                        step.nowMillis(),
                        new JournalCodec(names).encode(List.of(step), step.nowMillis()));
        world.jdbc()
                .update(
                        "update touch_history set version = ?, state = ? where profile_id = ?",
                        step.version(),
                        histories.encode(history.apply(step.changes(), step.nowMillis())),
                        profile);
    }

    private static String changed(UUID campaign, String sql) {
        UUID profile = touched(campaign, anyName());
        assertThat(world.jdbc().update(sql, profile)).isEqualTo(1);
        return profile.toString();
    }

    private static void assertEqual(JsonNode verification) {
        assertThat(verification.path("differenceCount").asLong(-1))
                .as(verification.toString())
                .isZero();
        assertThat(verification.path("differences")).isEmpty();
        sumOfGrants(verification);
    }

    @Test
    void isForTheBrandOnly() {
        assertThat(world.platform().post(PATH, "").status()).isEqualTo(403);
        HttpProbe partner = world.probe(0).withToken(TestTokens.ofPartner("site", Scopes.AUDIT_READ));
        HttpProbe.Answer refused = partner.post(PATH, "");
        assertThat(refused.status()).as(refused.body()).isEqualTo(403);
        String jobId = auditor().post(PATH, "").json().path("jobId").asString();
        assertThat(partner.get(PATH + "/" + jobId).status()).isEqualTo(404);
        assertThat(auditor().get("/api/v1/jobs/" + jobId).json().path("kind").asString())
                .isEqualTo("JOURNAL_VERIFICATION");
    }
}
