package io.evenreach.frequency.decision.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.frequency.decision.domain.AskWindow.Part;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AskWindowTest {

    private static final long MINUTE = 60_000;

    @Test
    void beginsAtMultiplesOfItsLengthAndGoesOnUntilItsEnd() {
        AskWindow window = AskWindow.first(1, 100, MINUTE, MINUTE + 59_999).less(40);

        assertThat(window.fromMillis()).isEqualTo(MINUTE);
        assertThat(window.under(1, 100, MINUTE, MINUTE).left()).isEqualTo(60);
        assertThat(window.under(1, 100, MINUTE, 2 * MINUTE - 1).left()).isEqualTo(60);
        assertThat(window.under(1, 100, MINUTE, 2 * MINUTE).left()).isEqualTo(100);
        assertThat(window.under(1, 100, MINUTE, 0).left())
                .as("the clock was set back")
                .isEqualTo(60);
    }

    @Test
    void followsTheNewestLimitWhoeverComes() {
        AskWindow window = AskWindow.first(2, 100, MINUTE, 0).less(40);

        assertThat(window.under(1, 500, 10 * MINUTE, 1)).isEqualTo(window);
        assertThat(window.under(3, 30, MINUTE, 1).left()).isZero();
        assertThat(window.under(3, 30, MINUTE, 1).part(1)).isZero();
        assertThat(window.under(3, 500, MINUTE, 1).left()).isEqualTo(460);
        assertThat(window.under(3, 30, 1_000, 1).left())
                .as("a new length begins a new span")
                .isEqualTo(30);
    }

    @Test
    void givesWhatIsNeededAndSomeForLaterOrNothingAtAll() {
        AskWindow window = AskWindow.first(1, 6_400, MINUTE, 0);

        assertThat(window.part(1)).isEqualTo(200);
        assertThat(window.part(1_000)).isEqualTo(1_000);
        assertThat(window.part(6_400)).isEqualTo(6_400);
        assertThat(window.part(6_401)).isZero();
        assertThat(window.less(6_399).part(1)).isEqualTo(1);
        assertThat(window.less(6_400).part(1)).isZero();
    }

    @Test
    void isGoodForItsOwnSpanAndLimitAlone() {
        AskWindow window = AskWindow.first(2, 100, MINUTE, MINUTE);
        Part held = window.partOf(7);

        assertThat(window.of(held)).isEqualTo(7);
        assertThat(window.under(2, 100, MINUTE, 2 * MINUTE).of(held)).isZero();
        assertThat(window.under(3, 100, MINUTE, MINUTE).of(held)).isZero();
    }

    @Test
    void isNeverUsedMoreThanTheLimitWhateverInstancesTake() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            int count = 1 + random.nextInt(300);
            AskWindow window = AskWindow.first(1, count, MINUTE, 0);
            Part[] held = new Part[1 + random.nextInt(5)];
            Arrays.fill(held, Part.NONE);
            Map<Long, Long> used = new HashMap<>();
            long now = 0;
            for (int step = 0; step < 400; step++) {
                now += random.nextInt(600);
                int instance = random.nextInt(held.length);
                int needed = 1 + random.nextInt(random.nextInt(10) == 0 ? 50 : 2);
                window = window.under(1, count, MINUTE, now);
                long left = window.of(held[instance]);
                if (left < needed) {
                    long given = window.part(needed - left);
                    window = window.less(given);
                    left += given;
                }
                if (left >= needed) {
                    used.merge(window.fromMillis(), (long) needed, Long::sum);
                    left -= needed;
                }
                // Some die with what they hold.
                held[instance] = random.nextInt(100) == 0 ? Part.NONE : window.partOf(left);
            }
            assertThat(used.values())
                    .as("seed %d, round %d", seed, round)
                    .allSatisfy(asks -> assertThat(asks).isLessThanOrEqualTo(count));
        }
    }
}
