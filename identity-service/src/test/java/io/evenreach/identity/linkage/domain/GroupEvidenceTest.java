package io.evenreach.identity.linkage.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.identity.linkage.domain.Population.Quality;
import io.evenreach.identity.linkage.domain.Population.Shape;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GroupEvidenceTest {

    private static final int ROWS = 300;
    private static final Table TABLE = Table.of(new Population(11, Shape.CONTACTS, new Quality(0.1, 0.1))
            .records(ROWS).stream().map(Population.Labelled::record).toList());
    private static final Comparison COMPARISON = new Comparison(TABLE);
    private static final Mates MATES = Mates.unknown(TABLE);

    /** More groups than there are places to keep answers in, each asked twice. */
    @Test
    void answersAsIfItHadKeptNothing() {
        Model model = model(-8);
        GroupEvidence kept = evidence(model);
        long seed = 1;
        Random random = new Random(seed);
        int[] before = rows(random);
        for (int i = 0; i < 2_000; i++) {
            int[] other = rows(random);
            double anew = bits(evidence(model), before, other);

            assertThat(bits(kept, before, other)).as("seed %d", seed).isEqualTo(anew);
            assertThat(bits(kept, before, other)).as("again, seed %d", seed).isEqualTo(anew);
            before = i % 3 == 0 ? other : Arrays.copyOf(before, Math.max(1, before.length - 1));
        }
    }

    @Test
    void answersTheSameWhicheverGroupIsAskedAboutTheOther() {
        Model model = model(-8);
        long seed = 2;
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            int[] left = rows(random);
            int[] right = rows(random);

            assertThat(bits(evidence(model), left, right))
                    .as("seed %d", seed)
                    .isEqualTo(bits(evidence(model), right, left));
        }
    }

    @Test
    void answersByTheModelItWasGivenLast() {
        GroupEvidence kept = evidence(model(-8));
        int[] left = {0, 1};
        int[] right = {2};
        double before = bits(kept, left, right);

        kept.answerBy(model(-20), MATES);

        assertThat(bits(kept, left, right))
                .isEqualTo(bits(evidence(model(-20)), left, right))
                .isLessThan(before);
    }

    @Test
    void knowsAGroupThatGrewByTheCodeOfAllItsRows() {
        int[] rows = {3, 1, 2};

        long grown = GroupEvidence.codeOf(GroupEvidence.codeOf(0, new int[] {3}), new int[] {1, 2});

        assertThat(grown)
                .isEqualTo(GroupEvidence.codeOf(0, rows))
                .isNotEqualTo(GroupEvidence.codeOf(0, new int[] {3}))
                .isNotEqualTo(GroupEvidence.codeOf(0, new int[] {3, 2, 1}));
    }

    private static int[] rows(Random random) {
        return random.ints(1 + random.nextInt(4), 0, ROWS).toArray();
    }

    private static double bits(GroupEvidence evidence, int[] left, int[] right) {
        return evidence.bits(left, GroupEvidence.codeOf(0, left), right, GroupEvidence.codeOf(0, right));
    }

    private static GroupEvidence evidence(Model model) {
        return new GroupEvidence(TABLE, COMPARISON, model, MATES);
    }

    private static Model model(double strangerBits) {
        Estimation estimation = new Estimation(TABLE, COMPARISON, 1);
        Persons persons = Persons.of(TABLE, IntStream.range(0, ROWS).toArray());
        double[][] m = estimation.expectedM();
        return new Model(TABLE, persons, m, estimation.u(persons), Dependence.none(TABLE), m, strangerBits, 3);
    }
}
