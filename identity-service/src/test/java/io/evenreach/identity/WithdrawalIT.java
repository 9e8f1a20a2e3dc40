package io.evenreach.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evenreach.testkit.HttpProbe;
import io.evenreach.testkit.HttpProbe.Answer;
import io.evenreach.testkit.Servers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Withdrawing a purpose: what it parts, what gives it again, and that it can be taken back. */
class WithdrawalIT extends ServiceTestBase {

    @Test
    void partsThePersonForThatPurposeOnlyAndGivesBackWhatWas() {
        Map<String, Object> login = id("login_id", "wd", "anna");
        Map<String, Object> phone = id("phone", "13800138501");
        observe(observation("wd-1", "2026-06-01T10:00:00Z", login, phone));
        String profile = profileOf(login);
        Set<String> before = tenures();

        JsonNode withdrawn = withdraw(profile, Map.of("purposes", List.of("ADS"), "reason", "she called"));
        assertThat(withdrawn.path("purposes")).hasSize(1);
        assertThat(withdrawn.path("identifiers")).hasSize(2);
        assertThat(withdraw(profile, Map.of("purposes", List.of("ADS"))))
                .as("the same again")
                .isEqualTo(withdrawn);
        assertThat(profileOf(login)).isNotEqualTo(profileOf(phone));
        assertThat(resolve(login).path("known").asBoolean()).isFalse();
        assertThat(serviceProfileOf(login)).isEqualTo(profile).isEqualTo(serviceProfileOf(phone));
        assertThat(explain(login, phone, "ADS")).isEqualTo("WITHDRAWN");
        JsonNode shown = brand().get("/api/v1/identity/profiles/" + profile + "?purpose=SERVICE")
                .json();
        assertThat(shown.path("identifiers")).hasSize(2);
        assertThat(shown.path("withdrawals").path(0)).isEqualTo(withdrawn);
        JsonNode forAds = brand().get("/api/v1/identity/profiles/" + profile).json();
        assertThat(forAds.path("undetermined").asBoolean()).isTrue();
        assertThat(forAds.path("withdrawals").path(0)).isEqualTo(withdrawn);

        assertThat(brand().delete("/api/v1/identity/evidence/"
                                + withdrawn.path("evidenceId").asString())
                        .status())
                .isEqualTo(204);
        assertThat(tenures()).isEqualTo(before);
        assertThat(profileOf(login)).isEqualTo(profile).isEqualTo(profileOf(phone));
    }

    /** As a fold in the background keeps whoever takes something back waiting, but nobody else for long. */
    @Test
    void letsOthersBeSeenWhileItWaitsToBeAlone() throws Exception {
        Map<String, Object> phone = id("phone", "13900139301");
        String profile = observe(observation("waits-1", "2026-06-01T10:00:00Z", id("login_id", "waits", "one"), phone))
                .path(0)
                .path("profileId")
                .asString();
        Servers servers = Servers.current();
        try (ExecutorService callers = Executors.newFixedThreadPool(2);
                Connection fold = DriverManager.getConnection(servers.jdbcUrl(), servers.user(), servers.password());
                Statement statement = fold.createStatement()) {
            fold.setAutoCommit(false);
            statement.execute("select pg_advisory_xact_lock_shared(hashtextextended('stitching identity', 0))");
            Future<Answer> withdrawal = callers.submit(() -> brand().post(
                            "/api/v1/identity/profiles/" + profile + ":withdraw", Map.of("purposes", List.of("ADS"))));
            await("it waits")
                    .until(() -> jdbc.sql("select exists(select from pg_locks where not granted"
                                    + " and locktype = 'advisory' and mode = 'ExclusiveLock')")
                            .query(Boolean.class)
                            .single());

            Future<?> others = callers.submit(
                    () -> observe(observation("waits-2", "2026-06-01T10:00:00Z", id("login_id", "waits", "two"))));
            try {
                await("somebody else is seen").until(others::isDone);
                assertThat(withdrawal.isDone()).isFalse();
            } finally {
                fold.rollback();
            }
            assertThat(withdrawal.get().status()).isEqualTo(200);
            others.get();
        }
    }

    @Test
    void isAllowedAgainByWhoeverNamesThePurposeLaterAndNotByWhoeverDoesNot() {
        Map<String, Object> login = id("login_id", "wd-again", "anna");
        Map<String, Object> phone = id("phone", "13800138502");
        observe(observation("again-1", "2026-06-01T10:00:00Z", login, phone));
        String profile = profileOf(login);
        withdraw(profile, Map.of("purposes", List.of("ADS")));

        String later = Instant.now().plusSeconds(1).toString();
        JsonNode unstated = observe(observation("again-2", later, login, phone)).path(0);
        assertThat(unstated.path("outcome").asString()).isEqualTo("HELD");
        assertThat(unstated.path("reasons").path(0).asString()).isEqualTo("WITHDRAWN");
        assertThat(unstated.path("profileId").asString()).isEqualTo(profile);
        observe(with(
                observation("again-3", "2026-06-02T10:00:00Z", login, phone), "purposes", List.of("ADS", "SERVICE")));
        assertThat(profileOf(login)).as("dated before").isNotEqualTo(profileOf(phone));

        String muchLater = Instant.now().plusSeconds(2).toString();
        observe(with(observation("again-4", muchLater, login, phone), "purposes", List.of("ADS")));
        assertThat(resolveAt(muchLater, login).path("profileId").asString())
                .isEqualTo(resolveAt(muchLater, phone).path("profileId").asString())
                .isEqualTo(profile);
        JsonNode again = withdraw(profile, Map.of("purposes", List.of("ADS")));
        assertThat(again.path("identifiers")).as("withdrawn anew").hasSize(2);
    }

    @Test
    void isSaidOfAnObservationWhicheverPurposeIsWithdrawn() {
        Map<String, Object> login = id("login_id", "wd-service", "anna");
        Map<String, Object> phone = id("phone", "13800138504");
        observe(observation("service-1", "2026-06-01T10:00:00Z", login, phone));
        withdraw(profileOf(login), Map.of("purposes", List.of("SERVICE")));

        String later = Instant.now().plusSeconds(1).toString();
        JsonNode unstated =
                observe(observation("service-2", later, login, phone)).path(0);
        assertThat(unstated.path("outcome").asString()).isEqualTo("HELD");
        assertThat(unstated.path("reasons").path(0).asString()).isEqualTo("WITHDRAWN");
    }

    @Test
    void concernsTheOwnerOfTheIdWhateverPurposeItIsFor() {
        ServiceOnly two = serviceOnly("withdraw");
        assertThat(withdraw(two.service(), Map.of("purposes", List.of("SERVICE")))
                        .path("identifiers"))
                .hasSize(2);
        assertThat(serviceProfileOf(two.adsLogin())).isEqualTo(profileOf(two.adsLogin()));
        assertThat(serviceProfileOf(two.device())).isNotEqualTo(serviceProfileOf(two.serviceMail()));
    }

    @Test
    void concernsSomeIdentifiersOnlyWhereTheyAreNamed() {
        Map<String, Object> login = id("login_id", "wd-some", "anna");
        Map<String, Object> phone = id("phone", "13800138503");
        Map<String, Object> mail = id("email", "anna.wd@example.org");
        observe(observation("some-1", "2026-06-01T10:00:00Z", login, phone, mail));
        String profile = profileOf(login);

        withdraw(profile, Map.of("purposes", List.of("ADS"), "identifiers", List.of(phone)));
        assertThat(profileOf(login)).isEqualTo(profileOf(mail)).isNotEqualTo(profileOf(phone));

        String path = "/api/v1/identity/profiles/" + profile + ":withdraw";
        Map<String, Object> body = Map.of("purposes", List.of("ADS"));
        refused(
                422,
                "NOT_IN_PROFILE",
                () -> brand().post(path, with(body, "identifiers", List.of(id("cookie", "wd-some", "never seen")))));
        refused(400, "INVALID_FIELD", () -> brand().post(path, Map.of("purposes", List.of())));
        refused(400, "INVALID_FIELD", () -> brand().post(path, Map.of()));
        refused(403, "MISSING_SCOPE", () -> with("identity:read").post(path, body));
        for (HttpProbe outsider : List.of(partner("one"), merchant("shop-1"))) {
            refused(404, "NOT_FOUND", () -> outsider.post(path, body));
        }
        refused(
                404,
                "NOT_FOUND",
                () -> brand().post("/api/v1/identity/profiles/" + UUID.randomUUID() + ":withdraw", body));
    }

    @Test
    void isToldToEverybodyWithinTwoSeconds() {
        Duration soonest = Duration.ofDays(1);
        // Whatever else the machine does may delay one of them, and hardly five.
        for (int told = 1; told <= 5 && soonest.compareTo(Duration.ofSeconds(2)) >= 0; told++) {
            Map<String, Object> login = id("login_id", "wd-told", "anna-" + told);
            observe(observation("told-" + told, "2026-06-01T10:00:00Z", login));
            String profile = profileOf(login);
            await().until(() -> unpublished() == 0);

            withdraw(profile, Map.of("purposes", List.of("ADS")));
            long begin = System.nanoTime();
            await().pollInterval(Duration.ofMillis(20)).until(() -> unpublished() == 0);
            Duration took = Duration.ofNanos(System.nanoTime() - begin);
            soonest = took.compareTo(soonest) < 0 ? took : soonest;
        }
        assertThat(soonest).isLessThan(Duration.ofSeconds(2));
        JsonNode feed = brand().get("/api/v1/identity/feed?limit=1&after=" + (told() - 1))
                .json();
        JsonNode move = feed.path("items").path(0).path("moves").path(0);
        assertThat(feed.path("items").path(0).path("cause").asString()).isEqualTo("WITHDRAWN");
        assertThat(move.path("purpose").asString()).isEqualTo("ADS");
        assertThat(move.path("to").isNull()).isTrue();
        assertThat(move.path("withdrawnAt").isNull()).isFalse();
    }

    @Test
    void tellsThatAdvertisingIsNotAllowedForWhomIsKnownForOthersOnly() {
        Map<String, Object> login = id("login_id", "wd-never", "anna");
        observe(with(observation("never-1", "2026-06-01T10:00:00Z", login), "purposes", List.of("SERVICE")));
        JsonNode moves = lastMoves();
        assertThat(moves).hasSize(2);
        assertThat(of("ADS", moves).path("to").isNull()).isTrue();
        assertThat(of("ADS", moves).path("withdrawnAt").asString()).isEqualTo("2026-06-01T10:00:00Z");
        assertThat(of("SERVICE", moves).path("to").asString()).isEqualTo(serviceProfileOf(login));

        observe(observation("never-2", "2026-06-02T10:00:00Z", login));
        JsonNode allowed = of("ADS", lastMoves());
        assertThat(allowed.path("to").asString()).isEqualTo(profileOf(login));
        assertThat(allowed.path("withdrawnAt").isNull()).isTrue();
    }

    /** What the newest change on the feed tells. */
    private JsonNode lastMoves() {
        await().until(() -> unpublished() == 0);
        return brand().get("/api/v1/identity/feed?limit=1&after=" + (told() - 1))
                .json()
                .path("items")
                .path(0)
                .path("moves");
    }

    private static JsonNode of(String purpose, JsonNode moves) {
        return moves.valueStream()
                .filter(move -> move.path("purpose").asString().equals(purpose))
                .findFirst()
                .orElseThrow();
    }

    private long told() {
        return jdbc.sql("select max(sequence) from outbox").query(Long.class).single();
    }

    private long unpublished() {
        return jdbc.sql("select count(*) from outbox where published_at is null")
                .query(Long.class)
                .single();
    }

    private JsonNode withdraw(String profileId, Map<String, Object> body) {
        Answer answer = brand().post("/api/v1/identity/profiles/" + profileId + ":withdraw", body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    private String serviceProfileOf(Map<String, Object> identifier) {
        return brand().post(
                        RESOLVE,
                        Map.of("lookups", List.of(Map.of("identifiers", List.of(identifier), "purpose", "SERVICE"))))
                .json()
                .path("results")
                .path(0)
                .path("profileId")
                .asString();
    }

    private String explain(Map<String, Object> a, Map<String, Object> b, String purpose) {
        return brand().post("/api/v1/identity/explanations", Map.of("a", a, "b", b, "purpose", purpose))
                .json()
                .path("whyNot")
                .path("reason")
                .asString();
    }

    private Set<String> tenures() {
        return new TreeSet<>(
                jdbc.sql("select encode(key, 'hex') || ' ' || purposes || ' ' || valid_from || ' ' || valid_to "
                                + "|| ' ' || coalesce(profile_id::text, '-') || ' ' || first_seen_at from tenure")
                        .query(String.class)
                        .list());
    }
}
