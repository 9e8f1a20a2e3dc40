package io.evenreach.frequency.exposure.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DelaysTest {

    private static Delays delays(long... millis) {
        Map<Integer, Long> counts = new TreeMap<>();
        for (long one : millis) {
            counts.merge(Delays.bucketOf(Duration.ofMillis(one)), 1L, Long::sum);
        }
        return Delays.of(counts);
    }

    @Test
    void readsOutWhatWentInAndNeverMoreThanThat() {
        Random random = new Random(7);
        for (int i = 0; i < 10_000; i++) {
            long millis = 1 + (long) Math.exp(random.nextDouble() * Math.log(30.0 * 86_400_000));
            long told = delays(millis).p99().toMillis();
            assertThat(told).as("%d ms", millis).isBetween((long) (millis / 1.0445), millis);
        }
        for (int exponent = 0; exponent < 40; exponent++) {
            assertThat(delays(1L << exponent).p99()).isEqualTo(Duration.ofMillis(1L << exponent));
        }
        assertThat(delays(0, -5).p99()).isEqualTo(Duration.ofMillis(1));
    }

    @Test
    void tellsWhatNinetyNineInAHundredDoNotExceed() {
        long[] hundred = new long[100];
        for (int i = 0; i < 100; i++) {
            hundred[i] = i < 99 ? 1_024 : 1_048_576;
        }
        assertThat(delays(hundred).p99()).isEqualTo(Duration.ofMillis(1_024));
        hundred[98] = 1_048_576;
        assertThat(delays(hundred).p99()).isEqualTo(Duration.ofMillis(1_048_576));
        assertThat(Delays.of(Map.of()).p99()).isZero();
    }

    @Test
    void tellsOfLateOnesOnlyWhereEnoughAreKnown() {
        long[] late = new long[100];
        Arrays.fill(late, 700_000);
        assertThat(delays(late).outlast(Duration.ofMinutes(10))).isTrue();
        assertThat(delays(late).outlast(Duration.ofMinutes(12))).isFalse();
        assertThat(delays(Arrays.copyOf(late, 99)).outlast(Duration.ofMinutes(10)))
                .isFalse();
    }
}
