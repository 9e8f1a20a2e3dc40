package io.evenreach.frequency.reach.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evenreach.testkit.Chance;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FrequenciesTest {

    @Test
    void countsThoseNeverReachedAsUnder() {
        Frequencies frequencies = new Frequencies(10, new TreeMap<>(java.util.Map.of(1, 2L, 3, 1L, 5, 1L)));
        assertThat(frequencies.reached()).isEqualTo(4);
        assertThat(frequencies.exposures()).isEqualTo(10);
        assertThat(frequencies.under(3)).isEqualTo(8);
        assertThat(frequencies.exact(3)).isEqualTo(1);
        assertThat(frequencies.over(3)).isEqualTo(1);
        assertThat(frequencies.heavyTouches(3)).isEqualTo(2);
        assertThat(frequencies.leakageTouches(3)).isEqualTo(6 * 3 + 2 * 2);
        assertThat(frequencies.histogram(3)).containsExactly(6L, 2L, 0L, 1L, 0L, 1L);
    }

    @Test
    void isNoShorterThanThePlanIsHigh() {
        assertThat(new Frequencies(3, new TreeMap<>()).histogram(2)).containsExactly(3L, 0L, 0L);
    }

    @Test
    void refusesMoreReachedThanEligible() {
        assertThatThrownBy(() -> new Frequencies(1, new TreeMap<>(java.util.Map.of(1, 2L))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void everyoneIsUnderExactOrOverAndTouchesBalance() {
        Chance.forSeeds(500, chance -> {
            TreeMap<Integer, Long> counts = new TreeMap<>();
            long reached = 0;
            for (int i = chance.below(8); i > 0; i--) {
                long customers = chance.below(100);
                reached += customers - counts.getOrDefault(i, 0L);
                counts.put(i, customers);
            }
            long eligible = reached + chance.below(50);
            int target = chance.below(6);
            Frequencies frequencies = new Frequencies(eligible, counts);
            assertThat(frequencies.under(target) + frequencies.exact(target) + frequencies.over(target))
                    .isEqualTo(eligible);
            assertThat(frequencies.exposures() - frequencies.heavyTouches(target) + frequencies.leakageTouches(target))
                    .isEqualTo(eligible * target);
            assertThat(frequencies.histogram(target).stream()
                            .mapToLong(Long::longValue)
                            .sum())
                    .isEqualTo(eligible);
        });
    }
}
