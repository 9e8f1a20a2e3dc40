package io.evenreach.identity.linkage;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.identity.linkage.domain.Dependence;
import io.evenreach.identity.linkage.domain.Linked;
import io.evenreach.identity.linkage.domain.Linked.Figures;
import io.evenreach.identity.linkage.domain.Linked.ScoredPair;
import io.evenreach.identity.linkage.domain.Parameters;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two records that were compared before, and two new ones, of which the first was found to be one person with the first. */
class StandingTest {

    private static final long[] READ_AS = {10, 11, 12, 13};
    private static final ScoredPair JOINED = pair(0, 2);
    private static final ScoredPair ALONE = pair(1, 3);
    private static final ScoredPair BESIDE = pair(1, 2);

    @Test
    void keepsEverythingWhereNobodyChanged() {
        Standing standing = standing(READ_AS);
        assertThat(standing.compared()).containsExactly(2, 3);
        assertThat(standing.links()).containsExactly(JOINED);
        assertThat(standing.review()).containsExactly(ALONE, BESIDE);
        assertThat(standing.figures()).isEqualTo(figures(1, 2, 3));
    }

    @Test
    void bringsNothingBackThatWasErasedMeanwhile() {
        Standing standing = standing(new long[] {10, 11, Standing.GONE, 13});
        assertThat(standing.stands(0)).isFalse();
        assertThat(standing.compared()).containsExactly(3);
        assertThat(standing.links()).isEmpty();
        assertThat(standing.review()).containsExactly(ALONE);
        assertThat(standing.figures()).isEqualTo(figures(0, 1, 3));
    }

    @Test
    void leavesOutWhoBecameOnePersonMeanwhile() {
        Standing standing = standing(new long[] {10, 11, 12, 11});
        assertThat(standing.compared()).containsExactly(2);
        assertThat(standing.links()).containsExactly(JOINED);
        assertThat(standing.review()).containsExactly(BESIDE);
        assertThat(standing.figures()).isEqualTo(figures(1, 1, 2));
    }

    @Test
    void leavesOutWhomSomebodyFoundToBeTwoMeanwhile() {
        Standing standing = standing(READ_AS, new long[] {12, 10}, new long[] {11, 13});
        assertThat(standing.compared()).containsExactly(3);
        assertThat(standing.links()).isEmpty();
        assertThat(standing.review()).isEmpty();
        assertThat(standing.figures()).isEqualTo(figures(0, 0, 4));
    }

    private static Standing standing(long[] foundersNow, long[]... apart) {
        Linked linked = new Linked(
                new int[] {0, 1, 0, 3},
                List.of(JOINED),
                List.of(ALONE, BESIDE),
                figures(1, 2, 3),
                new Parameters(
                        List.of(),
                        new double[0][],
                        new double[0][],
                        new Dependence(new double[0][], new double[0][]),
                        new double[0][],
                        0,
                        0,
                        4));
        return new Standing(READ_AS, foundersNow, 2, linked, List.of(apart));
    }

    private static Figures figures(int pairsLinked, int pairsInReview, int persons) {
        return new Figures(4, 2, 5, pairsLinked, pairsInReview, persons, 0.99, 0.9, 3);
    }

    private static ScoredPair pair(int first, int second) {
        return new ScoredPair(first, second, 0.5, List.of());
    }
}
