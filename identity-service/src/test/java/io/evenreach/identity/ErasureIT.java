package io.evenreach.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.testkit.HttpProbe.Answer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Erasing a person. */
class ErasureIT extends ServiceTestBase {

    @Test
    void leavesATombstoneDropsWhatIsDatedBeforeAndGivesALaterContactANewId() {
        Map<String, Object> login = id("login_id", "erase", "anna-who-leaves");
        Map<String, Object> phone = id("phone", "13800138401");
        Map<String, Object> mail = id("email", "anna.erase@example.org");
        observe(
                observation("erase-1", "2026-06-01T10:00:00Z", login, phone),
                observation("erase-2", "2026-06-02T10:00:00Z", phone, mail));
        String old = profileOf(login);
        String hash = jdbc.sql("select encode(key, 'hex') from identifier where mask = 'an***es'")
                .query(String.class)
                .single();

        JsonNode erased = erase(old, 200).json();
        assertThat(erased.path("identifiers").asInt()).isEqualTo(3);
        assertThat(erase(old, 200).json()).as("once").isEqualTo(erased);
        assertThat(count("select count(*) from evidence_key where encode(key, 'hex') = '" + hash + "'"))
                .isZero();
        assertThat(count("select count(*) from tenure where profile_id = '" + old + "'"))
                .isZero();
        assertThat(count("select count(*) from identifier where mask = 'an***es'"))
                .isZero();
        assertThat(count("select count(*) from erasure where encode(key, 'hex') = '" + hash + "'"))
                .isEqualTo(1);
        refused(404, "NOT_FOUND", () -> brand().get("/api/v1/identity/profiles/" + old));
        JsonNode moves = movesOf(hash);
        assertThat(moves.path("from").asString()).isEqualTo(old);
        assertThat(moves.path("to").isNull()).isTrue();
        assertThat(moves.path("quarantined").asBoolean()).isFalse();

        assertThat(jdbc.sql(
                                "select payload::jsonb ->> 'erasedAt' from outbox where payload::text like '%' || :hash || '%'"
                                        + " order by id desc limit 1")
                        .param("hash", hash)
                        .query(String.class)
                        .single())
                .as("the feed says when it was")
                .isEqualTo(erased.path("erasedAt").asString());

        JsonNode late = observe(
                observation("erase-3", "2026-06-03T10:00:00Z", login, phone),
                observation("erase-1", "2026-06-01T10:00:00Z", login, phone));
        late.forEach(result -> {
            assertThat(result.path("outcome").asString()).isEqualTo("IGNORED");
            assertThat(result.path("reasons").path(0).asString()).isEqualTo("ERASED");
        });
        assertThat(explain(login, phone)).isEqualTo("ERASED");
        String unseen = profileOf(login);
        assertThat(unseen).as("nobody is asked for under the old id").isNotEqualTo(old);
        assertThat(resolve(login).path("known").asBoolean()).isFalse();

        String now = Instant.now().toString();
        String again = observe(with(observation("erase-4", now, login, phone), "purposes", List.of("ADS", "SERVICE")))
                .path(0)
                .path("profileId")
                .asString();
        assertThat(again).isNotEqualTo(old);
        assertThat(profileOf(login)).isEqualTo(again).isEqualTo(profileOf(phone));
        assertThat(again).as("as it was counted before it was observed").isIn(unseen, profileOf(phone));
        refused(404, "NOT_FOUND", () -> brand().get("/api/v1/identity/profiles/" + old));
    }

    @Test
    void showsNoAdsToWhoeverComesLaterUntilSomebodySaysThatTheyAreAllowed() {
        Map<String, Object> login = id("login_id", "erase-ads", "anna");
        Map<String, Object> phone = id("phone", "13800138403");
        observe(observation("ads-1", "2026-06-01T10:00:00Z", login, phone));
        erase(profileOf(login), 200);

        JsonNode unstated = observe(observation("ads-2", Instant.now().toString(), login, phone))
                .path(0);
        assertThat(unstated.path("reasons").path(0).asString()).isEqualTo("WITHDRAWN");
        assertThat(profileOf(login)).isNotEqualTo(profileOf(phone));
        assertThat(resolve(login).path("known").asBoolean()).isFalse();
        assertThat(explain(login, phone)).isEqualTo("WITHDRAWN");
        JsonNode forService = brand().post(
                        RESOLVE,
                        Map.of("lookups", List.of(Map.of("identifiers", List.of(phone), "purpose", "SERVICE"))))
                .json()
                .path("results")
                .path(0);
        assertThat(forService.path("known").asBoolean()).isTrue();
        assertThat(forService.path("profileId").asString())
                .isEqualTo(unstated.path("profileId").asString());

        observe(with(observation("ads-3", Instant.now().toString(), login, phone), "purposes", List.of("ADS")));
        assertThat(profileOf(login))
                .isEqualTo(profileOf(phone))
                .isEqualTo(unstated.path("profileId").asString());
    }

    @Test
    void leavesToOthersWhatIsTheirsToo() {
        Map<String, Object> anna = id("login_id", "erase-two", "anna");
        Map<String, Object> ben = id("login_id", "erase-two", "ben");
        Map<String, Object> tablet = id("oaid", "erase-two-tablet");
        Map<String, Object> bensPhone = id("phone", "13800138402");
        observe(
                observation("two-1", "2026-06-01T10:00:00Z", anna, tablet),
                observation("two-2", "2026-06-02T10:00:00Z", ben, tablet),
                observation("two-3", "2026-06-03T10:00:00Z", ben, anna),
                observation("two-4", "2026-06-04T10:00:00Z", ben, bensPhone));
        String bens = profileOf(ben);

        assertThat(erase(profileOf(anna), 200).json().path("identifiers").asInt())
                .isEqualTo(1);
        assertThat(List.of(profileOf(ben), profileOf(tablet), profileOf(bensPhone)))
                .containsOnly(bens);
        assertThat(resolveAt("2026-06-01T12:00:00Z", tablet).path("profileId").asString())
                .as("what was Anna's time is not Ben's now")
                .isNotEqualTo(bens);
        assertThat(resolve(ben).path("known").asBoolean()).isTrue();
        assertThat(resolve(anna).path("known").asBoolean()).isFalse();
    }

    /** A recycled phone, of which whoever has it now allows service only. */
    @Test
    void leavesAnIdentifierWithWhomHasItNowAndWithdrewAPurpose() {
        Map<String, Object> anna = id("login_id", "erase-recycled", "anna");
        Map<String, Object> ben = id("login_id", "erase-recycled", "ben");
        Map<String, Object> phone = id("phone", "13800138407");
        observe(observation("recycled-1", "2026-06-01T10:00:00Z", anna, phone));
        String hash = hashOf(profileOf(anna), "phone");
        observe(observation("recycled-2", "2026-06-05T10:00:00Z", ben, phone));
        String bens = profileOf(ben);
        withdraw(bens, "ADS");

        assertThat(erase(profileOf(anna), 200).json().path("identifiers").asInt())
                .isEqualTo(1);
        assertThat(hashOf(bens, "phone")).isEqualTo(hash);
        assertThat(erasing(hash))
                .as("what was Anna's")
                .containsExactlyInAnyOrder("ADS null 2026-06-05T10:00:00Z", "SERVICE null 2026-06-05T10:00:00Z");
        assertThat(observe(observation("recycled-3", "2026-06-07T10:00:00Z", ben, phone))
                        .path(0)
                        .path("profileId")
                        .asString())
                .isEqualTo(bens);
    }

    @Test
    void leavesAnIdentifierWithWhomHasItNowAndWithdrewEverything() {
        Map<String, Object> anna = id("login_id", "erase-recycled-all", "anna");
        Map<String, Object> ben = id("login_id", "erase-recycled-all", "ben");
        Map<String, Object> phone = id("phone", "13800138410");
        observe(observation("recycled-all-1", "2026-06-01T10:00:00Z", anna, phone));
        String hash = hashOf(profileOf(anna), "phone");
        observe(observation("recycled-all-2", "2026-06-05T10:00:00Z", ben, phone));
        withdraw(profileOf(ben), "ADS", "SERVICE");

        assertThat(erase(profileOf(anna), 200).json().path("identifiers").asInt())
                .isEqualTo(1);
        assertThat(count("select count(*) from evidence_key where encode(key, 'hex') = '" + hash + "'"))
                .isEqualTo(2);
        assertThat(erasing(hash)).hasSize(2);
    }

    /** Both are seen with it at the same instant, so that the second had it for no time at all. */
    @Test
    void leavesAnIdentifierThatIsSharedSinceSomebodyElseWasSeenWithIt() {
        Map<String, Object> anna = id("login_id", "erase-shared", "anna");
        Map<String, Object> ben = id("login_id", "erase-shared", "ben");
        Map<String, Object> tablet = id("oaid", "erase-shared-tablet");
        observe(
                observation("shared-1", "2026-06-01T00:00:00Z", anna, tablet),
                observation("shared-2", "2026-06-02T00:00:00Z", ben, tablet),
                observation("shared-3", "2026-06-02T00:00:00Z", anna, tablet));

        assertThat(erase(profileOf(anna), 200).json().path("identifiers").asInt())
                .isEqualTo(1);
        assertThat(observe(observation("shared-4", "2026-06-03T00:00:00Z", ben, tablet))
                        .path(0)
                        .path("outcome")
                        .asString())
                .isEqualTo("LINKED");
        assertThat(profileOf(tablet)).isEqualTo(profileOf(ben));
    }

    /** The feed tells all tenures of an identifier that stays, and erases nothing of others with that. */
    @Test
    void saysWhichOfTheTenuresThatItTellsAreErased() {
        Map<String, Object> anna = id("login_id", "erase-three", "anna");
        Map<String, Object> cora = id("login_id", "erase-three", "cora");
        Map<String, Object> ben = id("login_id", "erase-three", "ben");
        Map<String, Object> phone = id("phone", "13800138408");
        observe(
                observation("three-1", "2026-06-01T10:00:00Z", anna, phone),
                observation("three-2", "2026-06-03T10:00:00Z", cora, phone),
                observation("three-3", "2026-06-05T10:00:00Z", ben, phone));
        String bens = profileOf(ben);
        String hash = hashOf(bens, "phone");
        withdraw(bens, "ADS");

        erase(profileOf(anna), 200);
        assertThat(erasing(hash))
                .containsExactlyInAnyOrder("ADS null 2026-06-03T10:00:00Z", "SERVICE null 2026-06-03T10:00:00Z");
        assertThat(told(hash, false)).contains("ADS 2026-06-05T10:00:00Z null");
        assertThat(count("select count(*) from outbox where payload::jsonb ->> 'cause' <> 'ERASED'"
                        + " and payload::text like '%\"erased\":true%'"))
                .isZero();
    }

    /** Anna, who asked to be forgotten, is not shown as Ben to anybody. */
    @Test
    void givesTheErasedPersonsPhoneBackToNobodyWhoHadItBefore() {
        Map<String, Object> ben = id("login_id", "erase-back", "ben");
        Map<String, Object> anna = id("login_id", "erase-back", "anna");
        Map<String, Object> phone = id("phone", "13800138409");
        observe(
                observation("back-1", "2026-06-01T10:00:00Z", ben, phone),
                observation("back-2", "2026-06-05T10:00:00Z", anna, phone));
        String bens = profileOf(ben);
        String annas = profileOf(anna);
        assertThat(profileOf(phone)).isEqualTo(annas);
        withdraw(annas, "ADS");

        assertThat(erase(annas, 200).json().path("identifiers").asInt()).isEqualTo(1);
        for (String purpose : List.of("ADS", "SERVICE")) {
            assertThat(resolveFor(purpose, phone).path("known").asBoolean())
                    .as(purpose)
                    .isFalse();
        }
        assertThat(resolveAt("2026-06-02T12:00:00Z", phone).path("profileId").asString())
                .isEqualTo(bens);

        observe(observation("back-3", Instant.now().toString(), phone));
        String somebody = resolveFor("SERVICE", phone).path("profileId").asString();
        assertThat(somebody).as("a later contact").isNotIn(bens, annas);
        assertThat(resolve(phone).path("known").asBoolean()).as("for ads").isFalse();

        observe(with(
                observation("back-4", Instant.now().toString(), ben, phone), "purposes", List.of("ADS", "SERVICE")));
        assertThat(List.of(
                        profileOf(phone),
                        resolveFor("SERVICE", phone).path("profileId").asString()))
                .as("it was his after all, and he allows it")
                .containsOnly(bens);
    }

    private JsonNode resolveFor(String purpose, Map<String, Object> identifier) {
        return brand().post(
                        RESOLVE,
                        Map.of("lookups", List.of(Map.of("identifiers", List.of(identifier), "purpose", purpose))))
                .json()
                .path("results")
                .path(0);
    }

    private String hashOf(String profile, String type) {
        for (JsonNode each : brand().get("/api/v1/identity/profiles/" + profile + "?purpose=SERVICE")
                .json()
                .path("identifiers")) {
            if (each.path("type").asString().equals(type)) {
                return each.path("hash").asString();
            }
        }
        throw new AssertionError(profile + " has no " + type);
    }

    private List<String> erasing(String hash) {
        return told(hash, true);
    }

    /** What erasures told of an identifier: purpose, from when and until when. */
    private List<String> told(String hash, boolean erased) {
        return jdbc.sql("""
                        select concat_ws(' ', move ->> 'purpose', coalesce(move ->> 'validFrom', 'null'),
                                         coalesce(move ->> 'validTo', 'null'))
                          from outbox cross join jsonb_array_elements(payload::jsonb -> 'moves') as move
                         where payload::jsonb ->> 'cause' = 'ERASED' and move ->> 'key' = :hash
                           and (move ->> 'erased')::boolean = :erased
                        """)
                .param("hash", hash)
                .param("erased", erased)
                .query(String.class)
                .list();
    }

    @Test
    void takesWhatWasWithdrawnBeforeToo() {
        Map<String, Object> login = id("login_id", "erase-wd", "anna");
        Map<String, Object> phone = id("phone", "13800138404");
        Map<String, Object> device = id("idfa", "8c3b2a1d-0e4f-4a5b-9c6d-7e8f90a1b2c3");
        observe(
                observation("wd-1", "2026-06-01T10:00:00Z", login, phone),
                with(observation("wd-2", "2026-06-02T10:00:00Z", login, device), "purposes", List.of("ADS")));
        String profile = profileOf(login);
        List<String> hashes = hashesOf(profile);
        assertThat(hashes).hasSize(3);
        withdraw(profile, "ADS");

        assertThat(erase(profile, 200).json().path("identifiers").asInt()).isEqualTo(3);
        assertAllErased(hashes);
        assertThat(observe(observation("wd-3", "2026-06-03T10:00:00Z", device))
                        .path(0)
                        .path("reasons")
                        .path(0)
                        .asString())
                .isEqualTo("ERASED");
    }

    @Test
    void findsWhoHasNothingLeftBecauseAllIsWithdrawn() {
        Map<String, Object> login = id("login_id", "erase-all", "anna");
        Map<String, Object> phone = id("phone", "13800138405");
        observe(observation("all-1", "2026-06-01T10:00:00Z", login, phone));
        String profile = profileOf(login);
        List<String> hashes = hashesOf(profile);
        withdraw(profile, "ADS", "SERVICE");
        JsonNode erased = erase(profile, 200).json();
        assertThat(erased.path("identifiers").asInt()).isEqualTo(2);
        assertAllErased(hashes);
        assertThat(erase(profile, 200).json()).as("once").isEqualTo(erased);
    }

    @Test
    void findsWhoWithdrewByTheIdOfAnyIdentifier() {
        Map<String, Object> login = id("login_id", "erase-by", "anna");
        Map<String, Object> phone = id("phone", "13800138406");
        observe(with(observation("by-1", "2026-06-01T10:00:00Z", phone), "purposes", List.of("ADS")));
        String alias = profileOf(phone);
        observe(
                with(observation("by-2", "2026-05-01T10:00:00Z", login), "purposes", List.of("ADS")),
                with(observation("by-3", "2026-06-02T10:00:00Z", login, phone), "purposes", List.of("ADS")));
        String profile = profileOf(login);
        assertThat(profile).isNotEqualTo(alias).isEqualTo(profileOf(phone));
        List<String> hashes = hashesOf(profile);
        withdraw(profile, "ADS");
        assertThat(erase(alias, 200).json().path("identifiers").asInt()).isEqualTo(2);
        assertAllErased(hashes);
    }

    /** For advertising the id is an alias of somebody else, whom it must not reach. */
    @Test
    void takesTheOwnerOfAnIdWhateverPurposeItIsFor() {
        ServiceOnly two = serviceOnly("erase");
        assertThat(erase(two.service(), 200).json().path("identifiers").asInt()).isEqualTo(2);
        assertThat(resolve(two.adsLogin()).path("known").asBoolean()).isTrue();
        assertThat(observe(observation("so-erase-late", "2026-06-05T10:00:00Z", two.serviceMail()))
                        .path(0)
                        .path("reasons")
                        .path(0)
                        .asString())
                .isEqualTo("ERASED");
    }

    private void withdraw(String profile, String... purposes) {
        Answer answer =
                brand().post("/api/v1/identity/profiles/" + profile + ":withdraw", Map.of("purposes", purposes));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    private List<String> hashesOf(String profile) {
        List<String> hashes = new ArrayList<>();
        brand().get("/api/v1/identity/profiles/" + profile)
                .json()
                .path("identifiers")
                .forEach(each -> hashes.add(each.path("hash").asString()));
        return hashes;
    }

    /** That nothing is left of identifiers but a tombstone each, and that everybody is told. */
    private void assertAllErased(List<String> hashes) {
        for (String hash : hashes) {
            assertThat(count("select count(*) from evidence_key where encode(key, 'hex') = '" + hash + "'"))
                    .isZero();
            assertThat(count("select count(*) from erasure where encode(key, 'hex') = '" + hash + "'"))
                    .isEqualTo(1);
            assertThat(count("select count(*) from identifier where mask <> '***' and encode(key, 'hex') = '" + hash
                            + "'"))
                    .isZero();
            assertThat(count("select count(*) from outbox where payload::jsonb ->> 'cause' = 'ERASED' and payload::text"
                            + " like '%" + hash + "%'"))
                    .isEqualTo(1);
        }
    }

    @Test
    void isForTheBrandAlone() {
        Map<String, Object> login = id("login_id", "erase-no", "anna");
        observe(observation("no-1", "2026-06-01T10:00:00Z", login));
        String profile = profileOf(login);
        String path = "/api/v1/identity/profiles/" + profile + ":erase";
        refused(404, "NOT_FOUND", () -> partner("one").post(path, Map.of()));
        refused(403, "MISSING_SCOPE", () -> with("identity:read").post(path, Map.of()));
        refused(
                404,
                "NOT_FOUND",
                () -> brand().post("/api/v1/identity/profiles/" + UUID.randomUUID() + ":erase", Map.of()));
    }

    private Answer erase(String profileId, int status) {
        Answer answer = brand().post("/api/v1/identity/profiles/" + profileId + ":erase", Map.of());
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        return answer;
    }

    private String explain(Map<String, Object> a, Map<String, Object> b) {
        return brand().post("/api/v1/identity/explanations", Map.of("a", a, "b", b))
                .json()
                .path("whyNot")
                .path("reason")
                .asString();
    }

    /** The newest move of a key that the feed tells. */
    private JsonNode movesOf(String hash) {
        JsonNode newest = null;
        for (String payload : jdbc.sql(
                        "select payload from outbox where payload::text like '%' || :hash || '%' order by id")
                .param("hash", hash)
                .query(String.class)
                .list()) {
            for (JsonNode move : new tools.jackson.databind.json.JsonMapper()
                    .readTree(payload)
                    .path("moves")) {
                if (move.path("key").asString().equals(hash)) {
                    newest = move;
                }
            }
        }
        if (newest == null) {
            throw new AssertionError("nothing was told of " + hash);
        }
        return newest;
    }

    private long count(String sql) {
        return jdbc.sql(sql).query(Long.class).single();
    }
}
