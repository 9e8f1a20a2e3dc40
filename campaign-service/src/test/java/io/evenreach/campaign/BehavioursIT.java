package io.evenreach.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evenreach.contracts.EventTypes;
import io.evenreach.contracts.Topics;
import io.evenreach.contracts.campaign.TraitChanged;
import io.evenreach.platform.events.EventHeaders;
import io.evenreach.platform.security.Scopes;
import io.evenreach.testkit.HttpProbe.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What customers are said to be, from the request to the feed. */
class BehavioursIT extends ServiceTestBase {

    private static final String PATH = "/api/v1/behaviours";
    private static final AtomicInteger NUMBER = new AtomicInteger();

    @Test
    void tellsTheFeedWhereACustomerLivesAndKeepsNoClearIdentifier() {
        String phone = phone();
        String told = results(send(identify("z-1", phone, "Asia/Tokyo", "2026-06-01T10:00:00+09:00")))
                .path(0)
                .path("outcome")
                .asString();

        assertThat(told).isEqualTo("ACCEPTED");
        TraitChanged last = feed().getLast();
        assertThat(last.trait()).isEqualTo("timeZone");
        assertThat(last.value()).isEqualTo("Asia/Tokyo");
        assertThat(last.saidAt()).isEqualTo(Instant.parse("2026-06-01T01:00:00Z"));
        assertThat(last.key()).matches("[0-9a-f]{64}");
        assertThat(jdbc.sql("""
                                select count(*) from (
                                    select t::text as line from trait t union all
                                    select t::text from behaviour_message t union all
                                    select t::text from outbox t) everything
                                 where line like '%' || :digits || '%'
                                """)
                        .param("digits", phone.substring(3))
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void takesAMessageOnceAndRejectsAnotherUnderItsId() {
        String phone = phone();
        Map<String, Object> first = identify("once", phone, "Asia/Tokyo", "2026-06-01T10:00:00Z");
        Map<String, Object> other = identify("once", phone, "Asia/Seoul", "2026-06-01T10:00:00Z");
        JsonNode together = results(send(first, first, other));
        assertThat(together)
                .extracting(result -> result.path("outcome").asString())
                .containsExactly("ACCEPTED", "DUPLICATE", "REJECTED");
        assertThat(together.path(2).path("code").asString()).isEqualTo("CONFLICT");
        String before = everything();

        JsonNode again = results(send(first, other));

        assertThat(again)
                .extracting(result -> result.path("outcome").asString())
                .containsExactly("DUPLICATE", "REJECTED");
        assertThat(everything()).isEqualTo(before);
        Answer ofPartner = partner("acme").post(PATH, Map.of("behaviours", List.of(other)));
        assertThat(ofPartner.json().path("results").path(0).path("outcome").asString())
                .as("ids are unique within whoever sends them")
                .isEqualTo("ACCEPTED");
    }

    @Test
    void keepsWhatWasSaidLastWhateverTheOrderOfMessages() throws InterruptedException {
        String phone = phone();
        List<Map<String, Object>> messages = new ArrayList<>();
        IntStream.range(0, 40)
                .forEach(number -> messages.add(identify(
                        "order-" + number, phone, "Etc/GMT-" + number % 13, "2026-06-01T10:00:0" + number % 4 + "Z")));
        Collections.shuffle(messages, new java.util.Random(7));
        List<Thread> callers = new ArrayList<>();
        for (Map<String, Object> message : messages) {
            callers.add(Thread.ofVirtual()
                    .start(() -> assertThat(send(message).status()).isEqualTo(200)));
        }
        for (Thread caller : callers) {
            caller.join();
        }
        // Of those at the latest second the one with the greatest id: 7 comes after 39, 35 and so on.
        String key = jdbc.sql("select encode(key, 'hex') from trait where message_id = 'order-7'")
                .query(String.class)
                .single();
        TraitChanged newest = feed().stream()
                .filter(told -> told.key().equals(key))
                .max(Comparator.comparing(TraitChanged::saidAt).thenComparing(TraitChanged::messageId))
                .orElseThrow();
        assertThat(newest.messageId()).isEqualTo("order-7");
        assertThat(newest.value()).isEqualTo("Etc/GMT-7");
    }

    @Test
    void ignoresWhatIdentifiesNobodyAndRejectsWhatLiesInTheFuture() {
        Map<String, Object> nobody = with(
                identify("nobody", "x", "Asia/Tokyo", "2026-06-01T10:00:00Z"),
                "identifiers",
                List.of(Map.of("type", "login_id", "scope", "shop", "value", "null")));
        Map<String, Object> early = identify(
                "early", phone(), "Asia/Tokyo", Instant.now().plusSeconds(3_600).toString());
        JsonNode results = results(send(nobody, early));
        assertThat(results.path(0).path("outcome").asString()).isEqualTo("IGNORED");
        assertThat(results.path(0).path("code").asString()).isEqualTo("NO_VALID_IDENTIFIER");
        assertThat(results.path(1).path("code").asString()).isEqualTo("IN_THE_FUTURE");
        assertThat(results(send(with(early, "timestamp", "2026-06-01T10:00:00Z")))
                        .path(0)
                        .path("outcome")
                        .asString())
                .as("what was rejected may be sent again, corrected")
                .isEqualTo("ACCEPTED");
    }

    @Test
    void refusesWhatIsNotSupportedYetAndWhatIsNoTimeZoneAndPointsAtIt() {
        Map<String, Object> good = identify("good", phone(), "Asia/Tokyo", "2026-06-01T10:00:00Z");
        refusedAt(
                "NOT_SUPPORTED_YET", "/behaviours/1/type", good, with(with(good, "type", "track"), "event", "bought"));
        refusedAt("INVALID_FIELD", "/behaviours/0/type", with(good, "type", "page"));
        for (Object none : List.of("Mars/Olympus", "+09:00", "", 9)) {
            refusedAt("INVALID_FIELD", "/behaviours/0/traits/timeZone", with(good, "traits", Map.of("timeZone", none)));
        }
        refusedAt(
                "NOT_SUPPORTED_YET",
                "/behaviours/0/traits/shoe~1size",
                with(good, "traits", Map.of("timeZone", "Asia/Tokyo", "shoe/size", 43)));
        refusedAt("REQUIRED", "/behaviours/0/traits", with(good, "traits", Map.of()));
        refusedAt("INVALID_FIELD", "/behaviours/0/event", with(good, "event", "bought"));
        refusedAt(
                "UNKNOWN_IDENTIFIER_TYPE",
                "/behaviours/0/identifiers/0/type",
                with(good, "identifiers", List.of(Map.of("type", "shoe", "value", "43"))));
        refused(400, "UNKNOWN_FIELD", () -> send(with(good, "mood", "good")));
        refused(
                400,
                "TOO_MANY_ITEMS",
                () -> brand().post(PATH, Map.of("behaviours", Collections.nCopies(1_001, good))));
        refused(
                403,
                "MISSING_SCOPE",
                () -> person("ada", Scopes.COMPLAINT_WRITE).post(PATH, Map.of("behaviours", List.of(good))));
    }

    @Test
    void beatsOnTheTraitsFeed() {
        try (Feed feed = new Feed(Topics.TRAITS)) {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> feed.poll().stream()
                            .anyMatch(record -> EventHeaders.type(record).equals(EventTypes.HEARTBEAT)));
        }
    }

    private void refusedAt(String code, String pointer, Map<?, ?>... behaviours) {
        Answer answer = refused(422, code, () -> brand().post(PATH, Map.of("behaviours", List.of(behaviours))));
        assertThat(answer.pointer()).as(answer.body()).isEqualTo(pointer);
    }

    private Answer send(Map<?, ?>... behaviours) {
        return brand().post(PATH, Map.of("behaviours", List.of(behaviours)));
    }

    private static JsonNode results(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json().path("results");
    }

    private List<TraitChanged> feed() {
        try (Feed feed = new Feed(Topics.TRAITS)) {
            return feed.readTo(lastSequence(Topics.TRAITS), TraitChanged.class, TraitChanged::sequence).stream()
                    .collect(Collectors.toMap(
                            TraitChanged::sequence, Function.identity(), (one, again) -> one, java.util.TreeMap::new))
                    .values()
                    .stream()
                    .toList();
        }
    }

    private static Map<String, Object> identify(String messageId, String phone, String zone, String timestamp) {
        return Map.of(
                "type",
                "identify",
                "identifiers",
                List.of(Map.of("type", "phone", "value", phone)),
                "traits",
                Map.of("timeZone", zone),
                "messageId",
                messageId,
                "timestamp",
                timestamp);
    }

    private static String phone() {
        return "+86137" + (10_000_000 + NUMBER.incrementAndGet());
    }
}
