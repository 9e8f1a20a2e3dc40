package io.evenreach.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** "May I show?" before every show: three on search, two on WeChat, one before the video, whatever happens meanwhile. */
@Order(4)
@ExtendWith(OnePlatform.class)
class AskConfirmSystemTest {

    private static final Map<String, Integer> SEED_PLAN = Map.of("ask-search", 3, "ask-wechat", 2, "ask-video", 1);
    private static final int CALLERS = 64;
    private static final int ASKS_EACH = 5;

    @Test
    @Order(1)
    void givesEachChannelItsPlan(Platform platform) {
        Stage stage = Stage.now(platform.api(), "Ask and confirm", SEED_PLAN);
        List<Identifier> customer =
                List.of(Identifier.cookie("search.example", UUID.randomUUID().toString()));

        for (int touch = 0; touch < 3; touch++) {
            JsonNode decision = stage.ask("ask-search", customer);
            assertThat(Stage.isAllowed(decision)).as("%s", decision).isTrue();
            stage.confirm(decision, "ask-search", customer);
        }
        assertThat(Stage.reason(stage.ask("ask-search", customer))).isEqualTo("PLAN_REACHED");
        assertThat(Stage.isAllowed(stage.ask("ask-wechat", customer))).isTrue();
        assertThat(Stage.isAllowed(stage.ask("ask-wechat", customer))).isTrue();
        assertThat(Stage.reason(stage.ask("ask-wechat", customer))).isEqualTo("PLAN_REACHED");
        assertThat(Stage.isAllowed(stage.ask("ask-video", customer))).isTrue();
        assertThat(Stage.reason(stage.ask("ask-video", customer))).isEqualTo("PLAN_REACHED");
    }

    @Test
    @Order(2)
    void answersARepeatedRequestWithTheSameGrant(Platform platform) {
        Stage stage = Stage.now(platform.api(), "Repeated requests", SEED_PLAN);
        List<Identifier> customer =
                List.of(Identifier.cookie("search.example", UUID.randomUUID().toString()));
        var request = Wire.batch(
                "requests",
                List.of(Wire.request(UUID.randomUUID().toString(), stage.campaignId(), "ask-video", customer)));

        JsonNode first = platform.api()
                .post("/decisions", request)
                .ok()
                .path("decisions")
                .path(0);
        JsonNode second = platform.api()
                .post("/decisions", request)
                .ok()
                .path("decisions")
                .path(0);

        assertThat(Stage.isAllowed(second)).as("%s", second).isTrue();
        assertThat(second.path("grantId")).isEqualTo(first.path("grantId"));
    }

    @Test
    @Order(3)
    void neverGrantsMoreThanThePlanToManyCallersOverTwoInstances(Platform platform) throws Exception {
        Stage stage = Stage.now(platform.api(), "Sixty-four callers", SEED_PLAN);
        List<Api> doors = doors(platform);
        for (int round = 0; round < 5; round++) {
            List<Identifier> unseen = List.of(
                    Identifier.cookie("search.example", UUID.randomUUID().toString()));

            Set<String> grants = stampede(stage, doors, List.of(unseen));

            assertThat(grants)
                    .as("grants of one customer who was never seen before")
                    .hasSize(3);
        }
    }

    @Test
    @Order(4)
    void sharesOnePlanAfterAMergeInTheMiddle(Platform platform) throws Exception {
        Stage stage = Stage.now(platform.api(), "Merged in the middle", SEED_PLAN);
        String name = UUID.randomUUID().toString();
        List<Identifier> one = List.of(Identifier.cookie("search.example", name + "-1"));
        List<Identifier> other = List.of(Identifier.openid(name));
        stage.confirm(stage.ask("ask-search", one), "ask-search", one);
        stage.confirm(stage.ask("ask-search", other), "ask-search", other);

        stage.link(List.of(one.getFirst(), other.getFirst()));
        Duration took = Eventually.within(
                Duration.ofSeconds(60),
                "both identifiers are one person",
                () -> profileOf(stage, one).equals(profileOf(stage, other)));
        Story.tell("a merge was visible to decisions after %d ms", took.toMillis());

        Set<String> grants = stampede(stage, doors(platform), List.of(one, other));
        assertThat(grants)
                .as("two touches were shown before the merge, so one of three is left")
                .hasSize(1);
        assertThat(Stage.reason(stage.ask("ask-search", one))).isEqualTo("PLAN_REACHED");
        assertThat(Stage.reason(stage.ask("ask-search", other))).isEqualTo("PLAN_REACHED");
    }

    @Test
    @Order(5)
    void staysWithinThePlanWhileIdentifiersMergeUnderFire(Platform platform) throws Exception {
        Stage stage = Stage.now(platform.api(), "Merged under fire", SEED_PLAN);
        String name = UUID.randomUUID().toString();
        List<Identifier> one = List.of(Identifier.cookie("search.example", name + "-1"));
        List<Identifier> other = List.of(Identifier.cookie("search.example", name + "-2"));
        List<Identifier> both = List.of(one.getFirst(), other.getFirst());

        // Whoever names both identifiers is judged on the union, merged or not, so even here the plan is a bound.
        Thread linker = Thread.ofVirtual().start(() -> stage.link(both));
        Set<String> grants = stampede(stage, doors(platform), List.of(both));
        linker.join();

        assertThat(grants).hasSize(3);
    }

    @Test
    @Order(6)
    void givesAnUnconfirmedGrantBackAfterItsTimeToLive(Platform platform) {
        Api api = platform.api();
        if (api.get("/channels/ask-brief-10").status() == 404) {
            api.put("/channels/ask-brief-10", Wire.channel("ask-brief-10").put("grantTtl", "PT10S"))
                    .ok();
        }
        Stage stage = Stage.now(api, "Time to live", Map.of("ask-brief-10", 1));
        List<Identifier> customer =
                List.of(Identifier.cookie("search.example", UUID.randomUUID().toString()));

        assertThat(Stage.isAllowed(stage.ask("ask-brief-10", customer))).isTrue();
        assertThat(Stage.reason(stage.ask("ask-brief-10", customer))).isEqualTo("PLAN_REACHED");
        Duration took = Eventually.within(
                Duration.ofSeconds(60),
                "the grant comes back",
                () -> Stage.isAllowed(stage.ask("ask-brief-10", customer)));
        Story.tell("a grant of 10 s came back after %d ms", took.toMillis());
    }

    @Test
    @Order(7)
    void givesAReleasedGrantBackAtOnce(Platform platform) {
        Stage stage = Stage.now(platform.api(), "Released", SEED_PLAN);
        List<Identifier> customer =
                List.of(Identifier.cookie("search.example", UUID.randomUUID().toString()));
        JsonNode decision = stage.ask("ask-video", customer);

        platform.api()
                .post("/decisions/" + decision.path("grantId").asString("") + ":release")
                .ok();

        assertThat(Stage.isAllowed(stage.ask("ask-video", customer))).isTrue();
    }

    @Test
    @Order(8)
    void holdsEveryChannelAndIdentifierAfterAComplaintUntilItIsReleased(Platform platform) {
        Api api = platform.api();
        Stage stage = Stage.now(api, "Complaint", SEED_PLAN);
        String name = UUID.randomUUID().toString();
        List<Identifier> all = List.of(
                Identifier.openid(name),
                Identifier.cookie("search.example", name),
                Identifier.phone("+86138" + ThreadLocalRandom.current().nextInt(10_000_000, 99_999_999)));
        stage.link(all);
        Eventually.within(
                Duration.ofSeconds(60),
                "one person",
                () -> all.stream()
                                .map(id -> profileOf(stage, List.of(id)))
                                .distinct()
                                .count()
                        == 1);

        var complaint = Wire.object()
                .put("complaintId", "complaint-" + name)
                .put("domain", "wechat")
                .put("severity", "MEDIUM")
                .put("openedAt", Instant.now().toString());
        complaint.set("identifiers", Wire.identifiers(List.of(all.getFirst())));
        api.post("/complaints", complaint).ok();

        Duration held = Eventually.within(Duration.ofSeconds(60), "every channel and identifier is held", () -> {
            // In this order, so that what is still allowed meanwhile uses up the plan of the first only.
            for (String channel : List.of("ask-search", "ask-video", "ask-wechat")) {
                for (Identifier id : all) {
                    JsonNode decision = stage.ask(channel, List.of(id));
                    if (!Stage.reason(decision).equals("BRAND_HOLD")) {
                        return false;
                    }
                }
            }
            return true;
        });
        Story.tell("a complaint held every channel and identifier after %d ms", held.toMillis());

        stage.release("complaint-" + name);
        Duration released = Eventually.within(
                Duration.ofSeconds(60),
                "the release ends the hold",
                () -> all.stream()
                        .noneMatch(id -> Stage.reason(stage.ask("ask-search", List.of(id)))
                                .equals("BRAND_HOLD")));
        Story.tell("its release ended the hold after %d ms", released.toMillis());
        assertThat(Stage.isAllowed(stage.ask("ask-wechat", List.of(all.getLast()))))
                .as("the plan resumes")
                .isTrue();
    }

    /** Every instance of the service, and the gateway that spreads over them. */
    private static List<Api> doors(Platform platform) {
        Api api = platform.api();
        return List.of(api, api.at(platform.portOf("frequency")), api.at(platform.portOf("frequency-2")));
    }

    /** A denied ask names the profile and counts nothing. */
    private static String profileOf(Stage stage, List<Identifier> ids) {
        String profileId = stage.ask(Stage.UNPLANNED, ids).path("profileId").asString("");
        assertThat(profileId).isNotEmpty();
        return profileId;
    }

    /** Many callers ask at once, each several times; returns the distinct grants they got. */
    private static Set<String> stampede(Stage stage, List<Api> doors, List<List<Identifier>> identifiers)
            throws Exception {
        Set<String> grants = ConcurrentHashMap.newKeySet();
        CountDownLatch start = new CountDownLatch(1);
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Void>> calls = new ArrayList<>();
            for (int caller = 0; caller < CALLERS; caller++) {
                Api door = doors.get(caller % doors.size());
                List<Identifier> ids = identifiers.get(caller % identifiers.size());
                Callable<Void> call = () -> {
                    start.await();
                    for (int ask = 0; ask < ASKS_EACH; ask++) {
                        JsonNode decision = stage.ask(door, "ask-search", ids);
                        if (Stage.isAllowed(decision)) {
                            grants.add(decision.path("grantId").asString(""));
                        } else {
                            assertThat(Stage.reason(decision)).isEqualTo("PLAN_REACHED");
                        }
                    }
                    return null;
                };
                calls.add(callers.submit(call));
            }
            start.countDown();
            for (Future<Void> call : calls) {
                call.get();
            }
        }
        return grants;
    }
}
