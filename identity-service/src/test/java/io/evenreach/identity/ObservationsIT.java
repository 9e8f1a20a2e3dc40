package io.evenreach.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evenreach.platform.hashing.PairwiseIds;
import io.evenreach.platform.security.Scopes;
import io.evenreach.testkit.HttpProbe.Answer;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

class ObservationsIT extends ServiceTestBase {

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private PairwiseIds pairwise;

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private MeterRegistry meters;

    @Test
    void joinsWhatWasSeenTogetherAcrossDomains() {
        Map<String, Object> login = id("login_id", "shop", "anna-1");
        Map<String, Object> phone = id("phone", "13800138001");
        Map<String, Object> openid = id("wechat_openid", "app-1", "openid-anna-1");
        JsonNode results = observe(
                observation("join-1", "2026-06-01T10:00:00+08:00", login, phone),
                observation("join-2", "2026-06-02T10:00:00+08:00", phone, openid));

        assertThat(results.path(0).path("observationId").asString()).isEqualTo("join-1");
        assertThat(results.path(0).path("outcome").asString()).isEqualTo("LINKED");
        assertThat(results.path(0).path("reasons")).isEmpty();
        assertThat(results.path(1).path("profileId").asString())
                .isEqualTo(results.path(0).path("profileId").asString());
        assertThat(profileOf(openid)).isEqualTo(profileOf(login));
        assertThat(resolve(id("phone", "+86 138-0013-8001")).path("profileId").asString())
                .as("another way to write it")
                .isEqualTo(profileOf(login));
        assertThat(resolve(id("wechat_openid", "app-2", "openid-anna-1"))
                        .path("known")
                        .asBoolean())
                .as("the same openid of another app")
                .isFalse();
    }

    /** What is known of all that many identifiers were seen with would not fit into memory at once. */
    @Test
    void takesInABatchOfManyIdentifiersEachInPortionsAsOne() {
        List<Map<String, Object>> batch = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            List<Map<String, Object>> identifiers = new ArrayList<>();
            identifiers.add(id("email", "portion." + i % 29 + "@example.org"));
            for (int system = 1; system < 100; system++) {
                identifiers.add(id("login_id", "portion-" + i + "-" + system, "anna"));
            }
            batch.add(with(observation("portion-" + i, "2026-06-01T10:00:00Z"), "identifiers", identifiers));
        }

        JsonNode results = observe(batch);

        assertThat(results)
                .hasSize(30)
                .allSatisfy(each -> assertThat(each.path("outcome").asString()).isEqualTo("LINKED"));
        assertThat(profileOf(id("login_id", "portion-29-99", "anna")))
                .as("the last, in another portion than the first")
                .isEqualTo(profileOf(id("login_id", "portion-0-1", "anna")))
                .isNotEqualTo(profileOf(id("login_id", "portion-28-1", "anna")));
        assertThat(observe(batch)).as("again").isEqualTo(results);
    }

    /** Somebody with more cookies than a profile may have is folded whole; not once for each portion that names them. */
    @Test
    void foldsNobodyAnewForEachPortionOfABatch() {
        Map<String, Object> login = id("login_id", "portions", "visitor");
        List<Map<String, Object>> batch = new ArrayList<>();
        for (int i = 0; i < 55; i++) {
            List<Map<String, Object>> identifiers = new ArrayList<>(List.of(login));
            for (int cookie = 1; cookie < 100; cookie++) {
                identifiers.add(id("cookie", "portions", "of-" + i + "-" + cookie));
            }
            batch.add(with(
                    observation(
                            "portions-" + i,
                            Instant.parse("2026-06-01T10:00:00Z").plusSeconds(i).toString()),
                    "identifiers",
                    identifiers));
        }

        List<String> reasons = new ArrayList<>();
        observe(batch).forEach(each -> reasons.add(each.path("reasons").toString()));

        assertThat(reasons.subList(0, 25)).as("the first portion").noneMatch(each -> each.contains("DEFERRED"));
        assertThat(reasons.subList(25, 55)).as("the others").allMatch(each -> each.contains("DEFERRED"));
        await().untilAsserted(() -> assertThat(jdbc.sql("select count(*) from component where rules_version <= 0")
                        .query(Long.class)
                        .single())
                .isZero());
        assertThat(profileOf(id("cookie", "portions", "of-54-99")))
                .as("settled, beyond what a profile may have")
                .isNotEqualTo(profileOf(login));
    }

    @Test
    void knowsAClearAndAHashedPhoneAsOne() {
        Map<String, Object> login = id("login_id", "shop", "hash-1");
        observe(observation("hash-1", "2026-06-01T10:00:00Z", login, id("phone", "+8613800138777")));

        String sha256 = sha256("+8613800138777");
        assertThat(profileOf(id("phone_sha256", sha256))).isEqualTo(profileOf(login));
    }

    @Test
    void answersAnUnknownIdentifierWithAProfileOfItsOwnAndWritesNothing() {
        String before = everything();
        JsonNode first = resolve(id("cookie", "site", "never-seen-1"));
        JsonNode again = resolve(id("cookie", "site", "never-seen-1"));

        assertThat(first.path("known").asBoolean()).isFalse();
        assertThat(first.path("undetermined").asBoolean()).isFalse();
        assertThat(again.path("profileId").asString())
                .isEqualTo(first.path("profileId").asString());
        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void answersAKnownAddressWithANewPhoneAsObservingThemDoes() {
        Map<String, Object> mail = id("email", "known.address@example.org");
        Map<String, Object> phone = id("phone", "13800138778");
        observe(observation("known-address", "2026-06-01T10:00:00Z", mail, id("cookie", "site", "known-address")));
        String profile = profileOf(mail);

        JsonNode resolved = resolve(phone, mail);
        JsonNode observed = observe(observation("new-phone", "2026-06-02T10:00:00Z", phone, mail));

        assertThat(resolved.path("known").asBoolean()).isTrue();
        assertThat(resolved.path("profileId").asString()).isEqualTo(profile);
        assertThat(observed.path(0).path("profileId").asString()).isEqualTo(profile);
    }

    @Test
    void dropsWhatIdentifiesNobodyAndSaysWhy() {
        JsonNode results = observe(
                observation(
                        "drop-1",
                        "2026-06-01T10:00:00Z",
                        id("login_id", "shop", "drop-1"),
                        id("email", "null"),
                        id("idfa", "00000000-0000-0000-0000-000000000000"),
                        id("fax", "12345"),
                        id("cookie", "no-scope"),
                        id("phone", "12")),
                observation("drop-2", "2026-06-01T10:00:00Z", id("email", "guest"), id("phone", "")));

        JsonNode partly = results.path(0);
        assertThat(partly.path("outcome").asString()).isEqualTo("LINKED");
        assertThat(texts(partly.path("reasons")))
                .containsExactlyInAnyOrder("BLOCKED_VALUE", "UNKNOWN_TYPE", "SCOPE_MISSING", "MALFORMED_VALUE");
        assertThat(partly.path("dropped")).hasSize(5);
        assertThat(partly.path("dropped").path(0).path("index").asInt()).isEqualTo(1);
        JsonNode wholly = results.path(1);
        assertThat(wholly.path("outcome").asString()).isEqualTo("IGNORED");
        assertThat(wholly.path("profileId").isNull()).isTrue();
        assertThat(texts(wholly.path("reasons"))).containsExactlyInAnyOrder("BLOCKED_VALUE", "BLANK_VALUE");
        assertThat(resolve(id("email", "guest")).path("undetermined").asBoolean())
                .isTrue();
    }

    @Test
    void countsWhatObservationsCameToAndHowOftenBatchesBeganAgain() {
        double linked = counted("evenreach.observations", "outcome", "LINKED");
        double ignored = counted("evenreach.observations", "outcome", "IGNORED");
        double restarts = counted("evenreach.stitching.restarts");
        // What a sequence gave is not taken back with the transaction that lost.
        jdbc.sql("create sequence tries").update();
        jdbc.sql("""
                        create function lose_the_first() returns trigger language plpgsql as $$ begin
                            if nextval('tries') = 1 then raise exception 'lost' using errcode = '40001'; end if;
                            return new;
                        end $$
                        """).update();
        jdbc.sql(
                        "create trigger loses before insert on observation for each statement execute function lose_the_first()")
                .update();
        try {
            observe(
                    observation("counted-1", "2026-06-01T10:00:00Z", id("login_id", "shop", "counted-1")),
                    observation("counted-2", "2026-06-01T10:00:00Z", id("login_id", "shop", "counted-2")),
                    observation("counted-3", "2026-06-01T10:00:00Z", id("email", "null")));
        } finally {
            jdbc.sql("drop function lose_the_first() cascade").update();
            jdbc.sql("drop sequence tries").update();
        }

        assertThat(counted("evenreach.observations", "outcome", "LINKED")).isEqualTo(linked + 2);
        assertThat(counted("evenreach.observations", "outcome", "IGNORED")).isEqualTo(ignored + 1);
        assertThat(counted("evenreach.stitching.restarts")).isEqualTo(restarts + 1);
    }

    private double counted(String name, String... tags) {
        return meters.get(name).tags(tags).counter().count();
    }

    @Test
    void takesShortNumericLogins() {
        JsonNode results = observe(
                observation("short-1", "2026-06-01T10:00:00Z", id("login_id", "till", "11")),
                observation("short-2", "2026-06-01T10:00:00Z", id("login_id", "till", "222")));

        assertThat(results.path(0).path("outcome").asString()).isEqualTo("LINKED");
        assertThat(results.path(1).path("outcome").asString()).isEqualTo("LINKED");
    }

    @Test
    void refusesTheFutureItemByItem() {
        String future = Instant.now().plusSeconds(600).toString();
        String soon = Instant.now().plusSeconds(120).toString();
        JsonNode results = observe(
                observation("future-1", future, id("login_id", "shop", "future-1")),
                observation("future-2", soon, id("login_id", "shop", "future-2")),
                observation("future-3", "0001-01-01T00:00:00Z", id("login_id", "shop", "future-3")));

        assertThat(results.path(0).path("outcome").asString()).isEqualTo("IGNORED");
        assertThat(texts(results.path(0).path("reasons"))).containsExactly("TIME_IN_FUTURE");
        assertThat(results.path(1).path("outcome").asString())
                .as("clocks differ a little")
                .isEqualTo("LINKED");
        assertThat(texts(results.path(2).path("reasons"))).containsExactly("TIME_TOO_EARLY");
        assertThat(resolve(id("login_id", "shop", "future-1")).path("known").asBoolean())
                .isFalse();
    }

    @Test
    void takesEachObservationOnce() {
        Map<String, Object> first = observation(
                "once-1", "2026-06-01T10:00:00Z", id("login_id", "shop", "once"), id("email", "once@x.org"));
        JsonNode answer = observe(first);
        String before = everything();

        assertThat(observe(first)).isEqualTo(answer);
        assertThat(observe(first, first).path(1)).isEqualTo(answer.path(0));
        JsonNode other = observe(with(first, "observedAt", "2026-06-01T10:00:01Z"));
        assertThat(texts(other.path(0).path("reasons"))).containsExactly("CONFLICTING_DUPLICATE");
        assertThat(other.path(0).path("outcome").asString()).isEqualTo("IGNORED");
        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void tellsTheIdsOfTwoPartnersApart() {
        Map<String, Object> body = observation("same-id", "2026-06-01T10:00:00Z", id("login_id", "shop", "own-1"));
        Map<String, Object> otherBody = observation("same-id", "2026-06-01T10:00:00Z", id("login_id", "shop", "own-2"));

        for (var sent : List.of(
                partner("one").post(OBSERVATIONS, Map.of("observations", List.of(body))),
                partner("two").post(OBSERVATIONS, Map.of("observations", List.of(otherBody))))) {
            assertThat(sent.json().path("results").path(0).path("outcome").asString())
                    .isEqualTo("LINKED");
        }
    }

    @Test
    void showsAPartnerProfileIdsOfItsOwn() {
        Map<String, Object> login = id("login_id", "shop", "pairwise-1");
        Map<String, Object> sent =
                Map.of("observations", List.of(observation("pairwise-1", "2026-06-01T10:00:00Z", login)));
        Map<String, Object> asked = Map.of("lookups", List.of(Map.of("identifiers", List.of(login))));

        String toOne = firstProfile(partner("one").post(OBSERVATIONS, sent));
        String toTwo = firstProfile(partner("two").post(OBSERVATIONS, sent));

        assertThat(Set.of(toOne, toTwo, profileOf(login)))
                .as("three ids of one person")
                .hasSize(3);
        assertThat(firstProfile(partner("one").post(RESOLVE, asked))).isEqualTo(toOne);
        assertThat(partner("one")
                        .post(OBSERVATIONS, sent)
                        .json()
                        .path("results")
                        .path(0)
                        .has("evidenceId"))
                .as("what only the brand can remove")
                .isFalse();
        assertThat(firstProfile(partner("two").post(RESOLVE, asked))).isEqualTo(toTwo);
        assertThat(pairwise.profileOf("one", UUID.fromString(toOne)))
                .as("what other services take it for")
                .hasToString(profileOf(login));
    }

    @Test
    void showsAMerchantProfileIdsOfItsOwn() {
        Map<String, Object> login = id("login_id", "shop", "pairwise-2");
        Map<String, Object> sent =
                Map.of("observations", List.of(observation("pairwise-2", "2026-06-01T10:00:00Z", login)));
        Map<String, Object> asked = Map.of("lookups", List.of(Map.of("identifiers", List.of(login))));

        String toOne = firstProfile(merchant("one").post(OBSERVATIONS, sent));
        String toTwo = firstProfile(merchant("two").post(RESOLVE, asked));
        String toPartner = firstProfile(partner("one").post(RESOLVE, asked));

        assertThat(Set.of(toOne, toTwo, toPartner, profileOf(login)))
                .as("four ids of one person")
                .hasSize(4);
        assertThat(firstProfile(merchant("one").post(RESOLVE, asked))).isEqualTo(toOne);
    }

    @Test
    void givesARecycledPhoneTwoOwnersInTime() {
        Map<String, Object> anna = id("login_id", "shop", "recycled-anna");
        Map<String, Object> ben = id("login_id", "shop", "recycled-ben");
        Map<String, Object> phone = id("phone", "13800139001");
        observe(observation("recycled-2", "2026-06-01T00:00:00Z", ben, phone));
        observe(observation("recycled-1", "2025-01-01T00:00:00Z", anna, phone));

        assertThat(resolveAt("2025-03-01T00:00:00Z", phone).path("profileId").asString())
                .isEqualTo(profileOf(anna));
        assertThat(resolveAt("2024-03-01T00:00:00Z", phone).path("profileId").asString())
                .as("the first owner also owns the time before")
                .isEqualTo(profileOf(anna));
        assertThat(profileOf(phone)).isEqualTo(profileOf(ben)).isNotEqualTo(profileOf(anna));
    }

    @Test
    void saysThatASharedTabletTellsNobody() {
        Map<String, Object> anna = id("login_id", "shop", "tablet-anna");
        Map<String, Object> ben = id("login_id", "shop", "tablet-ben");
        Map<String, Object> tablet = id("idfa", "6D92078A-8246-4BA4-AE5B-76104861E7DC");
        observe(
                observation("tablet-1", "2026-06-01T00:00:00Z", anna, tablet),
                observation("tablet-2", "2026-06-02T00:00:00Z", ben, tablet));
        JsonNode third = observe(observation("tablet-3", "2026-06-03T00:00:00Z", anna, tablet))
                .path(0);

        assertThat(third.path("outcome").asString()).isEqualTo("HELD");
        assertThat(texts(third.path("reasons"))).containsExactly("SHARED");
        assertThat(third.path("profileId").asString()).isEqualTo(profileOf(anna));
        JsonNode alone = resolve(tablet);
        assertThat(alone.path("undetermined").asBoolean()).isTrue();
        assertThat(alone.path("profileId").isNull()).isTrue();
        assertThat(profileOf(tablet, ben)).as("who logged in decides").isEqualTo(profileOf(ben));
    }

    @Test
    void linksPurposeByPurpose() {
        Map<String, Object> login = id("login_id", "shop", "purpose");
        Map<String, Object> cookie = id("cookie", "site", "purpose");
        observe(
                with(observation("purpose-1", "2026-06-01T00:00:00Z", login, cookie), "purposes", List.of("ADS")),
                with(observation("purpose-2", "2026-06-01T00:00:00Z", login), "purposes", List.of("SERVICE")),
                with(observation("purpose-3", "2026-06-01T00:00:00Z", cookie), "purposes", List.of("SERVICE")));

        assertThat(lookup("ADS", login)).isEqualTo(lookup("ADS", cookie));
        assertThat(lookup("SERVICE", login)).isNotEqualTo(lookup("SERVICE", cookie));
    }

    @Test
    void refusesBrokenShapesAndChangesNothing() {
        Map<String, Object> good = observation("shape-1", "2026-06-01T10:00:00Z", id("login_id", "shop", "shape"));
        refused(400, "MALFORMED_JSON", () -> brand().post(OBSERVATIONS, "{\"observations\":["));
        assertThat(refused(400, "UNKNOWN_FIELD", () -> send(with(good, "colour", "red")))
                        .pointer())
                .isEqualTo("/observations/0/colour");
        refused(400, "INVALID_FIELD", () -> send(with(good, "domain", "ELSEWHERE")));
        refused(400, "INVALID_FIELD", () -> send(with(good, "observedAt", "yesterday")));
        refused(400, "INVALID_FIELD", () -> send(with(good, "observedAt", null)));
        refused(400, "INVALID_FIELD", () -> send(with(good, "observationId", " ")));
        refused(400, "INVALID_FIELD", () -> send(with(good, "identifiers", List.of())));
        refused(400, "INVALID_FIELD", () -> send(with(good, "purposes", List.of())));
        refused(400, "INVALID_FIELD", () -> send(with(good, "purposes", Collections.singletonList(null))));
        refused(400, "INVALID_FIELD", () -> send(with(good, "observedAt", "1749081600")));
        refused(400, "INVALID_FIELD", () -> send(with(good, "observedAt", 1_749_081_600)));
        assertThat(refused(400, "INVALID_FIELD", () -> send(with(good, "source", "a\0b")))
                        .pointer())
                .isEqualTo("/observations/0/source");
        assertThat(refused(400, "INVALID_FIELD", () -> send(with(good, "identifiers", Collections.singletonList(null))))
                        .pointer())
                .isEqualTo("/observations/0/identifiers/0");
        refused(
                400,
                "INVALID_FIELD",
                () -> brand().post(
                                OBSERVATIONS,
                                Collections.singletonMap("observations", Collections.singletonList(null))));
        refused(400, "INVALID_FIELD", () -> brand().post(RESOLVE, "{\"lookups\":[null]}"));
        refused(400, "INVALID_FIELD", () -> brand().post(RESOLVE, "{\"lookups\":[{\"identifiers\":[null]}]}"));
        refused(400, "INVALID_FIELD", () -> brand().post(OBSERVATIONS, Map.of("observations", List.of())));
        refused(400, "INVALID_FIELD", () -> brand().post(OBSERVATIONS, Map.of()));
        List<Map<String, Object>> many = new ArrayList<>();
        for (int i = 0; i < 1_001; i++) {
            many.add(with(good, "observationId", "many-" + i));
        }
        refused(400, "TOO_MANY_ITEMS", () -> brand().post(OBSERVATIONS, Map.of("observations", many)));
        List<Map<String, Object>> oneBroken = List.of(good, with(good, "evidence", null));
        refused(400, "INVALID_FIELD", () -> brand().post(OBSERVATIONS, Map.of("observations", oneBroken)));
    }

    @Test
    void asksForTheScopeOfEachRoute() {
        Map<String, Object> body = Map.of(
                "observations", List.of(observation("scope", "2026-06-01T10:00:00Z", id("login_id", "shop", "scope"))));
        refused(401, "UNAUTHENTICATED", () -> nobody().post(OBSERVATIONS, body));
        refused(403, "MISSING_SCOPE", () -> with(Scopes.IDENTITY_READ).post(OBSERVATIONS, body));
        Map<String, Object> lookups =
                Map.of("lookups", List.of(Map.of("identifiers", List.of(id("login_id", "shop", "scope")))));
        refused(403, "MISSING_SCOPE", () -> with(Scopes.IDENTITY_WRITE).post(RESOLVE, lookups));
        refused(403, "MISSING_SCOPE", () -> with(Scopes.IDENTITY_WRITE).get("/api/v1/identity/export"));
        refused(403, "MISSING_SCOPE", () -> with(Scopes.IDENTITY_WRITE).get("/api/v1/identity/profiles"));
        refused(403, "MISSING_SCOPE", () -> with(Scopes.IDENTITY_WRITE).get("/api/v1/identity/feed"));
    }

    private static String firstProfile(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json().path("results").path(0).path("profileId").asString();
    }

    private Answer send(Map<String, Object> observation) {
        return brand().post(OBSERVATIONS, Map.of("observations", List.of(observation)));
    }

    private String lookup(String purpose, Map<String, Object> identifier) {
        return brand().post(
                        RESOLVE,
                        Map.of("lookups", List.of(Map.of("identifiers", List.of(identifier), "purpose", purpose))))
                .json()
                .path("results")
                .path(0)
                .path("profileId")
                .asString();
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(each -> texts.add(each.asString()));
        return texts;
    }

    private static String sha256(String value) {
        try {
            return java.util.HexFormat.of()
                    .formatHex(java.security.MessageDigest.getInstance("SHA-256")
                            .digest(value.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        } catch (java.security.NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
