package io.evenreach.frequency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evenreach.identifiers.Hashed;
import io.evenreach.platform.security.Scopes;
import io.evenreach.testkit.HttpProbe;
import io.evenreach.testkit.RealServers;
import io.evenreach.testkit.TestTokens;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Holding the journal against what is stored, on a service that goes on deciding. */
@RealServers
class VerificationIT {

    private static final String PATH = "/api/v1/journal-verifications";

    private static World world;

    @BeforeAll
    static void start() {
        world = World.of(1);
        world.channel("verified", null, Duration.ofMinutes(10));
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

    private static UUID touched(UUID campaign, String name) {
        JsonNode decision = world.decide("verified", campaign, World.cookie(name));
        return UUID.fromString(decision.path("profileId").asString());
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
        JsonNode after = verify();
        Map<String, String> found = new TreeMap<>();
        after.path("differences")
                .forEach(difference -> found.put(
                        difference.path("profileId").asString(),
                        difference.path("kind").asString()));
        assertThat(found).isEqualTo(expected);
        assertThat(after.path("differenceCount").asLong()).isEqualTo(4);
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
