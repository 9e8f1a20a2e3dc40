package io.evenreach.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.systemtests.Api.Answer;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Both instances of the frequency service and PostgreSQL are killed at random while many callers ask and confirm, and in
 * the long form the launcher with Kafka in it. Every caller keeps at each call until it is answered and writes down what
 * it was told; in the end that is compared with what the platform shows. Half a minute in a build, ten with
 * {@code -Devenreach.long=true}.
 */
@Order(8)
@ExtendWith(OnePlatform.class)
class KillSystemTest {

    private static final String CHANNEL = "kill-search";
    private static final int PLAN = 3;
    private static final int CALLERS = 64;
    private static final boolean LONG = Boolean.getBoolean("evenreach.long");

    private static final List<String> VICTIMS = List.of("frequency", "frequency-2", "postgres");

    private static final Duration DURATION = LONG ? Duration.ofMinutes(10) : Duration.ofSeconds(25);

    /** By chance one instance is killed before the other is up, a few times in a row in ten minutes. */
    private static final Duration RECOVERY = LONG ? Duration.ofMinutes(10) : Duration.ofMinutes(2);

    /** Time for most of what was killed to come up again: a kill of something that is down shows nothing. */
    private static final int SECONDS_BETWEEN_KILLS = LONG ? 8 : 4;

    private final long seed = System.nanoTime();
    private final Map<Integer, Customer> customers = new ConcurrentHashMap<>();

    /** What callers were told about one customer. */
    private static final class Customer {
        final List<Identifier> ids =
                List.of(Identifier.cookie("kill.example", UUID.randomUUID().toString()));
        final Map<String, Boolean> grants = new ConcurrentHashMap<>();
        final Map<String, Boolean> exposures = new ConcurrentHashMap<>();
        volatile String profileId = "";
    }

    @Test
    void losesAndDoublesNothingThatWasAcknowledged(Platform platform) throws Exception {
        Stage stage = Stage.now(platform.api(), "Killed at random", Map.of(CHANNEL, PLAN));
        Instant started = Instant.now();
        Instant end = started.plus(DURATION);
        Map<String, Integer> kills = new TreeMap<>();
        List<Future<?>> callers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int caller = 0; caller < CALLERS; caller++) {
                callers.add(threads.submit(() -> {
                    while (Instant.now().isBefore(end)) {
                        call(stage, someCustomer(started));
                    }
                }));
            }
            Random chance = new Random(seed);
            while (Instant.now().isBefore(end.minusSeconds(10))) {
                Thread.sleep(Duration.ofSeconds(SECONDS_BETWEEN_KILLS + chance.nextInt(SECONDS_BETWEEN_KILLS * 2)));
                String victim = victim(chance);
                Platform.kill(platform.pidOf(victim));
                kills.merge(victim, 1, Integer::sum);
                if (victim.equals(Platform.LAUNCHER)) {
                    platform.up();
                }
            }
            for (Future<?> caller : callers) {
                caller.get();
            }
        } catch (ExecutionException failed) {
            throw new AssertionError("seed " + seed, failed.getCause());
        }
        platform.awaitReady(RECOVERY);

        int grants = 0;
        int exposures = 0;
        for (Customer customer : customers.values()) {
            if (!customer.profileId.isEmpty()) {
                Eventually.within(RECOVERY, "the platform shows what callers were told, seed " + seed, () -> {
                    check(stage, customer);
                    return true;
                });
                grants += customer.grants.size();
                exposures += customer.exposures.size();
            }
        }
        Story.tell(
                "kills %s in %d s under %d callers, seed %d: %d grants and %d exposures of %d customers, all there once",
                kills, DURATION.toSeconds(), CALLERS, seed, grants, exposures, customers.size());
        assertThat(kills).isNotEmpty();
        assertThat(grants).isPositive();
    }

    /** Everything has to be started again after the launcher, which takes longer than the short form. */
    private static String victim(Random chance) {
        return LONG && chance.nextInt(8) == 0 ? Platform.LAUNCHER : VICTIMS.get(chance.nextInt(VICTIMS.size()));
    }

    /** New customers come all the time, and for a while many callers ask for each. */
    private Customer someCustomer(Instant started) {
        int first = (int) Duration.between(started, Instant.now()).toSeconds() * 4;
        return customers.computeIfAbsent(first + ThreadLocalRandom.current().nextInt(40), any -> new Customer());
    }

    private void call(Stage stage, Customer customer) {
        ObjectNode ask = Wire.batch(
                "requests",
                List.of(Wire.request(UUID.randomUUID().toString(), stage.campaignId(), CHANNEL, customer.ids)));
        JsonNode decision = decided(stage, ask);
        if (!Stage.isAllowed(decision)) {
            assertThat(Stage.reason(decision)).as("%s", decision).isEqualTo("PLAN_REACHED");
            return;
        }
        String grantId = decision.path("grantId").asString("");
        customer.profileId = decision.path("profileId").asString("");
        customer.grants.put(grantId, true);
        ThreadLocalRandom chance = ThreadLocalRandom.current();
        if (chance.nextInt(100) < 20) {
            assertThat(decided(stage, ask).path("grantId").asString(""))
                    .as("the same request again")
                    .isEqualTo(grantId);
        }
        if (chance.nextInt(100) < 80) {
            String exposureId = UUID.randomUUID().toString();
            ObjectNode exposure = Wire.batch(
                    "exposures",
                    List.of(Wire.exposure(
                            exposureId, stage.campaignId(), CHANNEL, customer.ids, Instant.now(), grantId)));
            Answer taken = until(stage, "/exposures", exposure, answer -> answer.status() == 202);
            assertThat(taken.body().path("rejected")).as("%s", taken).isEmpty();
            customer.exposures.put(exposureId, true);
        }
    }

    private static JsonNode decided(Stage stage, ObjectNode ask) {
        return until(
                        stage,
                        "/decisions",
                        ask,
                        answer -> answer.status() == 200
                                && !List.of("LEDGER_UNAVAILABLE", "FEED_STALE")
                                        .contains(Stage.reason(
                                                answer.body().path("decisions").path(0))))
                .body()
                .path("decisions")
                .path(0);
    }

    /** Sends the same again until it is answered. */
    private static Answer until(Stage stage, String path, ObjectNode body, Predicate<Answer> isAnswered) {
        Instant patience = Instant.now().plus(RECOVERY);
        while (true) {
            String last;
            try {
                Answer answer = stage.api().post(path, body);
                if (isAnswered.test(answer)) {
                    return answer;
                }
                assertThat(answer.status()).as("%s", answer).isIn(200, 429, 502, 503, 504);
                last = answer.toString();
            } catch (UncheckedIOException broken) {
                last = broken.toString();
            }
            if (Instant.now().isAfter(patience)) {
                throw new AssertionError("no answer within " + RECOVERY + ": " + last);
            }
            Eventually.pause();
        }
    }

    private static void check(Stage stage, Customer customer) {
        int exposures = 0;
        int granted = 0;
        for (JsonNode touch : stage.api()
                .get("/profiles/" + customer.profileId + "/touches?limit=500")
                .ok()
                .path("items")) {
            switch (touch.path("state").asString("")) {
                case "CONFIRMED" -> {
                    exposures++;
                    granted++;
                }
                case "GRANTED", "EXPIRED" -> granted++;
                default -> throw new AssertionError("nobody did this: " + touch);
            }
        }
        assertThat(exposures).as("exposures counted").isEqualTo(customer.exposures.size());
        assertThat(granted).as("grants given").isEqualTo(customer.grants.size()).isLessThanOrEqualTo(PLAN);
        for (String grantId : customer.grants.keySet()) {
            assertThat(stage.api()
                            .get("/decisions/" + grantId + "/explanation")
                            .ok()
                            .path("state")
                            .asString(""))
                    .isIn("GRANTED", "CONFIRMED", "EXPIRED");
        }
    }
}
