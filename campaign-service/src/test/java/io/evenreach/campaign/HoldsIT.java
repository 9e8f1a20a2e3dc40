package io.evenreach.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evenreach.contracts.EventTypes;
import io.evenreach.contracts.Heartbeat;
import io.evenreach.contracts.Topics;
import io.evenreach.contracts.campaign.HoldChanged;
import io.evenreach.contracts.identity.IdentityChange;
import io.evenreach.contracts.identity.TenureMove;
import io.evenreach.identifiers.Hashing;
import io.evenreach.identifiers.Identifier;
import io.evenreach.identifiers.IdentifierHasher;
import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identifiers.IdentifierType;
import io.evenreach.identifiers.Normaliser;
import io.evenreach.platform.events.EventCodec;
import io.evenreach.platform.events.EventHeaders;
import io.evenreach.platform.security.Scopes;
import io.evenreach.testkit.HttpProbe.Answer;
import io.evenreach.testkit.MovableClock;
import io.evenreach.testkit.Servers;
import io.evenreach.testkit.TenureMoves;
import io.evenreach.testkit.TestTokens;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.kafka.core.KafkaTemplate;
import tools.jackson.databind.JsonNode;

@Import(HoldsIT.StandingTime.class)
class HoldsIT extends ServiceTestBase {

    private static final MovableClock CLOCK = new MovableClock(Instant.parse("2026-06-05T08:00:00Z"));
    private static final AtomicInteger NUMBER = new AtomicInteger();
    /** The identity feed of this class: one sequence, as its relay would give it. */
    private static final AtomicLong SEQUENCE = new AtomicLong();

    private static final Hashing HASHING =
            new Hashing(new Normaliser("CN"), IdentifierHasher.ofHex(Servers.IDENTIFIER_KEY));

    @TestConfiguration
    static class StandingTime {
        @Bean
        @Primary
        Clock standingClock() {
            return CLOCK;
        }
    }

    @Autowired
    @SuppressWarnings("NullAway.Init")
    KafkaTemplate<String, byte[]> kafka;

    @Test
    void opensAHoldAndKeepsNoClearIdentifier() {
        String phone = phone();
        Answer opened = brand().post("/api/v1/complaints", complaint("c-open", phone));

        assertThat(opened.status()).as(opened.body()).isEqualTo(201);
        JsonNode hold = opened.json();
        assertThat(hold.path("state").asString()).isEqualTo("OPEN");
        assertThat(opened.headers().firstValue("Location")).hasValue("/api/v1/holds/" + holdId(opened));
        assertThat(hold.path("identifiers").path(0).path("masked").asString()).contains("***");
        assertThat(opened.body()).doesNotContain(phone);
        assertThat(jdbc.sql("""
                                select count(*) from (
                                    select t::text as line from brand_hold t union all
                                    select t::text from hold_identifier t union all
                                    select t::text from outbox t union all
                                    select t::text from audit_entry t) everything
                                 where line like '%' || :digits || '%'
                                """)
                        .param("digits", phone.substring(3))
                        .query(Long.class)
                        .single())
                .isZero();
        assertThat(lastOf(holdId(opened)).keys()).containsExactly(key(phone).hex());
    }

    @Test
    void opensOnceWhateverIsRepeatedAndRefusesAContradiction() {
        Map<String, Object> complaint = complaint("c-twice", phone());
        Answer first = brand().post("/api/v1/complaints", complaint);
        String before = everything();

        Answer again = brand().post("/api/v1/complaints", complaint);

        assertThat(again.status()).isEqualTo(200);
        assertThat(holdId(again)).isEqualTo(holdId(first));
        assertThat(everything()).isEqualTo(before);
        refused(409, "CONFLICT", () -> brand().post("/api/v1/complaints", with(complaint, "severity", "LOW")));
        refused(409, "CONFLICT", () -> brand().post("/api/v1/complaints", complaint("c-twice", phone())));
    }

    @Test
    void keepsTheComplaintsOfDifferentOwnersApart() {
        Answer ofAcme = partner("acme").post("/api/v1/complaints", complaint("same-id", phone()));
        Answer ofGlobex = partner("globex").post("/api/v1/complaints", complaint("same-id", phone()));

        assertThat(List.of(ofAcme.status(), ofGlobex.status())).containsExactly(201, 201);
        assertThat(holdId(ofAcme)).isNotEqualTo(holdId(ofGlobex));
        assertThat(ids(partner("acme").get("/api/v1/holds"))).containsExactly(holdId(ofAcme));
        refused(404, "NOT_FOUND", () -> partner("acme").get("/api/v1/holds/" + holdId(ofGlobex)));
        refused(
                404,
                "NOT_FOUND",
                () -> partner("acme").post("/api/v1/complaints/same-id:resolve?owner=partner:globex", ""));
        refused(
                404,
                "NOT_FOUND",
                () -> partner("acme")
                        .post("/api/v1/holds/" + holdId(ofGlobex) + ":release", Map.of("reason", "theirs")));
        refused(
                403,
                "FORBIDDEN",
                () -> partner("acme").post("/api/v1/holds/" + holdId(ofAcme) + ":release", Map.of("reason", "mine")));
        assertThat(brand().post("/api/v1/complaints/same-id:resolve?owner=partner:globex", "")
                        .json()
                        .path("state")
                        .asString())
                .isEqualTo("COOLING_DOWN");
    }

    @Test
    void refusesBrokenInputAndChangesNothing() {
        Map<String, Object> good = complaint("c-bad", phone());
        refused(400, "MALFORMED_JSON", () -> brand().post("/api/v1/complaints", "{\"complaintId\":"));
        refusedAt(400, "UNKNOWN_FIELD", "/colour", with(good, "colour", "red"));
        refusedAt(400, "INVALID_FIELD", "/severity", with(good, "severity", "TERRIBLE"));
        refusedAt(400, "INVALID_FIELD", "/openedAt", with(good, "openedAt", null));
        refusedAt(
                422,
                "IN_THE_FUTURE",
                "/openedAt",
                with(good, "openedAt", CLOCK.instant().plusSeconds(301).toString()));
        refusedAt(400, "EMPTY_LIST", "/identifiers", with(good, "identifiers", List.of()), "INVALID_FIELD");
        refusedAt(
                400,
                "TOO_MANY_ITEMS",
                "/identifiers",
                with(
                        good,
                        "identifiers",
                        IntStream.range(0, 21)
                                .mapToObj(number -> identifier("phone", "+8613900" + (100000 + number)))
                                .toList()));
        refusedAt(
                422,
                "UNKNOWN_IDENTIFIER_TYPE",
                "/identifiers/1/type",
                with(good, "identifiers", List.of(identifier("phone", phone()), identifier("shoe_size", "43"))));
        refusedAt(
                422,
                "IDENTIFIER_JUNK",
                "/identifiers/0/value",
                with(good, "identifiers", List.of(identifier("phone", "undefined"), identifier("email", "x"))),
                "NO_VALID_IDENTIFIER");
        refusedAt(400, "INVALID_FIELD", "/openedAt", with(good, "openedAt", 1_749_081_600));
        refusedAt(400, "INVALID_FIELD", "/openedAt", with(good, "openedAt", "1749081600"));
        refusedAt(400, "INVALID_FIELD", "/domain", with(good, "domain", "we\0chat"));
        refusedAt(
                400,
                "INVALID_FIELD",
                "/identifiers/0/scope",
                with(good, "identifiers", List.of(with(identifier("phone", phone()), "scope", "\0"))));
        refusedAt(400, "INVALID_FIELD", "/identifiers/0", with(good, "identifiers", Collections.singletonList(null)));
        refused(404, "NOT_FOUND", () -> brand().get("/api/v1/holds/x"));
        refused(404, "NOT_FOUND", () -> brand().post("/api/v1/holds/x:release", Map.of("reason", "none")));
        refused(
                403,
                "MISSING_SCOPE",
                () -> person("ada", Scopes.GOVERNANCE_READ).post("/api/v1/complaints", good));
    }

    @Test
    void dropsWhatIdentifiesNobodyWhereSomethingIsLeft() {
        Map<String, Object> mixed = with(
                complaint("c-mixed", phone()),
                "identifiers",
                List.of(identifier("phone", "unknown"), identifier("phone", phone())));

        Answer opened = brand().post("/api/v1/complaints", mixed);

        assertThat(opened.status()).isEqualTo(201);
        assertThat(opened.json().path("identifiers")).hasSize(1);
        JsonNode ignored = opened.json().path("ignoredIdentifiers").path(0);
        assertThat(ignored.path("pointer").asString()).isEqualTo("/identifiers/0/value");
        assertThat(ignored.path("code").asString()).isEqualTo("IDENTIFIER_JUNK");
    }

    @Test
    void coolsDownAfterTheResolutionAndEndsByItself() {
        String holdId = holdId(brand().post("/api/v1/complaints", complaint("c-cool", phone())));

        JsonNode cooling = brand().post("/api/v1/complaints/c-cool:resolve", "").json();

        assertThat(cooling.path("state").asString()).isEqualTo("COOLING_DOWN");
        Instant until = CLOCK.instant().plus(Duration.ofDays(7));
        assertThat(Instant.parse(cooling.path("until").asString())).isEqualTo(until);
        assertThat(lastOf(holdId).until()).isEqualTo(until);
        CLOCK.advance(Duration.ofDays(3));
        String before = everything();
        assertThat(brand().post("/api/v1/complaints/c-cool:resolve", "").json().path("until"))
                .isEqualTo(cooling.path("until"));
        assertThat(everything()).isEqualTo(before);

        CLOCK.advance(Duration.ofDays(4));

        assertThat(brand().get("/api/v1/holds/" + holdId).json().path("state").asString())
                .isEqualTo("ENDED");
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(lastOf(holdId).state()).isEqualTo("ENDED"));
    }

    @Test
    void endsInOneRightStateWhateverTheOrderOfMessages() {
        Map<String, Object> complaint = complaint("c-late", phone());
        Answer early = brand().post("/api/v1/complaints/c-late:resolve", "");
        assertThat(early.status()).isEqualTo(202);
        brand().post("/api/v1/complaints/c-late:resolve", "");

        Answer opened = brand().post("/api/v1/complaints", complaint);

        assertThat(opened.json().path("state").asString()).isEqualTo("COOLING_DOWN");
        assertThat(brand().post("/api/v1/complaints", complaint)
                        .json()
                        .path("state")
                        .asString())
                .isEqualTo("COOLING_DOWN");
        assertThat(brand().post("/api/v1/complaints/c-late:resolve", "").json().path("version"))
                .isEqualTo(opened.json().path("version"));
    }

    @Test
    void opensOneHoldHoweverManyReportTheComplaintAtOnce() throws InterruptedException {
        Map<String, Object> complaint = complaint("c-race", phone());
        List<Answer> answers = java.util.Collections.synchronizedList(new ArrayList<>());
        List<Thread> callers = new ArrayList<>();
        for (int number = 0; number < 16; number++) {
            boolean resolves = number % 4 == 0;
            callers.add(Thread.ofVirtual()
                    .start(() -> answers.add(
                            resolves
                                    ? brand().post("/api/v1/complaints/c-race:resolve", "")
                                    : brand().post("/api/v1/complaints", complaint))));
        }
        for (Thread caller : callers) {
            caller.join();
        }

        assertThat(answers).extracting(Answer::status).isSubsetOf(200, 201, 202);
        assertThat(answers).extracting(Answer::status).containsOnlyOnce(201);
        String holdId = answers.stream()
                .filter(answer -> answer.status() == 201)
                .map(HoldsIT::holdId)
                .findFirst()
                .orElseThrow();
        assertThat(brand().get("/api/v1/holds/" + holdId).json().path("state").asString())
                .isEqualTo("COOLING_DOWN");
        assertThat(lastOf(holdId).state()).isEqualTo("COOLING_DOWN");
    }

    @Test
    void isReleasedByAGovernorWithAReasonThatIsKept() {
        String holdId = holdId(brand().post("/api/v1/complaints", complaint("c-release", phone())));
        brand().post("/api/v1/complaints/c-release:resolve", "");
        String path = "/api/v1/holds/" + holdId + ":release";
        refused(400, "INVALID_FIELD", () -> brand().post(path, Map.of("reason", " ")));
        refused(400, "UNKNOWN_FIELD", () -> brand().post(path, Map.of("reason", "x", "force", true)));
        refused(
                403,
                "MISSING_SCOPE",
                () -> person("ada", Scopes.COMPLAINT_WRITE).post(path, Map.of("reason", "x")));

        Answer released = person("grace", Scopes.GOVERNANCE_RELEASE).post(path, Map.of("reason", "Called her."));

        assertThat(released.json().path("state").asString()).isEqualTo("RELEASED");
        assertThat(released.json().path("release").path("by").asString()).isEqualTo("grace");
        assertThat(lastOf(holdId).state()).isEqualTo("RELEASED");
        JsonNode entry = brand().get("/api/v1/audit?targetId=" + holdId)
                .json()
                .path("items")
                .path(0);
        assertThat(entry.path("action").asString()).isEqualTo("hold.release");
        assertThat(entry.path("subject").asString()).isEqualTo("grace");
        assertThat(entry.path("detail").path("reason").asString()).isEqualTo("Called her.");
        String before = everything();
        assertThat(person("eve", Scopes.GOVERNANCE_RELEASE)
                        .post(path, Map.of("reason", "Again."))
                        .json()
                        .path("release")
                        .path("by")
                        .asString())
                .isEqualTo("grace");
        brand().post("/api/v1/complaints/c-release:resolve", "");
        assertThat(everything()).isEqualTo(before);
        refused(
                404,
                "NOT_FOUND",
                () -> brand().post("/api/v1/holds/" + UUID.randomUUID() + ":release", Map.of("reason", "x")));
    }

    @Test
    void refusesToRewriteTheAuditLog() {
        brand().post("/api/v1/complaints", complaint("c-audit", phone()));

        for (String change :
                List.of("update audit_entry set subject = 'eve'", "delete from audit_entry", "truncate audit_entry")) {
            org.assertj.core.api.Assertions.assertThatThrownBy(
                            () -> jdbc.sql(change).update())
                    .hasMessageContaining("only added to");
        }
    }

    @Test
    void listsOpenHoldsFirstPageByPage() {
        List<String> open = new ArrayList<>();
        for (int number = 0; number < 3; number++) {
            open.add(holdId(merchant().post("/api/v1/complaints", complaint("m-" + number, phone()))));
        }
        merchant().post("/api/v1/complaints/m-1:resolve", "");

        List<String> seen = new ArrayList<>();
        String cursor = "";
        do {
            Answer page = merchant().get("/api/v1/holds?limit=1&cursor=" + cursor);
            seen.addAll(ids(page));
            cursor = page.json().path("nextCursor").asString("");
        } while (!cursor.isEmpty());

        assertThat(seen).hasSize(3).last().isEqualTo(open.get(1));
        assertThat(seen).containsExactlyInAnyOrderElementsOf(open);
        assertThat(ids(merchant().get("/api/v1/holds?state=COOLING_DOWN"))).containsExactly(open.get(1));
        refused(400, "INVALID_PARAMETER", () -> merchant().get("/api/v1/holds?cursor=bm90LW91cnM"));
    }

    @Test
    void coversEveryIdentifierOfThePersonAsIdentityLearnsThem() {
        String phone = phone();
        String openid = "openid-" + UUID.randomUUID();
        String cookie = "cookie-" + UUID.randomUUID();
        UUID person = UUID.randomUUID();
        UUID stranger = UUID.randomUUID();
        identity(move(phoneKey(phone), null, person, 1), move(openidKey(openid), null, person, 1));
        await().untilAsserted(() -> assertThat(owner(openidKey(openid))).isEqualTo(person));

        String holdId = holdId(brand().post("/api/v1/complaints", complaint("c-widen", phone)));
        assertThat(lastOf(holdId).keys())
                .containsExactlyInAnyOrder(
                        phoneKey(phone).hex(), openidKey(openid).hex());

        identity(move(cookieKey(cookie), null, person, 1));
        await().untilAsserted(() -> assertThat(lastOf(holdId).keys())
                .containsExactlyInAnyOrder(
                        phoneKey(phone).hex(),
                        openidKey(openid).hex(),
                        cookieKey(cookie).hex()));

        identity(move(cookieKey(cookie), person, stranger, 2));
        await().untilAsserted(() -> assertThat(lastOf(holdId).keys())
                .containsExactlyInAnyOrder(
                        phoneKey(phone).hex(), openidKey(openid).hex()));
        assertThat(brand().get("/api/v1/holds/" + holdId)
                        .json()
                        .path("keyCount")
                        .asInt())
                .isEqualTo(2);
    }

    @Test
    void followsAComplaintsIdentifierIntoTheProfileItIsBornInto() {
        String phone = phone();
        String openid = "openid-" + UUID.randomUUID();
        UUID person = UUID.randomUUID();
        String holdId = holdId(brand().post("/api/v1/complaints", complaint("c-unborn", phone)));
        assertThat(lastOf(holdId).keys()).containsExactly(phoneKey(phone).hex());

        identity(move(openidKey(openid), null, person, 1), move(phoneKey(phone), null, person, 1));

        await().untilAsserted(() -> assertThat(lastOf(holdId).keys())
                .containsExactlyInAnyOrder(
                        phoneKey(phone).hex(), openidKey(openid).hex()));
    }

    @Test
    void keepsTheNewestTenureWhateverOrderTheyArriveIn() {
        String phone = phone();
        UUID one = UUID.randomUUID();
        UUID two = UUID.randomUUID();
        identity(move(phoneKey(phone), one, two, 5), move(phoneKey(phone), null, one, 4));
        await().untilAsserted(() -> assertThat(owner(phoneKey(phone))).isEqualTo(two));

        identity(move(phoneKey(phone), null, one, 3));
        identity(move(phoneKey(phone()), null, one, 1));

        await().untilAsserted(() -> assertThat(jdbc.sql("select sequence from feed_position where topic = :topic")
                        .param("topic", Topics.IDENTITY_CHANGES)
                        .query(Long.class)
                        .single())
                .isEqualTo(SEQUENCE.get()));
        assertThat(owner(phoneKey(phone))).isEqualTo(two);
    }

    @Test
    void appliesNothingOverAMissingMessageUntilItIsRepeatedInOrder() {
        String phone = phone();
        UUID one = UUID.randomUUID();
        UUID two = UUID.randomUUID();
        long missing = SEQUENCE.incrementAndGet();
        long early = SEQUENCE.incrementAndGet();
        identityAt(early, move(phoneKey(phone), one, two, 2));
        identityAt(missing, move(phoneKey(phone), null, one, 1));
        await().untilAsserted(() -> assertThat(owner(phoneKey(phone))).isEqualTo(one));

        identityAt(early, move(phoneKey(phone), one, two, 2));

        await().untilAsserted(() -> assertThat(owner(phoneKey(phone))).isEqualTo(two));
    }

    @Test
    void deletesComplaintsHoldsAndTraitsOfWhomIdentityErasesAndTakesNoneInThatIsDatedBefore() {
        String phone = phone();
        String mail = phone();
        String friends = phone();
        UUID person = UUID.randomUUID();
        UUID friend = UUID.randomUUID();
        identity(
                move(phoneKey(phone), null, person, 1),
                move(phoneKey(mail), null, person, 1),
                move(phoneKey(friends), null, friend, 1));
        await().untilAsserted(() -> assertThat(owner(phoneKey(friends))).isEqualTo(friend));
        Map<String, Object> complaint = complaint("c-erased", phone);
        Map<String, Object> shared = with(
                complaint("c-shared", phone),
                "identifiers",
                List.of(identifier("phone", phone), identifier("phone", friends)));
        String holdId = holdId(brand().post("/api/v1/complaints", complaint));
        String sharedId = holdId(brand().post("/api/v1/complaints", shared));
        assertThat(lastOf(holdId).keys()).hasSize(2);
        assertThat(lastOf(sharedId).keys()).hasSize(3);
        Map<String, Object> lives = livesIn("t-erased", mail, "Asia/Tokyo", "2026-06-05T07:00:00Z");
        assertThat(outcome(lives)).isEqualTo("ACCEPTED");

        erase(move(phoneKey(phone), person, null, 2), move(phoneKey(mail), person, null, 2));

        await().untilAsserted(() ->
                assertThat(brand().get("/api/v1/holds/" + holdId).status()).isEqualTo(404));
        assertThat(lastOf(holdId).state()).isEqualTo("ENDED");
        assertThat(lastOf(holdId).keys()).isEmpty();
        assertThat(lastOf(sharedId).keys())
                .as("what is somebody else's stays")
                .containsExactly(phoneKey(friends).hex());
        assertThat(brand().get("/api/v1/holds/" + sharedId).json().path("identifiers"))
                .hasSize(1);
        for (IdentifierKey gone : List.of(phoneKey(phone), phoneKey(mail))) {
            for (String table : List.of("hold_identifier", "hold_key", "trait")) {
                assertThat(jdbc.sql("select count(*) from " + table + " where key = decode(:key, 'hex')")
                                .param("key", gone.hex())
                                .query(Long.class)
                                .single())
                        .as(table)
                        .isZero();
            }
        }
        refused(422, "ERASED", () -> brand().post("/api/v1/complaints", complaint));
        assertThat(outcome(with(lives, "messageId", "t-late"))).isEqualTo("IGNORED");
        // This one does not say when it was, so the clock of the feed dates it; whoever comes later is somebody new.
        String later = Instant.now().plusSeconds(2).toString();
        Instant standing = CLOCK.instant();
        CLOCK.moveTo(Instant.now().plusSeconds(5));
        try {
            Map<String, Object> again = with(with(complaint, "complaintId", "c-new"), "openedAt", later);
            assertThat(brand().post("/api/v1/complaints", again).status()).isEqualTo(201);
            assertThat(outcome(livesIn("t-new", mail, "Asia/Seoul", later))).isEqualTo("ACCEPTED");
        } finally {
            CLOCK.moveTo(standing);
        }
    }

    /** What an erasure moves and does not erase is somebody else's: what they withdrew, or what is shared no more. */
    @Test
    void deletesNothingOfOthersWhoseTenuresAnErasureTells() {
        String phone = phone();
        String gone = phone();
        UUID person = UUID.randomUUID();
        identity(move(phoneKey(phone), null, person, 1), move(phoneKey(gone), null, person, 1));
        await().untilAsserted(() -> assertThat(owner(phoneKey(gone))).isEqualTo(person));
        String holdId = holdId(brand().post("/api/v1/complaints", complaint("c-others", phone)));

        erase(
                TenureMoves.told(move(phoneKey(phone), person, null, 2), false),
                TenureMoves.told(move(phoneKey(gone), person, null, 2), true));

        await().untilAsserted(() ->
                refused(422, "ERASED", () -> brand().post("/api/v1/complaints", complaint("c-gone", gone))));
        assertThat(brand().get("/api/v1/holds/" + holdId).status()).isEqualTo(200);
        assertThat(lastOf(holdId).keys()).contains(phoneKey(phone).hex());
    }

    @Test
    void datesAnErasureByWhenIdentitySaysThatItWas() {
        String phone = phone();
        UUID person = UUID.randomUUID();
        identity(move(phoneKey(phone), null, person, 1));
        await().untilAsserted(() -> assertThat(owner(phoneKey(phone))).isEqualTo(person));

        tell(
                SEQUENCE.incrementAndGet(),
                "ERASED",
                Instant.parse("2026-06-05T06:30:00Z"),
                move(phoneKey(phone), person, null, 2));
        await().untilAsserted(() -> assertThat(jdbc.sql("select count(*) from key_owner where profile_id = :person")
                        .param("person", person)
                        .query(Long.class)
                        .single())
                .isZero());

        Map<String, Object> before = with(complaint("c-dated-1", phone), "openedAt", "2026-06-05T06:30:00Z");
        refused(422, "ERASED", () -> brand().post("/api/v1/complaints", before));
        Map<String, Object> after = with(complaint("c-dated-2", phone), "openedAt", "2026-06-05T06:31:00Z");
        assertThat(brand().post("/api/v1/complaints", after).status()).isEqualTo(201);
    }

    private String outcome(Map<String, Object> behaviour) {
        return brand().post("/api/v1/behaviours", Map.of("behaviours", List.of(behaviour)))
                .json()
                .path("results")
                .path(0)
                .path("outcome")
                .asString();
    }

    private static Map<String, Object> livesIn(String messageId, String phone, String zone, String timestamp) {
        return Map.of(
                "type",
                "identify",
                "identifiers",
                List.of(identifier("phone", phone)),
                "traits",
                Map.of("timeZone", zone),
                "messageId",
                messageId,
                "timestamp",
                timestamp);
    }

    @Test
    void beatsOnTheHoldsFeed() {
        try (Feed feed = new Feed(Topics.HOLDS)) {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> feed.poll().stream().anyMatch(record -> {
                        if (!EventHeaders.type(record).equals(EventTypes.HEARTBEAT)) {
                            return false;
                        }
                        Heartbeat beat = new EventCodec().read(record.value(), Heartbeat.class);
                        return beat.at().isAfter(Instant.now().minusSeconds(5));
                    }));
        }
    }

    @Test
    void tellsConsumersEverythingTheTableHolds() {
        String released = holdId(brand().post("/api/v1/complaints", complaint("f-1", phone())));
        brand().post("/api/v1/holds/" + released + ":release", Map.of("reason", "Called her."));
        brand().post("/api/v1/complaints", complaint("f-2", phone()));
        brand().post("/api/v1/complaints/f-2:resolve", "");
        Map<UUID, HoldChanged> folded = new HashMap<>();
        messages()
                .forEach(message -> folded.merge(
                        message.holdId(), message, (one, two) -> one.version() > two.version() ? one : two));

        List<String> fromFeed = folded.values().stream()
                .map(hold ->
                        hold.holdId() + " " + hold.version() + " " + hold.state() + " " + new TreeSet<>(hold.keys()))
                .sorted()
                .toList();
        List<String> fromTable = jdbc.sql("""
                        select hold_id || ' ' || version || ' ' || state || ' ['
                            || (select string_agg(encode(key, 'hex'), ', ' order by key) from hold_key k
                                 where k.hold_id = h.hold_id) || ']' from brand_hold h
                        """).query((row, number) -> row.getString(1)).list().stream()
                .sorted()
                .toList();
        assertThat(fromFeed).isEqualTo(fromTable);
    }

    private void refusedAt(int status, String code, String pointer, Map<String, Object> body) {
        refusedAt(status, code, pointer, body, code);
    }

    private void refusedAt(int status, String fieldCode, String pointer, Map<String, Object> body, String problemCode) {
        Answer answer = refused(status, problemCode, () -> brand().post("/api/v1/complaints", body));
        assertThat(answer.pointer()).as(answer.body()).isEqualTo(pointer);
        assertThat(answer.json().path("errors").path(0).path("code").asString()).isEqualTo(fieldCode);
    }

    private io.evenreach.testkit.HttpProbe merchant() {
        return nobody().withToken(TestTokens.mint(
                "shop",
                Map.of("merchant_id", "shop"),
                Scopes.all(),
                Instant.now().plusSeconds(600)));
    }

    /** The newest message about a hold. */
    private HoldChanged lastOf(String holdId) {
        return messages().stream()
                .filter(message -> message.holdId().toString().equals(holdId))
                .reduce((earlier, later) -> later)
                .orElseThrow(() -> new AssertionError("no message about " + holdId));
    }

    private List<HoldChanged> messages() {
        long last = jdbc.sql("select count(*) from outbox where topic = :topic")
                .param("topic", Topics.HOLDS)
                .query(Long.class)
                .single();
        try (Feed feed = new Feed(Topics.HOLDS)) {
            return feed.readTo(last, HoldChanged.class, HoldChanged::sequence);
        }
    }

    private void identity(TenureMove... moves) {
        identityAt(SEQUENCE.incrementAndGet(), moves);
    }

    private void identityAt(long sequence, TenureMove... moves) {
        tell(sequence, "OBSERVED", null, moves);
    }

    private void erase(TenureMove... moves) {
        tell(SEQUENCE.incrementAndGet(), "ERASED", null, moves);
    }

    private void tell(long sequence, String cause, @Nullable Instant erasedAt, TenureMove... moves) {
        IdentityChange change =
                new IdentityChange(sequence, UUID.randomUUID().toString(), 0, 1, Arrays.asList(moves), cause, erasedAt);
        kafka.send(new ProducerRecord<>(
                        Topics.IDENTITY_CHANGES,
                        null,
                        null,
                        change.changeId(),
                        new EventCodec().writeBytes(change),
                        EventHeaders.of(change.changeId(), "/identity-service", EventTypes.IDENTITY_CHANGED)))
                .join();
    }

    private static TenureMove move(IdentifierKey key, @Nullable UUID from, @Nullable UUID to, long version) {
        return new TenureMove(key.hex(), "phone", null, null, "ADS", from, to, version, CLOCK.instant(), null, false);
    }

    private @Nullable UUID owner(IdentifierKey key) {
        return jdbc
                .sql("select profile_id from key_owner where key = decode(:key, 'hex')")
                .param("key", HexFormat.of().formatHex(key.bytes()))
                .query((row, number) -> row.getObject(1, UUID.class))
                .list()
                .stream()
                .findFirst()
                .orElse(null);
    }

    private static Map<String, Object> complaint(String complaintId, String phone) {
        return Map.of(
                "complaintId",
                complaintId,
                "identifiers",
                List.of(identifier("phone", phone)),
                "domain",
                "wechat",
                "severity",
                "MEDIUM",
                "openedAt",
                "2026-06-05T15:00:00+08:00");
    }

    private static Map<String, Object> identifier(String type, String value) {
        return Map.of("type", type, "value", value);
    }

    private static String phone() {
        return "+86139" + (10_000_000 + NUMBER.incrementAndGet());
    }

    private static IdentifierKey key(String phone) {
        return phoneKey(phone);
    }

    private static IdentifierKey phoneKey(String phone) {
        return hashed(IdentifierType.PHONE, "", phone);
    }

    private static IdentifierKey openidKey(String openid) {
        return hashed(IdentifierType.WECHAT_OPENID, "app", openid);
    }

    private static IdentifierKey cookieKey(String cookie) {
        return hashed(IdentifierType.COOKIE, "site", cookie);
    }

    private static IdentifierKey hashed(IdentifierType type, String scope, String value) {
        if (HASHING.hash(new Identifier(type, scope, value)) instanceof Hashing.Outcome.Key(var hashed)) {
            return hashed.key();
        }
        throw new AssertionError("the test's own identifier is blocked");
    }

    private static String holdId(Answer answer) {
        return answer.json().path("holdId").asString();
    }

    private static List<String> ids(Answer list) {
        List<String> ids = new ArrayList<>();
        list.json().path("items").forEach(hold -> ids.add(hold.path("holdId").asString()));
        return ids;
    }
}
