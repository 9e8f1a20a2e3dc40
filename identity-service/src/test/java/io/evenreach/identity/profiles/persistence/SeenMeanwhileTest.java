package io.evenreach.identity.profiles.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.identity.stitching.SeenAt;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SeenMeanwhileTest {

    /** Four sightings that are kept, of ten; the six others were between the third and the last. */
    private static final List<SeenAt> KEPT = LongStream.of(10, 20, 30, 40)
            .mapToObj(millis -> new SeenAt("at-" + millis, Instant.ofEpochMilli(millis)))
            .toList();

    @Test
    void isWhatWasSeenInOneOfTheTimes() {
        SeenMeanwhile seen = SeenMeanwhile.of(KEPT, 4, new Long[] {Long.MIN_VALUE, 30L}, new Long[] {20L, 40L});

        assertThat(seen.kept()).containsExactly(KEPT.get(0), KEPT.get(2));
        assertThat(seen.count()).isEqualTo(2);
    }

    @Test
    void countsWhatIsNotKeptOnlyWhereItCannotBeOfOtherTimes() {
        assertThat(SeenMeanwhile.of(KEPT, 10, new Long[] {30L}, new Long[] {Long.MAX_VALUE})
                        .count())
                .isEqualTo(8);
        assertThat(SeenMeanwhile.of(KEPT, 10, new Long[] {31L}, new Long[] {Long.MAX_VALUE})
                        .count())
                .isEqualTo(1);
        assertThat(SeenMeanwhile.of(KEPT, 10, new Long[] {10L, 35L}, new Long[] {35L, 41L})
                        .count())
                .as("nobody knows which were in which time, nor what was between them")
                .isEqualTo(4);
    }

    @Test
    void isNothingWhereAllWasBeforeAndAfter() {
        SeenMeanwhile seen = SeenMeanwhile.of(KEPT, 10, new Long[] {21L}, new Long[] {30L});

        assertThat(seen.kept()).isEmpty();
        assertThat(seen.count()).isZero();
    }
}
