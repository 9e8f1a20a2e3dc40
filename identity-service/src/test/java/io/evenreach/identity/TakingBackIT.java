package io.evenreach.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.testkit.HttpProbe;
import io.evenreach.testkit.HttpProbe.Answer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Splits and removals over HTTP: what they say, what they refuse, and that they give back what was. */
class TakingBackIT extends ServiceTestBase {

    @Test
    void splitsOneIdentifierAndGivesBackWhatWas() {
        Map<String, Object> login = id("login_id", "one", "anna");
        Map<String, Object> phone = id("phone", "13800138101");
        Map<String, Object> cookie = id("cookie", "one", "c");
        observe(
                observation("one-1", "2026-06-01T10:00:00Z", login, phone),
                observation("one-2", "2026-06-02T10:00:00Z", login, cookie));
        String profile = profileOf(login);
        Set<String> before = tenures();

        JsonNode split = split(profile, "wrong number", phone);
        String apart = split.path("split").path(0).path("profileId").asString();
        assertThat(split.path("profileId").asString())
                .isEqualTo(profileOf(login))
                .isEqualTo(profileOf(cookie));
        assertThat(profileOf(phone)).isEqualTo(apart).isNotEqualTo(profileOf(login));
        assertThat(observe(observation("one-3", "2026-06-03T10:00:00Z", login, phone))
                        .path(0)
                        .path("reasons")
                        .path(0)
                        .asString())
                .isEqualTo("SPLIT");
        assertThat(profileOf(phone)).as("whatever is seen later").isNotEqualTo(profileOf(login));
        assertThat(profile(profileOf(login))
                        .path("splits")
                        .path(0)
                        .path("reason")
                        .asString())
                .isEqualTo("wrong number");

        assertThat(remove(evidenceOf(login, "one-3", 2), "?observationId=one-3").status())
                .isEqualTo(204);
        assertThat(remove(split.path("evidenceId").asString(), "").status()).isEqualTo(204);
        assertThat(tenures()).isEqualTo(before);
        assertThat(profileOf(phone)).isEqualTo(profile);
    }

    @Test
    void splitsTheOwnerOfTheIdWhateverPurposeItIsFor() {
        ServiceOnly two = serviceOnly("split");
        JsonNode split = split(two.service(), null, two.serviceMail());
        assertThat(split.path("split")).hasSize(1);
    }

    @Test
    void splitsTheFoundingIdentifierAndAChosenSetThatStaysTogether() {
        Map<String, Object> founder = id("cookie", "set", "founder");
        Map<String, Object> login = id("login_id", "set", "ben");
        Map<String, Object> mail = id("email", "ben.set@example.org");
        Map<String, Object> phone = id("phone", "13800138102");
        observe(
                observation("set-1", "2026-06-01T10:00:00Z", founder),
                observation("set-2", "2026-06-02T10:00:00Z", founder, login, mail),
                observation("set-3", "2026-06-03T10:00:00Z", mail, phone),
                observation("set-4", "2026-06-04T10:00:00Z", login, phone));
        String old = profileOf(founder);

        JsonNode bySet = split(old, null, mail, phone);
        assertThat(profileOf(mail)).isEqualTo(profileOf(phone)).isNotEqualTo(profileOf(login));
        assertThat(profileOf(founder)).isEqualTo(profileOf(login)).isEqualTo(old);
        JsonNode byFounder = split(old, null, founder);
        assertThat(profileOf(founder)).as("the id stays with what founded it").isEqualTo(old);
        assertThat(byFounder.path("profileId").asString())
                .isEqualTo(profileOf(login))
                .isNotEqualTo(old);

        remove(byFounder.path("evidenceId").asString(), "");
        remove(bySet.path("evidenceId").asString(), "");
        assertThat(List.of(profileOf(founder), profileOf(login), profileOf(mail), profileOf(phone)))
                .containsOnly(old);
    }

    @Test
    void splitsFiveHundredAtOnceByTheirHashes() {
        Map<String, Object> login = id("login_id", "many", "l");
        List<Map<String, Object>> observations = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            observations.add(observation("many-" + i, "2026-06-01T10:00:00Z", login, id("cookie", "many", "c" + i)));
        }
        for (int i = 0; i < 400; i++) {
            observations.add(
                    observation("many-l-" + i, "2026-06-01T11:00:00Z", login, id("loyalty_id", "club-" + i, "card")));
            observations.add(observation(
                    "many-m-" + i,
                    "2026-06-01T12:00:00Z",
                    id("loyalty_id", "club-" + i, "card"),
                    id("login_id", "shop-" + i, "me")));
        }
        observe(observations.subList(0, 500));
        observe(observations.subList(500, 900));
        String profile = profileOf(login);
        Set<String> before = tenures();
        List<Map<String, Object>> hashes = new ArrayList<>();
        profile(profile).path("identifiers").forEach(each -> {
            if (hashes.size() < 500 && !each.path("scope").asString().equals("many")) {
                hashes.add(Map.of("hash", each.path("hash").asString()));
            }
        });
        assertThat(hashes).hasSize(500);

        JsonNode split = json(brand().post(splitPath(profile), Map.of("identifiers", hashes)));
        Set<String> owners = new HashSet<>();
        split.path("split").forEach(each -> owners.add(each.path("profileId").asString()));
        assertThat(split.path("split")).hasSize(500);
        assertThat(owners).doesNotContain(split.path("profileId").asString());

        remove(split.path("evidenceId").asString(), "");
        assertThat(tenures()).isEqualTo(before);
        List<Map<String, Object>> tooMany = IntStream.range(0, 501)
                .mapToObj(i -> id("cookie", "many", "c" + i))
                .toList();
        refused(400, "TOO_MANY_ITEMS", () -> brand().post(splitPath(profile), Map.of("identifiers", tooMany)));
    }

    @Test
    void removesEvidenceAsIfItHadNeverBeen() {
        Map<String, Object> login = id("login_id", "gone", "anna");
        Map<String, Object> phone = id("phone", "13800138103");
        observe(observation("gone-1", "2026-06-01T10:00:00Z", login));
        Set<String> before = tenures();
        observe(observation("gone-2", "2026-05-01T10:00:00Z", login, phone));
        String merged = profileOf(login);
        String evidence = evidenceOf(login, "gone-2", 2);

        assertThat(remove(evidence, "").status()).isEqualTo(204);
        assertThat(tenures()).isEqualTo(before);
        assertThat(resolve(phone).path("known").asBoolean()).isFalse();
        assertThat(remove(evidence, "").status()).as("removed is removed").isEqualTo(204);
        assertThat(observe(observation("gone-2", "2026-05-01T10:00:00Z", login, phone))
                        .path(0)
                        .path("profileId")
                        .asString())
                .as("a repeat gets the first answer and takes no effect")
                .isEqualTo(merged);
        assertThat(tenures()).isEqualTo(before);

        observe(observation("gone-3", "2026-05-01T10:00:00Z", login, phone));
        assertThat(profileOf(phone))
                .as("seen again")
                .isEqualTo(profileOf(login))
                .isEqualTo(merged);
    }

    @Test
    void keepsNoNoteOfWhatWasRemovedOfWhomSomebodyErased() {
        Map<String, Object> login = id("login_id", "forget", "anna");
        Map<String, Object> cookie = id("cookie", "forget", "anna");
        Map<String, Object> bens = id("login_id", "forget", "ben");
        Map<String, Object> tablet = id("oaid", "forget-tablet");
        JsonNode observed = observe(
                observation("forget-1", "2026-09-01T10:00:00Z", login, id("phone", "13800138599")),
                observation("forget-2", "2026-09-02T10:00:00Z", login, cookie),
                observation("forget-3", "2026-09-03T10:00:00Z", bens, tablet),
                observation("forget-4", "2026-09-04T10:00:00Z", login, tablet));
        for (int removed : List.of(1, 3)) {
            JsonNode result = observed.path(removed);
            assertThat(brand().delete("/api/v1/identity/evidence/"
                                    + result.path("evidenceId").asString() + "?observationId="
                                    + result.path("observationId").asString())
                            .status())
                    .isEqualTo(204);
        }
        assertThat(removals("forget-")).containsExactly("forget-2", "forget-4");

        assertThat(brand().post("/api/v1/identity/profiles/" + profileOf(login) + ":erase", Map.of())
                        .status())
                .isEqualTo(200);

        assertThat(removals("forget-")).as("what was of Ben, too").containsExactly("forget-4");
    }

    private List<String> removals(String prefix) {
        return jdbc.sql("select observation_id from removal where starts_with(observation_id, :prefix) order by 1")
                .param("prefix", prefix)
                .query(String.class)
                .list();
    }

    @Test
    void releasesWhatIsNoLongerSharedByTooMany() {
        Map<String, Object> tablet = id("oaid", "released-tablet-1");
        List<Map<String, Object>> logins = IntStream.range(0, 6)
                .mapToObj(i -> id("login_id", "released", "u" + i))
                .toList();
        for (int i = 0; i < 5; i++) {
            observe(observation("rel-" + i, "2026-06-01T10:0" + i + ":00Z", logins.get(i), tablet));
        }
        Set<String> before = tenures();
        observe(observation("rel-5", "2026-06-01T10:05:00Z", logins.get(5), tablet));
        assertThat(resolve(tablet).path("undetermined").asBoolean()).isTrue();

        remove(evidenceOf(logins.get(5), "rel-5", 2), "");
        assertThat(tenures()).isEqualTo(before);
        assertThat(jdbc.sql(
                                "select count(*) from quarantine q join identifier i on i.key = q.key where i.mask like 'rel%'")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void saysOfAnIdWhoseFounderIsSharedThatItStandsForNobody() {
        Map<String, Object> kiosk = id("oaid", "nobody-kiosk-device");
        String founded = profileOf(kiosk);
        for (int i = 0; i < 6; i++) {
            observe(observation("nobody-" + i, "2026-06-02T10:00:00Z", id("login_id", "nobody", "u" + i), kiosk));
        }

        JsonNode profile = profile(founded);
        assertThat(profile.path("undetermined").asBoolean()).isTrue();
        assertThat(profile.path("identifiers")).isEmpty();
    }

    @Test
    void refusesWhatCannotBeSplitOrRemovedAndPointsAtIt() {
        Map<String, Object> login = id("login_id", "bad", "anna");
        Map<String, Object> phone = id("phone", "13800138104");
        observe(observation("bad-1", "2026-06-01T10:00:00Z", login, phone));
        String profile = profileOf(login);
        String path = splitPath(profile);

        Answer stranger = refused(
                422,
                "NOT_IN_PROFILE",
                () -> brand().post(path, Map.of("identifiers", List.of(phone, id("cookie", "bad", "x")))));
        assertThat(stranger.json().path("errors").path(0).path("pointer").asString())
                .isEqualTo("/identifiers/1");
        refused(422, "WHOLE_PROFILE", () -> brand().post(path, Map.of("identifiers", List.of(phone, login))));
        Answer type = refused(
                422,
                "UNKNOWN_IDENTIFIER_TYPE",
                () -> brand().post(path, Map.of("identifiers", List.of(id("fax", "1")))));
        assertThat(type.json().path("errors").path(0).path("pointer").asString())
                .isEqualTo("/identifiers/0/type");
        refused(422, "INVALID_IDENTIFIER", () -> brand().post(path, Map.of("identifiers", List.of(id("phone", "x")))));
        refused(
                422,
                "INVALID_IDENTIFIER",
                () -> brand().post(path, Map.of("identifiers", List.of(Map.of("hash", "abc")))));
        refused(422, "REQUIRED", () -> brand().post(path, Map.of("identifiers", List.of(Map.of("value", "x")))));
        refused(400, "INVALID_FIELD", () -> brand().post(path, Map.of("identifiers", List.of())));
        refused(400, "INVALID_FIELD", () -> brand().post(path, Map.of()));
        refused(400, "UNKNOWN_FIELD", () -> brand().post(path, Map.of("identifiers", List.of(phone), "force", true)));
        Map<String, Object> good = Map.of("identifiers", List.of(phone));
        refused(404, "NOT_FOUND", () -> brand().post(splitPath(UUID.randomUUID().toString()), good));
        refused(404, "NOT_FOUND", () -> brand().post(splitPath("not-an-id"), good));
        String evidence = evidenceOf(login, "bad-1", 2);
        for (HttpProbe outsider : List.of(partner("one"), merchant("shop-1"))) {
            refused(404, "NOT_FOUND", () -> outsider.post(path, good));
            refused(404, "NOT_FOUND", () -> outsider.delete("/api/v1/identity/evidence/" + evidence));
        }
        refused(403, "MISSING_SCOPE", () -> with("identity:read").post(path, good));
        refused(404, "NOT_FOUND", () -> remove(UUID.randomUUID().toString(), ""));
        refused(404, "NOT_FOUND", () -> remove(evidence, "?observationId=never"));
    }

    @Test
    void splitsOnceHoweverOftenItIsAsked() {
        Map<String, Object> login = id("login_id", "twice", "anna");
        Map<String, Object> cookie = id("cookie", "twice", "c");
        observe(
                observation("twice-1", "2026-06-01T10:00:00Z", cookie),
                observation("twice-2", "2026-06-01T10:01:00Z", login, cookie));
        String profile = profileOf(login);

        JsonNode first = split(profile, null, cookie);
        String after = everything();
        assertThat(split(profile, null, cookie)).isEqualTo(first);
        assertThat(everything()).isEqualTo(after);
        remove(first.path("evidenceId").asString(), "");
        assertThat(split(profile, null, cookie).path("evidenceId").asString())
                .as("taken back and split again")
                .isEqualTo(first.path("evidenceId").asString());
    }

    @Test
    void keepsOnlyWholeRemovalForWhatWasSeenTooOften() {
        Map<String, Object> login = id("login_id", "often", "anna");
        List<Map<String, Object>> repeats = new ArrayList<>();
        for (int i = 0; i < 130; i++) {
            repeats.add(observation(
                    "often-" + i,
                    Instant.parse("2026-06-01T10:00:00Z").plusSeconds(i).toString(),
                    login,
                    id("cookie", "often", "c")));
        }
        observe(repeats);
        String evidence = evidenceOf(login, "often-0", 2);

        refused(409, "TOO_MANY_SIGHTINGS", () -> remove(evidence, "?observationId=often-3"));
        assertThat(remove(evidence, "").status()).isEqualTo(204);
        assertThat(resolve(login).path("known").asBoolean()).isFalse();
    }

    private JsonNode split(String profileId, @Nullable String reason, Object... identifiers) {
        Map<String, Object> body = new LinkedHashMap<>(Map.of("identifiers", List.of(identifiers)));
        if (reason != null) {
            body.put("reason", reason);
        }
        return json(brand().post(splitPath(profileId), body));
    }

    private static String splitPath(String profileId) {
        return "/api/v1/identity/profiles/" + profileId + ":split";
    }

    private Answer remove(String evidenceId, String query) {
        return brand().delete("/api/v1/identity/evidence/" + evidenceId + query);
    }

    private static JsonNode json(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    private JsonNode profile(String profileId) {
        return json(brand().get("/api/v1/identity/profiles/" + profileId));
    }

    /** The evidence that an observation of so many identifiers became part of. */
    private String evidenceOf(Map<String, Object> identifier, String observationId, int identifiers) {
        for (JsonNode row : profile(profileOf(identifier)).path("evidence")) {
            for (JsonNode sighting : row.path("seen")) {
                if (sighting.path("observationId").asString().equals(observationId)
                        && row.path("hashes").size() == identifiers) {
                    return row.path("evidenceId").asString();
                }
            }
        }
        throw new AssertionError("no evidence of " + observationId);
    }

    /** Who owns what, without versions, which never fall. */
    private Set<String> tenures() {
        return new TreeSet<>(
                jdbc.sql("select encode(key, 'hex') || ' ' || purposes || ' ' || valid_from || ' ' || valid_to "
                                + "|| ' ' || coalesce(profile_id::text, '-') || ' ' || first_seen_at from tenure")
                        .query(String.class)
                        .list());
    }
}
