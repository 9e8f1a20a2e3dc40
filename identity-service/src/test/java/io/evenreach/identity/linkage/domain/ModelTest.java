package io.evenreach.identity.linkage.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ModelTest {

    private static final int GIVEN_NAME = 0;
    private static final int SURNAME = 1;
    /** By level, from missing to equal, and swapped. */
    private static final double[] M_GIVEN = {1, 0.1, 0.05, 0.05, 0.2, 0.5, 0.1};

    private static final double[] U_GIVEN = {1, 0.95, 0.01, 0.01, 0.01, 0.019, 0.001};
    private static final double[] M_SURNAME = {1, 0.1, 0.05, 0.05, 0.2, 0.6};
    private static final double[] U_SURNAME = {1, 0.95, 0.01, 0.01, 0.002, 0.028};

    @Test
    void countsSwappedNamesOnce() {
        Table table = table(names("grace", "kelly"), names("kelly", "grace"));
        Model model = model(table, M_SURNAME);
        long levels = new Comparison(table).levels(0, 1);

        double given = model.evidence(GIVEN_NAME, levels, 0, 1);
        double surname = model.evidence(SURNAME, levels, 0, 1);

        assertThat(Levels.of(levels, GIVEN_NAME)).isEqualTo(Levels.SWAPPED);
        assertThat(given + surname)
                .as("it is because both names agree crosswise that they are swapped")
                .isCloseTo(Model.log2(0.1 / 0.001), within(1e-9));
    }

    @Test
    void takesSwappedNamesForThoseOfRelativesAsReadily() {
        Table table = table(names("grace", "kelly"), names("kelly", "grace"));
        Model model = model(table, M_SURNAME);
        long levels = new Comparison(table).levels(0, 1);
        double one = model.ratio(GIVEN_NAME, levels, 0, 1);

        assertThat(one / model.householdRatio(GIVEN_NAME, levels, one))
                .as("only the given name itself tells one person from relatives")
                .isCloseTo(0.5 / 0.019, within(1e-9));
    }

    @Test
    void hasAMistypedNameSayNoMoreThanThatItIsOneName() {
        Table table = people(i -> i == 1 ? "muelller" : "mueller");
        Model model = model(table, M_SURNAME);
        Comparison comparison = new Comparison(table);

        double equal = model.evidence(SURNAME, comparison.levels(0, 2), 0, 2);
        double mistyped = model.evidence(SURNAME, comparison.levels(0, 1), 0, 1);

        assertThat(mistyped)
                .isCloseTo(equal + Model.log2((0.05 + 0.2 + 0.6) / 0.6), within(0.1))
                .isLessThan(Model.log2(0.2 / 0.002));
    }

    @Test
    void believesAMistypedNameThatIsRareWhereHardlyAnybodyWritesTheirsTheSameTwice() {
        Table table = people(i -> i == 0 ? "mueller" : i == 1 ? "muelller" : "other" + i);
        Model model = model(table, new double[] {1, 0.1, 0.049, 0.05, 0.8, 0.001});

        double mistyped = model.evidence(SURNAME, new Comparison(table).levels(0, 1), 0, 1);

        assertThat(mistyped).isCloseTo(Model.log2(0.8 / 0.002), within(1e-9));
    }

    private static Table people(IntFunction<String> surname) {
        return Table.of(IntStream.range(0, 40)
                .mapToObj(i -> new PersonRecord("r" + i, "test", names("name" + i, surname.apply(i))))
                .toList());
    }

    private static Map<String, String> names(String givenName, String surname) {
        return Map.of("givenName", givenName, "surname", surname);
    }

    private static Table table(Map<String, String> a, Map<String, String> b) {
        return Table.of(List.of(new PersonRecord("a", "test", a), new PersonRecord("b", "test", b)));
    }

    private static Model model(Table table, double[] surname) {
        double[][] m = {M_GIVEN, surname};
        Persons persons = Persons.of(table, IntStream.range(0, table.rows()).toArray());
        return new Model(table, persons, m, new double[][] {U_GIVEN, U_SURNAME}, Dependence.none(table), m, -8, 3);
    }
}
