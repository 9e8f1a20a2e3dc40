package io.evenreach.identity.linkage.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HouseholdsTest {

    @Test
    void expectsSomeToShareWhatASenderAddedOfWhichNobodySaysWhetherItIsPersonal() {
        Table table =
                Table.of(List.of(new PersonRecord("a", "test", Map.of("attributes.company", "acme", "city", "essen"))));
        int city = 0;
        int company = 1;
        double[][] m = {{1, 0.1, 0.05, 0.05, 0.2, 0.6}, {1, 0.1, 0.05, 0.05, 0.2, 0.6}};
        double[][] u = {{1, 0.9, 0.01, 0.01, 0.03, 0.05}, {1, 1, 0, 0, 0, 0}};

        double[][] expected = Households.expected(table, m, u);

        assertThat(expected[company][Levels.exact(Kind.TEXT)]).isCloseTo(0.6 / 10, within(1e-9));
        assertThat(expected[company][Levels.DIFFERENT]).isCloseTo(0.9 + 0.1 / 10, within(1e-9));
        assertThat(expected[city]).isEqualTo(m[city]);
    }

    @Test
    void expectsSomeToShareTheirMailboxHoweverRareThatIsAmongStrangers() {
        Table table =
                Table.of(List.of(new PersonRecord("a", "test", Map.of("email", "anna@example.org", "city", "essen"))));
        int city = table.fieldOf(Kind.TEXT);
        int email = table.fieldOf(Kind.EMAIL);
        double[][] m = new double[2][];
        double[][] u = new double[2][];
        m[city] = new double[] {1, 0.1, 0.05, 0.05, 0.2, 0.6};
        u[city] = new double[] {1, 0.9, 0.01, 0.01, 0.03, 0.05};
        m[email] = new double[Kind.EMAIL.levels()];
        Arrays.fill(m[email], 1, m[email].length, 0.1);
        m[email][Levels.exact(Kind.EMAIL)] = 0.6;
        u[email] = new double[table.uSize(email)];
        Arrays.fill(u[email], 1e-9);
        u[email][Levels.DIFFERENT] = 1;

        double[][] expected = Households.expected(table, m, u);

        assertThat(expected[email][Levels.exact(Kind.EMAIL)]).isCloseTo(0.6 / 500, within(1e-6));
        assertThat(expected[email][Levels.DIFFERENT]).isGreaterThan(0.9);
        assertThat(expected[city]).isEqualTo(m[city]);
    }
}
