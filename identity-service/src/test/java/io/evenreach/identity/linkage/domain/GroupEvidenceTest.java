package io.evenreach.identity.linkage.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.identity.linkage.domain.Population.Quality;
import io.evenreach.identity.linkage.domain.Population.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
    void believesBirthDatesAndGivenNamesOfMostRecordsAndNotOneOfAnotherPersonAmongThem() {
        Map.of("birthDate", List.of("1954-11-18", "1994-02-06"), "givenName", List.of("francesca", "wojtek"))
                .forEach((field, values) -> {
                    String own = values.getFirst();
                    String another = values.getLast();
                    double nothing = said(field, List.of("", ""), List.of("", ""));
                    double apart = said(field, List.of(own, own, own), List.of(another, another, own, another));
                    double one = said(field, List.of(own, own, own), List.of(own, own, another, own));

                    assertThat(apart).as(field).isLessThan(nothing);
                    assertThat(one).as(field).isGreaterThan(nothing);
                });
    }

    @Test
    void takesOneOfSeveralPhonesThatTwoGroupsShareForEnough() {
        double nothing = said("phone", List.of("", ""), List.of("", ""));
        double shared = said(
                "phone",
                List.of("+49 151 1234567", "+49 151 1234567", "+49 151 1234567"),
                List.of("+49 170 9988776", "+49 170 9988776", "+49 151 1234567", "+49 170 9988776"));

        assertThat(shared).isGreaterThan(nothing);
    }

    /** What two groups say that have these values in a field, beside thirty others who have others. */
    private static double said(String field, List<String> left, List<String> right) {
        List<PersonRecord> records = new ArrayList<>();
        for (String value : concat(left, right)) {
            records.add(new PersonRecord("r" + records.size(), "test", Map.of(field, value)));
        }
        for (int other = 0; other < 30; other++) {
            String value = switch (field) {
                case "phone" -> "+33 6" + (10_000_000 + 7_654_321 * other);
                case "givenName" -> String.valueOf((char) ('a' + other % 26)).repeat(5 + other / 26);
                default -> (1950 + other) + "-07-03";
            };
            records.add(new PersonRecord("r" + records.size(), "test", Map.of(field, value)));
        }
        Table table = Table.of(records);
        Comparison comparison = new Comparison(table);
        GroupEvidence evidence =
                new GroupEvidence(table, comparison, model(table, comparison, -8), Mates.unknown(table));
        return bits(
                evidence,
                IntStream.range(0, left.size()).toArray(),
                IntStream.range(left.size(), left.size() + right.size()).toArray());
    }

    private static List<String> concat(List<String> left, List<String> right) {
        return Stream.concat(left.stream(), right.stream()).toList();
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
        return model(TABLE, COMPARISON, strangerBits);
    }

    private static Model model(Table table, Comparison comparison, double strangerBits) {
        Estimation estimation = new Estimation(table, comparison, 1);
        Persons persons = Persons.of(table, IntStream.range(0, table.rows()).toArray());
        double[][] m = estimation.expectedM();
        return new Model(table, persons, m, estimation.u(persons), Dependence.none(table), m, strangerBits, 3);
    }
}
