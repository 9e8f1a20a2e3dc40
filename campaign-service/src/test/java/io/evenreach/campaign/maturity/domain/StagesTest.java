package io.evenreach.campaign.maturity.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.campaign.maturity.domain.Stages.Change;
import io.evenreach.campaign.maturity.domain.Stages.Violation;
import io.evenreach.testkit.Chance;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StagesTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final int RUNS = 500;

    @Test
    void beginsAsPotentialIsNewWithAnOrderAndReturnsWithTheSecond() {
        List<Instant> orders = List.of(day(10), day(40));

        assertThat(stageAt(List.of(), 500)).isEqualTo("POTENTIAL");
        assertThat(stageAt(orders, 9)).isEqualTo("POTENTIAL");
        assertThat(stageAt(orders, 10)).isEqualTo("NEW");
        assertThat(stageAt(orders, 39)).isEqualTo("NEW");
        assertThat(stageAt(orders, 40)).isEqualTo("RETURNING");
    }

    @Test
    void returnsByItselfNinetyDaysAfterTheOnlyOrder() {
        assertThat(stageAt(List.of(day(10)), 99)).isEqualTo("NEW");
        assertThat(Stages.BUILT_IN
                        .stageAt(List.of(day(10)), day(100).minusMillis(1))
                        .name())
                .isEqualTo("NEW");
        assertThat(stageAt(List.of(day(10)), 100)).isEqualTo("RETURNING");
        assertThat(Stages.BUILT_IN.changes(List.of(day(10)), day(500)))
                .extracting(change -> change.stage().name() + " " + change.at())
                .containsExactly("NEW " + day(10), "RETURNING " + day(100));
    }

    @Test
    void changesOnceWhereASecondOrderComesBeforeTheTimeIsUp() {
        assertThat(Stages.BUILT_IN.changes(List.of(day(30), day(10)), day(500)))
                .extracting(change -> change.stage().name() + " " + change.at())
                .containsExactly("NEW " + day(10), "RETURNING " + day(30));
        assertThat(Stages.BUILT_IN.changes(List.of(day(30), day(10)), day(29)))
                .extracting(change -> change.stage().name())
                .as("what is ordered later is not known yet")
                .containsExactly("NEW");
    }

    @Test
    void isAtTheHighestStageThatIsReachedEachDay() {
        Chance.forSeeds(RUNS, chance -> {
            Stages stages = someStages(chance);
            assertThat(stages.violations()).isEmpty();
            List<Instant> orders = new ArrayList<>();
            for (int count = chance.below(7); count > 0; count--) {
                orders.add(day(chance.below(60)));
            }
            List<Instant> shuffled = chance.shuffled(orders);
            List<Change> changes = stages.changes(shuffled, day(200));
            List<Change> scanned = new ArrayList<>();
            String before = stages.ordered().getFirst().name();
            for (int day = 0; day <= 200; day++) {
                String now = scannedStage(stages, orders, day);
                assertThat(stages.stageAt(shuffled, day(day)).name())
                        .as("%s of %s on day %d", stages, orders, day)
                        .isEqualTo(now);
                if (!now.equals(before)) {
                    scanned.add(new Change(named(stages, now), day(day)));
                    before = now;
                }
            }
            assertThat(changes).as("%s of %s", stages, orders).isEqualTo(scanned);
        });
    }

    @Test
    void pointsAtWhatKeepsStagesFromBeingKept() {
        assertThat(pointers(List.of(Stage.first("ONLY")))).containsExactly("/stages OUT_OF_RANGE");
        assertThat(pointers(List.of(
                        new Stage("FIRST", 1, 1),
                        Stage.first("NOTHING_SAID"),
                        new Stage("small", 0, null),
                        new Stage("FIRST", null, Stages.DAYS_MAX + 1))))
                .containsExactlyInAnyOrder(
                        "/stages/0/minOrders INVALID_FIELD",
                        "/stages/0/minDaysSinceFirstOrder INVALID_FIELD",
                        "/stages/1 REQUIRED",
                        "/stages/2/name INVALID_FIELD",
                        "/stages/2/minOrders OUT_OF_RANGE",
                        "/stages/3/name DUPLICATE_ITEM",
                        "/stages/3/minDaysSinceFirstOrder OUT_OF_RANGE");
        assertThat(pointers(List.of(Stage.first("NONE"), new Stage("SOME", 3, 10), new Stage("MORE", 3, 10))))
                .containsExactly("/stages/2/minOrders INVALID_FIELD", "/stages/2/minDaysSinceFirstOrder INVALID_FIELD");
        assertThat(Stages.BUILT_IN.violations()).isEmpty();
    }

    private static List<String> pointers(List<Stage> stages) {
        return new Stages(stages).violations().stream().map(StagesTest::pointer).toList();
    }

    private static String pointer(Violation violation) {
        return violation.pointer() + " " + violation.code();
    }

    private static Stages someStages(Chance chance) {
        List<Stage> stages = new ArrayList<>(List.of(Stage.first("NONE")));
        int orders = 0;
        int days = 0;
        for (int count = chance.between(1, 4); count > 0; count--) {
            boolean byOrders = chance.percent(70);
            boolean byDays = !byOrders || chance.percent(40);
            orders += byOrders ? chance.between(1, 2) : 0;
            days += byDays ? chance.between(1, 40) : 0;
            stages.add(new Stage("STAGE_" + count, byOrders ? orders : null, byDays ? days : null));
        }
        return new Stages(stages);
    }

    /** Spelled out: the last of all stages of which something holds. */
    private static String scannedStage(Stages stages, List<Instant> orders, int day) {
        int placed = 0;
        int first = Integer.MAX_VALUE;
        for (int at = 0; at <= day; at++) {
            for (Instant order : orders) {
                if (order.equals(day(at))) {
                    placed++;
                    first = Math.min(first, at);
                }
            }
        }
        String last = "";
        for (Stage stage : stages.ordered()) {
            boolean begins = stage.minOrders() == null && stage.minDaysSinceFirstOrder() == null;
            boolean bought = placed > 0 && reaches(stage.minOrders(), placed);
            boolean aged = placed > 0 && reaches(stage.minDaysSinceFirstOrder(), day - first);
            if (begins || bought || aged) {
                last = stage.name();
            }
        }
        return last;
    }

    private static boolean reaches(@Nullable Integer threshold, int value) {
        return threshold != null && value >= threshold;
    }

    private static Stage named(Stages stages, String name) {
        return stages.ordered().stream()
                .filter(stage -> stage.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String stageAt(List<Instant> orders, int day) {
        return Stages.BUILT_IN.stageAt(orders, day(day)).name();
    }

    private static Instant day(int day) {
        return START.plus(Duration.ofDays(day));
    }
}
