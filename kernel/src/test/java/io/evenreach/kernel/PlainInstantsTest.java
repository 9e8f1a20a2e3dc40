package io.evenreach.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PlainInstantsTest {

    private static final long FROM = Instant.parse("0000-01-01T00:00:00Z").getEpochSecond();
    private static final long TO = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    @Test
    void readsWhatInstantsAreWrittenAs() {
        for (int i = 0; i < 20_000; i++) {
            int nanos = random.nextInt(1_000_000_000);
            Instant instant = Instant.ofEpochSecond(random.nextLong(FROM, TO + 1), nanos - nanos % leftOut());
            assertThat(PlainInstants.parse(instant.toString()))
                    .as("seed %s", seed)
                    .isEqualTo(instant);
        }
    }

    /** So that some of the digits after the seconds, or all, are none. */
    private int leftOut() {
        return (int) Math.pow(10, random.nextInt(10));
    }

    @Test
    void readsNothingOtherwiseThanTheFormatterDoes() {
        String characters = "0123456789-:.TZ+ tz,";
        int read = 0;
        for (int i = 0; i < 50_000; i++) {
            StringBuilder text = new StringBuilder("2024-02-29T23:59:59");
            if (random.nextBoolean()) {
                text.append('.').append(random.nextInt(1_000_000));
            }
            text.append('Z');
            for (int changes = random.nextInt(3); changes > 0; changes--) {
                text.setCharAt(random.nextInt(text.length()), characters.charAt(random.nextInt(characters.length())));
            }
            Instant plain = PlainInstants.parse(text.toString());
            if (plain != null) {
                read++;
                assertThat(plain).as("%s, seed %s", text, seed).isEqualTo(parsed(text.toString()));
            }
        }
        assertThat(read).as("seed %s", seed).isGreaterThan(10_000);
    }

    private static @Nullable Instant parsed(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException wrong) {
            return null;
        }
    }

    @Test
    void leavesWhatIsWrittenInAnyOtherFormToTheFormatter() {
        assertThat(List.of(
                        "2026-06-05T00:00Z",
                        "2026-06-05T00:00:00+08:00",
                        "2026-06-05T24:00:00Z",
                        "2026-12-31T23:59:60Z",
                        "2026-02-29T00:00:00Z",
                        "2026-13-01T00:00:00Z",
                        "2026-00-01T00:00:00Z",
                        "2026-06-00T00:00:00Z",
                        "2026-06-05T00:00:00.Z",
                        "2026-06-05T00:00:00.1234567890Z",
                        "+2026-06-05T00:00:00Z",
                        "2026-06-05 00:00:00Z",
                        "2026-06-05T00:00:00z",
                        "1780617600",
                        ""))
                .allSatisfy(text -> assertThat(PlainInstants.parse(text)).isNull());
    }
}
