package io.evenreach.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.systemtests.TouchLog.Touch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.node.ObjectNode;

/**
 * Every customer is two cookies per channel, and still the report counts people. {@code -Devenreach.long=true} does it with
 * the real log, where that is at hand.
 */
@Order(2)
@ExtendWith(OnePlatform.class)
class SplitIdentifiersSystemTest {

    private static final Path REAL_LOG = Path.of(System.getProperty("evenreach.touches", "touches.csv"));
    private static final int BATCH = 500;

    @Test
    void countsPeopleNotCookies(Platform platform) {
        long seed = System.nanoTime();
        boolean real = Boolean.getBoolean("evenreach.long") && Files.isReadable(REAL_LOG);
        Story.tell("split identifiers: %s log, seed %d", real ? "the real" : "a generated", seed);
        TouchLog log = atYesterday(real ? TouchLog.read(REAL_LOG) : TouchLog.generate(seed, 1_000, 8));
        Map<String, String> ids = channelIds(log);
        Map<String, Integer> targets = new LinkedHashMap<>();
        Audit.PLAN.forEach((label, target) -> targets.put(channelId(label, ids), target));
        Instant first =
                log.touches().stream().map(Touch::at).min(Instant::compareTo).orElseThrow();
        Instant last =
                log.touches().stream().map(Touch::at).max(Instant::compareTo).orElseThrow();
        ids.values()
                .forEach(channel -> platform.api()
                        .put("/channels/" + channel, Wire.channel(channel))
                        .ok());
        Stage stage = Stage.set(
                platform.api(),
                "Split identifiers " + seed,
                first.truncatedTo(ChronoUnit.DAYS),
                last.truncatedTo(ChronoUnit.DAYS).plus(Duration.ofDays(1)),
                targets);
        awaitKnown(stage, log, ids);

        long started = System.nanoTime();
        send(stage, messages(stage, log, ids, seed), seed);
        Table expected = byChannelId(log.recount(Audit.PLAN), ids);
        Table[] seen = new Table[1];
        try {
            Eventually.within(Duration.ofSeconds(60), "the report counts people", () -> {
                seen[0] = Table.of(stage.reach());
                return seen[0].equals(expected);
            });
        } catch (AssertionError notYet) {
            assertThat(seen[0]).isEqualTo(expected);
            throw notYet;
        }
        Story.tell(
                "split identifiers: %d exposures of %d people took %d ms",
                log.impressions().size(), expected.eligible(), (System.nanoTime() - started) / 1_000_000);
    }

    /** REST takes recent exposures only, so the month of the log becomes the one that ended yesterday. */
    private static TouchLog atYesterday(TouchLog log) {
        Instant last =
                log.touches().stream().map(Touch::at).max(Instant::compareTo).orElseThrow();
        long days = ChronoUnit.DAYS.between(
                        last.truncatedTo(ChronoUnit.DAYS), Instant.now().truncatedTo(ChronoUnit.DAYS))
                - 1;
        return new TouchLog(log.touches().stream()
                .map(touch -> new Touch(
                        touch.customer(), touch.at().plus(Duration.ofDays(days)), touch.impression(), touch.channel()))
                .toList());
    }

    private static Map<String, String> channelIds(TouchLog log) {
        Map<String, String> ids = new LinkedHashMap<>();
        for (String label : log.channels()) {
            ids.put(label, "split-" + ids.size());
        }
        return ids;
    }

    private static String channelId(String label, Map<String, String> ids) {
        return ids.getOrDefault(label, "split-none");
    }

    private static Table byChannelId(Table byLabel, Map<String, String> ids) {
        Map<String, Table.Row> rows = new java.util.TreeMap<>();
        byLabel.channels().forEach((label, row) -> rows.put(channelId(label, ids), row));
        Map<String, Table.Unplanned> unplanned = new java.util.TreeMap<>();
        byLabel.unplanned().forEach((label, row) -> unplanned.put(channelId(label, ids), row));
        return new Table(byLabel.eligible(), rows, unplanned);
    }

    /** Exposures of a campaign or channel that the service does not know yet would be refused, rightly. */
    private static void awaitKnown(Stage stage, TouchLog log, Map<String, String> ids) {
        Eventually.within(
                Duration.ofSeconds(60),
                "the campaign is known",
                () -> stage.api()
                                .get("/campaigns/" + stage.campaignId() + "/reach")
                                .status()
                        == 200);
        Eventually.pause();
    }

    private sealed interface Message {
        record Observation(ObjectNode body) implements Message {}

        record Exposure(ObjectNode body) implements Message {}
    }

    private static List<Message> messages(Stage stage, TouchLog log, Map<String, String> ids, long seed) {
        Random random = new Random(seed);
        List<Message> messages = new ArrayList<>();
        Set<String> seen = new LinkedHashSet<>();
        int number = 0;
        for (Touch touch : log.impressions()) {
            String channel = channelId(touch.channel(), ids);
            String person = seed + "-" + touch.customer();
            List<Identifier> cookies =
                    List.of(Identifier.cookie(channel, person + "-a"), Identifier.cookie(channel, person + "-b"));
            if (seen.add(touch.customer() + " " + channel)) {
                messages.add(new Message.Observation(Wire.observation(
                        "split-" + seed + "-" + seen.size(),
                        touch.at(),
                        List.of(Identifier.login(person), cookies.getFirst(), cookies.getLast()))));
            }
            messages.add(new Message.Exposure(Wire.exposure(
                    "split-" + seed + "-" + number++,
                    stage.campaignId(),
                    channel,
                    List.of(cookies.get(random.nextInt(2))),
                    touch.at(),
                    null)));
        }
        Collections.shuffle(messages, random);
        return messages;
    }

    private static void send(Stage stage, List<Message> messages, long seed) {
        List<ObjectNode> observations = new ArrayList<>();
        List<ObjectNode> exposures = new ArrayList<>();
        for (Message message : messages) {
            switch (message) {
                case Message.Observation(ObjectNode body) -> observations.add(body);
                case Message.Exposure(ObjectNode body) -> exposures.add(body);
            }
            if (observations.size() == BATCH) {
                flushObservations(stage, observations);
            }
            if (exposures.size() == BATCH) {
                flushExposures(stage, exposures);
            }
        }
        flushObservations(stage, observations);
        flushExposures(stage, exposures);
    }

    private static void flushObservations(Stage stage, List<ObjectNode> observations) {
        stage.observe(observations);
        observations.clear();
    }

    private static void flushExposures(Stage stage, List<ObjectNode> exposures) {
        assertThat(stage.expose(exposures).path("rejected")).isEmpty();
        exposures.clear();
    }
}
