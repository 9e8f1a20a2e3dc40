package io.evenreach.benchmarks.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecountTest {

    private static final int ASKS = 5_000;

    private final Work work = new Work(618, 50);

    /** Answers as somebody would who keeps the plan given. */
    private Answers answersOf(int plan) {
        Answers answers = new Answers(3, ASKS);
        Map<Long, Integer> counts = new HashMap<>();
        Set<Long> granted = new HashSet<>();
        for (int index = 0; index < ASKS; index++) {
            Item item = work.at(3, index);
            if (granted.contains(item.request())) {
                answers.put(index, Outcome.REPEATED);
            } else if (counts.getOrDefault(item.cell(), 0) < plan) {
                counts.merge(item.cell(), 1, Integer::sum);
                granted.add(item.request());
                answers.put(index, Outcome.GRANTED);
            } else {
                answers.put(index, Outcome.DENIED);
            }
        }
        return answers;
    }

    @Test
    void findsNothingWrongWithWhoKeepsThePlan() {
        Recount recount = Recount.of(work, List.of(answersOf(Work.PLAN)));
        assertThat(recount.isExact()).isTrue();
        assertThat(recount.granted()).isPositive().isLessThan(recount.asked());
    }

    @Test
    void seesGrantsAbovePlan() {
        Recount recount = Recount.of(work, List.of(answersOf(Work.PLAN + 1)));
        assertThat(recount.overGranted()).isPositive();
        assertThat(recount.isExact()).isFalse();
    }

    @Test
    void seesGrantsThatWereKeptBack() {
        assertThat(Recount.of(work, List.of(answersOf(Work.PLAN - 1))).isExact())
                .isFalse();
    }

    @Test
    void seesARequestThatWasGrantedTwice() {
        Answers answers = answersOf(Work.PLAN);
        int repeated = IntStream.range(0, ASKS)
                .filter(index -> answers.at(index) == Outcome.REPEATED)
                .findFirst()
                .orElseThrow();
        answers.put(repeated, Outcome.GRANTED);
        assertThat(Recount.of(work, List.of(answers)).grantedTwice()).isEqualTo(1);
    }

    @Test
    void makesTheWorkThatIsPromised() {
        Work whole = new Work(618, 200_000);
        List<Item> items =
                IntStream.range(0, 100_000).mapToObj(i -> whole.at(1, i)).toList();
        long first = items.stream().mapToLong(Item::request).distinct().count();
        assertThat(first / 100_000.0).isBetween(0.89, 0.91);
        assertThat(items.stream().filter(item -> !item.shown()).count() / 100_000.0)
                .isBetween(0.19, 0.21);
        assertThat(items.stream().filter(item -> item.customer() < 10).count() / 100_000.0)
                .isBetween(0.008, 0.012);
        assertThat(items)
                .isEqualTo(IntStream.range(0, 100_000)
                        .mapToObj(i -> whole.at(1, i))
                        .toList());
    }
}
