package io.evenreach.identity.linkage.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LongCountsTest {

    @Test
    void countsWhatAMapWould() {
        long seed = 1;
        Random random = new Random(seed);
        LongCounts counts = new LongCounts();
        Map<Long, Integer> expected = new TreeMap<>();
        for (int i = 0; i < 20_000; i++) {
            long key = random.nextInt(5_000) - 2_500;
            counts.add(key << 32);
            expected.merge(key << 32, 1, Integer::sum);
        }

        assertThat(counts.keys())
                .as("seed %d", seed)
                .containsExactly(
                        expected.keySet().stream().mapToLong(Long::longValue).toArray());
        expected.forEach((key, count) ->
                assertThat(counts.count(key)).as("of %d, seed %d", key, seed).isEqualTo(count));
    }
}
