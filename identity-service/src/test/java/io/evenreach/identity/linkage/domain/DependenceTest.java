package io.evenreach.identity.linkage.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DependenceTest {

    private static final int ROWS = 400;
    private static final int TOWNS = 4;
    private static final int POSTCODES_OF_A_TOWN = 5;
    private static final Table TABLE = Table.of(IntStream.range(0, ROWS)
            .mapToObj(row -> home("town" + row % TOWNS, row % TOWNS + "000" + row / TOWNS % POSTCODES_OF_A_TOWN, row))
            .toList());
    private static final Comparison COMPARISON = new Comparison(TABLE);
    private static final int CITY = 0;
    private static final int POSTCODE = 1;

    @Test
    void learnsThatWhoSharesATownSharesAPostcodeOftenerWhetherOrNotTheyAreCompared() {
        Dependence all = estimated(everyPair(), 0);
        Dependence blocked = estimated(new long[0], 0);

        // One in five of a town has a postcode that one in twenty has in all.
        assertThat(all.conditional()[CITY][POSTCODE]).isCloseTo(0.15, within(0.01));
        assertThat(blocked.conditional()[CITY][POSTCODE]).isCloseTo(all.conditional()[CITY][POSTCODE], within(0.001));
        assertThat(blocked.joint()[CITY][POSTCODE]).isCloseTo(all.joint()[CITY][POSTCODE], within(0.001));
    }

    @Test
    void countsOfOldRecordsOnlyWhatTheyShareWithNewOnes() {
        Dependence grown = estimated(new long[0], ROWS / 2);

        assertThat(grown.conditional()[CITY][POSTCODE]).isCloseTo(0.15, within(0.01));
    }

    private static PersonRecord home(String city, String postcode, int row) {
        return new PersonRecord("r" + row, "test", Map.of("city", city, "postcode", postcode));
    }

    private static long[] everyPair() {
        return IntStream.range(1, ROWS)
                .boxed()
                .flatMapToLong(b -> IntStream.range(0, b).mapToLong(a -> Pair.of(a, b)))
                .toArray();
    }

    private static Dependence estimated(long[] pairs, int firstNew) {
        Persons persons = Persons.of(TABLE, IntStream.range(0, ROWS).toArray());
        Estimation estimation = new Estimation(TABLE, COMPARISON, 1);
        double[][] m = estimation.expectedM();
        Dependence none = Dependence.none(TABLE);
        Model model = new Model(TABLE, persons, m, estimation.u(persons), none, m, -30, 3);
        long[] levels = Arrays.stream(pairs)
                .map(pair -> COMPARISON.levels(Pair.first(pair), Pair.second(pair)))
                .toArray();
        return Dependence.estimated(TABLE, model, persons, pairs, levels, firstNew);
    }
}
