package io.evenreach.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.identity.evidence.Intake;
import io.evenreach.identity.evidence.RawIdentifier;
import io.evenreach.identity.evidence.RawObservation;
import io.evenreach.identity.vocabulary.ContactDomain;
import io.evenreach.identity.vocabulary.EvidenceKind;
import io.evenreach.identity.vocabulary.Purpose;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/**
 * A device that everybody logs in on, and a set that is seen again and again. {@code -Devenreach.long=true} makes a million
 * observations of it.
 */
class SuperNodeIT extends ServiceTestBase {

    private static final int OBSERVATIONS = Boolean.getBoolean("evenreach.long") ? 1_000_000 : 10_000;
    private static final int BATCH = 500;
    private static final Instant BEGIN = Instant.parse("2026-06-01T00:00:00Z");

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private Intake intake;

    @Test
    void doesNotStallOtherKeys() throws Exception {
        List<Duration> batches = new ArrayList<>();
        CompletableFuture<Void> flood = CompletableFuture.runAsync(() -> {
            for (int from = 0; from < OBSERVATIONS; from += BATCH) {
                int first = from;
                batches.add(timed(() -> intake.take(
                        "platform",
                        IntStream.range(first, first + BATCH)
                                .mapToObj(SuperNodeIT::visit)
                                .toList())));
            }
        });
        List<Duration> others = new ArrayList<>();
        for (int i = 0; !flood.isDone(); i++) {
            RawObservation other = observation(
                    "other-" + i,
                    BEGIN.plusSeconds(i),
                    new RawIdentifier("login_id", "others", "o" + i % 50),
                    new RawIdentifier("cookie", "others", "c" + i));
            others.add(timed(() -> intake.take("platform", List.of(other))));
        }
        flood.get();

        assertThat(others).hasSizeGreaterThan(10);
        assertThat(median(others)).as("nobody waits for a batch").isLessThan(median(batches));
        assertThat(others.stream().filter(took -> took.compareTo(Duration.ofSeconds(5)) >= 0))
                .as("whatever else the machine does may delay one of them")
                .hasSizeLessThanOrEqualTo(1 + others.size() / 20);
        int third = batches.size() / 3;
        assertThat(median(batches.subList(batches.size() - third, batches.size())))
                .as("the last of them cost what the first did")
                .isLessThan(median(batches.subList(0, third)).multipliedBy(10));
        assertThat(jdbc.sql("select count(*) from quarantine").query(Long.class).single())
                .isEqualTo(1);
        assertThat(jdbc.sql("select count(distinct t.profile_id) from tenure t join identifier i on i.key = t.key"
                                + " where i.scope = 'node'")
                        .query(Long.class)
                        .single())
                .isEqualTo(OBSERVATIONS / 2 + 1);
    }

    /** Somebody new on the device, or the same two again. */
    private static RawObservation visit(int i) {
        RawIdentifier login = new RawIdentifier("login_id", "node", i % 2 == 0 ? "visitor-" + i : "regular");
        RawIdentifier other = i % 2 == 0
                ? new RawIdentifier("oaid", null, "device-of-everybody")
                : new RawIdentifier("cookie", "regular", "the same");
        return observation("node-" + i, BEGIN.plusSeconds(i), login, other);
    }

    private static RawObservation observation(String id, Instant at, RawIdentifier... identifiers) {
        return new RawObservation(
                id, at, "test", ContactDomain.PRIVATE, EvidenceKind.LOGIN, List.of(identifiers), Purpose.ALL, false);
    }

    private static Duration timed(Runnable work) {
        long begin = System.nanoTime();
        work.run();
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private static Duration median(List<Duration> durations) {
        return durations.stream().sorted().toList().get(durations.size() / 2);
    }
}
