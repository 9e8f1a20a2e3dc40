package io.evenreach.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.systemtests.Platform.Outcome;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The whole story on a platform that runs already: the live night, the guides after it, and a payout. */
@Order(3)
@ExtendWith(OnePlatform.class)
class DemoSystemTest {

    private static final String AMOUNT = "([0-9,]+\\.\\d\\d)";

    @Test
    @Order(1)
    void tellsTheNightAndTheGuidesAndBalancesTheBooks(Platform platform) {
        Outcome outcome = platform.run("demo", "--customers", "300", "--exit");

        assertThat(outcome.exitCode()).as("%s", outcome).isZero();
        assertThat(outcome.out())
                .contains("held on every channel after")
                .contains("12 transfers in a bank file that a second person approved")
                .containsPattern("a plain counter per channel +[0-9,]+")
                .containsPattern("The books: " + AMOUNT + " debited, \\1 credited, difference 0\\.00");
        assertThat(cells(outcome, "all guides"))
                .as("earned is what is pending, payable and paid, less what was refunded after it was paid")
                .satisfies(
                        cells -> assertThat(cells[0]).isPositive().isEqualTo(cells[1] + cells[2] + cells[3] - cells[4]))
                .satisfies(cells -> assertThat(cells[3]).isPositive());
    }

    @Test
    @Order(2)
    void onlyReportsWhenItWasToldBefore(Platform platform) {
        Outcome outcome = platform.run("demo", "--exit");

        assertThat(outcome.exitCode()).as("%s", outcome).isZero();
        assertThat(outcome.out())
                .contains("The story was played before", "difference 0.00")
                .doesNotContain("transfers");
    }

    /** The amounts of a row, in cents. */
    private static long[] cells(Outcome outcome, String row) {
        String line = outcome.out()
                .lines()
                .filter(candidate -> candidate.startsWith(row))
                .findFirst()
                .orElseThrow();
        return Pattern.compile(AMOUNT)
                .matcher(line)
                .results()
                .mapToLong(amount -> Long.parseLong(amount.group().replaceAll("[,.]", "")))
                .toArray();
    }
}
