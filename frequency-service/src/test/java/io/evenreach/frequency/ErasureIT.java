package io.evenreach.frequency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evenreach.contracts.Topics;
import io.evenreach.contracts.campaign.CampaignChanged.AudienceRef;
import io.evenreach.frequency.ledger.GrantTokens;
import io.evenreach.frequency.ledger.LedgerCommand.Expose;
import io.evenreach.frequency.ledger.Subject;
import io.evenreach.frequency.ledger.TouchLedger;
import io.evenreach.identifiers.Hashed;
import io.evenreach.identifiers.ProfileIds;
import io.evenreach.platform.security.Scopes;
import io.evenreach.testkit.HttpProbe;
import io.evenreach.testkit.RealServers;
import io.evenreach.testkit.TestTokens;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What is left of people whom identity erased, over two instances. */
@RealServers
class ErasureIT {

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

    private static String anyName() {
        return "e-" + UUID.randomUUID();
    }

    private static JsonNode ask(UUID campaign, String name) {
        return world.decide("search", campaign, World.cookie(name));
    }

    private static String exposed(UUID campaign, String name, Instant at, String... grantId) {
        String exposureId = anyName();
        Map<String, Object> exposure = World.exposure(exposureId, campaign, "search", List.of(World.cookie(name)), at);
        if (grantId.length > 0) {
            exposure.put("grantId", grantId[0]);
        }
        HttpProbe.Answer answer = world.expose(List.of(exposure));
        assertThat(answer.json().path("accepted").asInt()).as(answer.body()).isEqualTo(1);
        world.awaitExposures();
        return exposureId;
    }

    private static JsonNode reach(UUID campaign) {
        return world.platform().get("/api/v1/campaigns/" + campaign + "/reach").json();
    }

    private static void awaitReached(UUID campaign, int customers, int exposures) {
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            JsonNode row = reach(campaign).path("channels").path(0);
            assertThat(row.path("reached").asInt()).as(row.toString()).isEqualTo(customers);
            assertThat(row.path("exposures").asInt()).as(row.toString()).isEqualTo(exposures);
        });
    }

    /** In whatever window they are. */
    private static void awaitExposures(UUID campaign, int exposures) {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> world.count("select count(*) from touch_view where campaign_id = ? and exposure", campaign)
                        == exposures);
    }

    private static double erasedSoFar() {
        return List.of(0, 1).stream()
                .mapToDouble(instance -> world.probe(instance)
                        .get("/actuator/prometheus")
                        .body()
                        .lines()
                        .filter(line -> line.startsWith("evenreach_ledger_erased_total"))
                        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                        .sum())
                .sum();
    }

    private static long rowsOf(String table, String column, Hashed identifier) {
        return world.count("select count(*) from " + table + " where position(?::bytea in " + column + ") > 0", (Object)
                identifier.key().bytes());
    }

    private static void foldsToTheSameBytes() {
        HttpProbe auditor = world.probe(0).withToken(TestTokens.withScopes(Scopes.AUDIT_READ));
        String path = "/api/v1/journal-verifications";
        String job = path + "/" + auditor.post(path, "").json().path("jobId").asString();
        JsonNode verification = await().atMost(Duration.ofSeconds(60))
                .until(
                        () -> auditor.get(job).json(),
                        answer -> answer.path("status").asString().equals("COMPLETED"));
        assertThat(verification.path("differenceCount").asLong(-1))
                .as(verification.toString())
                .isZero();
    }

    @Test
    void erasesAPersonOnceWithGrantsInFlightOverTwoInstancesAndRedelivery() throws InterruptedException {
        UUID campaign = world.activeCampaign(Feeds.row("search", 3));
        String phone = anyName();
        String tablet = anyName();
        String friend = anyName();
        Hashed first = Feeds.cookie(phone);
        Hashed second = Feeds.cookie(tablet);
        UUID person = world.feeds.join(first, second);
        world.awaitIdentity();
        world.feeds.zone(second, "Asia/Tokyo", Instant.now(), "m1");
        UUID hold = UUID.randomUUID();
        world.feeds.hold(hold, "OPEN", first);
        world.awaitHeldKeys(1);
        world.feeds.hold(hold, "RELEASED");
        world.awaitHeldKeys(0);
        world.awaitTraits();
        exposed(campaign, friend, Instant.now());
        String shown = ask(campaign, phone).path("grantId").asString();
        exposed(campaign, phone, Instant.now(), shown);
        exposed(campaign, tablet, Instant.now());
        JsonNode inFlight = ask(campaign, tablet);
        String denied = anyName();
        assertThat(world.decide(denied, "search", campaign, World.cookie(phone))
                        .path("reason")
                        .asString())
                .isEqualTo("PLAN_REACHED");
        awaitReached(campaign, 2, 3);
        await().atMost(Duration.ofSeconds(60))
                .until(() ->
                        world.count("select count(*) from decision_note where strpos(note, ?) > 0", person.toString())
                                > 0);
        double erasedBefore = erasedSoFar();
        Instant before = Instant.now();

        AtomicBoolean asksGoOn = new AtomicBoolean(true);
        List<Thread> asking = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int instance = i;
            asking.add(Thread.ofVirtual().start(() -> {
                while (asksGoOn.get()) {
                    world.probe(instance)
                            .withToken(World.PLATFORM)
                            .post(
                                    "/api/v1/decisions",
                                    Map.of(
                                            "requests",
                                            List.of(World.ask(
                                                    anyName(),
                                                    "search",
                                                    campaign,
                                                    List.of(World.cookie(phone), World.cookie(tablet))))));
                }
            }));
        }
        world.feeds.erase(person, first, second);
        world.feeds.repeat(Topics.IDENTITY_CHANGES);
        world.awaitIdentity();
        asksGoOn.set(false);
        for (Thread each : asking) {
            each.join();
        }
        world.feeds.repeat(Topics.IDENTITY_CHANGES);
        world.feeds.part(Feeds.cookie(anyName()));
        world.awaitIdentity();

        // At most three for each of the two whom the identifiers are now, and nothing from before.
        assertThat(world.touchesOf(person))
                .hasSizeLessThanOrEqualTo(3)
                .noneMatch(touch -> touch.at().isBefore(before));
        assertThat(world.touchesOf(second))
                .hasSizeLessThanOrEqualTo(3)
                .noneMatch(touch -> touch.at().isBefore(before));
        assertThat(world.platform()
                        .get("/api/v1/decisions/" + shown + "/explanation")
                        .status())
                .isEqualTo(404);
        awaitReached(campaign, 1, 1);

        exposed(campaign, phone, before.minusSeconds(5));
        exposed(campaign, friend, before, inFlight.path("grantId").asString());
        assertThat(erasedSoFar() - erasedBefore).isEqualTo(2);
        awaitReached(campaign, 1, 1);
        exposed(campaign, tablet, Instant.now());
        awaitReached(campaign, 2, 2);

        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            assertThat(world.count("select count(*) from erased_trace")).isZero();
            assertThat(world.count(
                            "select count(*) from decision_note where strpos(note, ?) > 0 and decided_at < ?",
                            person.toString(),
                            java.sql.Timestamp.from(before)))
                    .isZero();
        });
        assertThat(world.count("select count(*) from held_time")).isZero();
        assertThat(world.count("select count(*) from customer_zone")).isZero();
        assertThat(world.count("select count(*) from owner where profile_id = ?", person))
                .isZero();
        assertThat(world.count("select count(*) from person where profile_id = ?", person))
                .isZero();
        assertThat(rowsOf("exposure_claim", "filed_under", first)).isZero();
        assertThat(world.count(
                        "select count(*) from grant_request where position(?::bytea in note) > 0 and touch_id = any(?)",
                        first.key().bytes(),
                        new Long[] {touchIdOf(shown)}))
                .isZero();
        assertThat(world.platform()
                        .get("/api/v1/decisions/explanation?requestId=" + denied)
                        .status())
                .isEqualTo(404);
        foldsToTheSameBytes();
    }

    private static long touchIdOf(String grantId) {
        return world.bean(GrantTokens.class).read(grantId).orElseThrow().touchId();
    }

    @Test
    void erasesWhatWentToTheArchiveTooAndCountsALaterContactAnew() {
        UUID campaign = world.activeCampaign(Feeds.row("search", 9, Duration.ofDays(1)));
        String robot = anyName();
        Hashed identifier = Feeds.cookie(robot);
        UUID owner = world.feeds.join(Feeds.cookie(anyName()), identifier);
        world.awaitIdentity();
        List<Expose> batch = new ArrayList<>();
        Instant longAgo = Instant.now().minus(Duration.ofDays(5));
        for (int i = 0; i < 700; i++) {
            batch.add(new Expose(
                    "platform",
                    "erased-" + i,
                    campaign,
                    "search",
                    new Subject.Identifiers(List.of(identifier)),
                    longAgo.plusMillis(i),
                    Instant.now(),
                    null,
                    null));
        }
        TouchLedger ledger = world.bean(TouchLedger.class);
        ledger.apply(batch);
        assertThat(rowsOf("touch_archive", "filed_under", identifier)).isGreaterThan(500);
        assertThat(claimsOf(identifier)).isEqualTo(700);
        awaitExposures(campaign, 700);

        world.feeds.erase(owner, identifier);
        world.awaitIdentity();

        await().atMost(Duration.ofSeconds(60))
                .until(() -> rowsOf("touch_archive", "filed_under", identifier) == 0
                        && world.count("select count(*) from archive_move") == 0);
        assertThat(claimsOf(identifier)).isZero();
        awaitExposures(campaign, 0);
        assertThat(world.touchesOf(owner)).isEmpty();
        JsonNode anew = ask(campaign, robot);
        assertThat(anew.path("remaining").asInt()).as(anew.toString()).isEqualTo(8);
        // Identity sees the identifier again, as somebody new from the erasure on.
        UUID somebodyNew = UUID.randomUUID();
        world.feeds.change(
                List.of(world.feeds.move(identifier, Instant.now().minusSeconds(1), null, somebodyNew, false)));
        world.awaitIdentity();
        exposed(campaign, robot, Instant.now());
        exposed(campaign, robot, longAgo);
        awaitExposures(campaign, 1);
        assertThat(world.touchesOf(somebodyNew)).isNotEmpty();
        foldsToTheSameBytes();
    }

    @Test
    void findsWhatWasLeftOfSomebodyWithoutReadingWholeTables() {
        UUID campaign = world.activeCampaign(Feeds.row("search", 500));
        String name = anyName();
        Hashed identifier = Feeds.cookie(name);
        UUID owner = world.feeds.join(identifier);
        world.awaitIdentity();
        String first = ask(campaign, name).path("grantId").asString();
        exposed(campaign, name, Instant.now());
        world.platform().post("/api/v1/decisions/" + first + ":release", "");
        for (int i = 0; i < 100; i++) {
            String grant = ask(campaign, name).path("grantId").asString();
            world.platform().post("/api/v1/decisions/" + grant + ":release", "");
        }
        assertThat(world.touchesOf(owner))
                .as("a long history forgets dead grants")
                .hasSizeLessThan(70)
                .noneMatch(touch -> touch.touchId() == touchIdOf(first));
        world.jdbc().update("""
                insert into exposure_claim (claim, content, filed_under)
                select gen_random_uuid(), n, sha256(n::text::bytea) from generate_series(1, 50000) n""");
        // As before it was known of claims whether they name a grant: no touch leads to this one.
        world.jdbc()
                .update(
                        "insert into exposure_claim (claim, content, filed_under) values (gen_random_uuid(), 0, ?)",
                        (Object) identifier.key().bytes());
        world.jdbc().update("""
                insert into grant_request (touch_id, journal_id, note)
                select n, 0, sha256(n::text::bytea) from generate_series(1, 50000) n""");
        world.jdbc().execute("analyze exposure_claim, grant_request");
        long before = world.count(LOOKS);
        long claims = claimsInIndexOf(identifier);
        // This look becomes visible later, and is not the one that is waited for.
        await().atMost(Duration.ofSeconds(60)).until(() -> world.count(LOOKS) > before);
        Map<String, Long> read = wholeReads();
        long looks = world.count(LOOKS);

        world.feeds.erase(owner, identifier);
        world.awaitIdentity();

        // What the sweep did to statistics becomes visible together.
        await().atMost(Duration.ofSeconds(60)).until(() -> world.count(LOOKS) > looks);
        await().atMost(Duration.ofSeconds(60)).until(() -> world.count("select count(*) from erased_trace") == 0);
        await().during(Duration.ofSeconds(11))
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(wholeReads()).isEqualTo(read));
        assertThat(claims).isEqualTo(1);
        assertThat(claimsOf(identifier)).isZero();
        assertThat(rowsOf("grant_request", "note", identifier)).isZero();
        assertThat(world.count("select count(*) from forgotten_grant")).isZero();
        foldsToTheSameBytes();
    }

    private static final String LOOKS =
            "select idx_scan from pg_stat_user_indexes where indexrelname = 'exposure_claim_of_grant'";

    private static long claimsOf(Hashed identifier) {
        return world.count("select count(*) from exposure_claim where filed_under = ?", (Object)
                identifier.key().bytes());
    }

    /** Of claims that no touch leads to. */
    private static long claimsInIndexOf(Hashed identifier) {
        return world.count(
                "select count(*) from exposure_claim where filed_under = ? and of_grant is not false",
                (Object) identifier.key().bytes());
    }

    private static Map<String, Long> wholeReads() {
        Map<String, Long> reads = new java.util.TreeMap<>();
        world.jdbc()
                .query(
                        "select relname, seq_scan from pg_stat_user_tables where schemaname = current_schema()"
                                + " and relname in ('exposure_claim', 'grant_request')",
                        row -> {
                            reads.put(row.getString(1), row.getLong(2));
                        });
        return reads;
    }

    @Test
    void takesOutWhatIsDatedUpToTheErasureWheneverItIsTold() {
        UUID campaign = world.activeCampaign(Feeds.row("search", 9));
        String name = anyName();
        Hashed identifier = Feeds.cookie(name);
        UUID owner = world.feeds.join(identifier);
        world.awaitIdentity();
        Instant erasedAt = Instant.now().minus(Duration.ofHours(1));
        exposed(campaign, name, erasedAt.minusSeconds(60));
        exposed(campaign, name, erasedAt.plusSeconds(60));
        awaitExposures(campaign, 2);

        world.feeds.erase(owner, erasedAt, identifier);
        world.awaitIdentity();

        awaitExposures(campaign, 1);
        exposed(campaign, name, erasedAt.minusSeconds(30));
        exposed(campaign, name, erasedAt.plusSeconds(30));
        awaitExposures(campaign, 2);
        foldsToTheSameBytes();
    }

    @Test
    void takesOutNothingOfOthersWhoseTenuresAnErasureTells() {
        UUID campaign = world.activeCampaign(Feeds.row("search", 9));
        String name = anyName();
        Hashed identifier = Feeds.cookie(name);
        UUID owner = world.feeds.join(identifier);
        world.awaitIdentity();
        exposed(campaign, name, Instant.now().minusSeconds(60));
        awaitExposures(campaign, 1);

        world.feeds.erase(owner, Instant.now(), false, identifier);
        world.awaitIdentity();
        exposed(campaign, name, Instant.now().minusSeconds(30));
        awaitExposures(campaign, 2);

        world.feeds.erase(owner, Instant.now(), true, identifier);
        world.awaitIdentity();
        awaitExposures(campaign, 0);
    }

    @Test
    void leavesAFrozenReportAsItWasAndRestatesIt() {
        UUID campaign = world.activeCampaign(Feeds.row("search", 9));
        String leaving = anyName();
        exposed(campaign, leaving, Instant.now());
        exposed(campaign, anyName(), Instant.now());
        awaitReached(campaign, 2, 2);
        world.feeds.campaign(
                campaign, "COMPLETED", new AudienceRef("EVERYONE", null, 0), 100, "MARKETING", Feeds.row("search", 9));
        await().atMost(Duration.ofSeconds(60))
                .until(() -> reach(campaign).path("frozenAt").isString());

        world.feeds.erase(ProfileIds.foundedBy(Feeds.cookie(leaving).key()), Feeds.cookie(leaving));
        world.awaitIdentity();

        await().atMost(Duration.ofSeconds(60))
                .until(() -> reach(campaign)
                                .path("restated")
                                .path("channels")
                                .path(0)
                                .path("reached")
                                .asInt(-1)
                        == 1);
        assertThat(reach(campaign).path("channels").path(0).path("reached").asInt())
                .isEqualTo(2);
    }
}
