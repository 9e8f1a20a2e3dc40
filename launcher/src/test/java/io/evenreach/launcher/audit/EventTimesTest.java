package io.evenreach.launcher.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventTimesTest {

    private final EventTimes times = new EventTimes(ZoneId.of("Asia/Shanghai"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2018-07-01T13:15:41Z",
                "2018-07-01T21:15:41+08:00",
                "2018-07-01 21:15:41+0800",
                "2018-07-01 21:15:41 +08",
                "2018-07-01T13:15:41.000Z",
                "2018-07-01 13:15:41 UTC",
                "2018-07-01 21:15:41",
                "2018/7/1 21:15:41",
                "1530450941",
                "1530450941000",
                "1530450941000000"
            })
    void readsEveryNotationOfOneInstant(String text) {
        assertThat(times.parse(text)).contains(Instant.parse("2018-07-01T13:15:41Z"));
    }

    @Test
    void takesADateForItsFirstMoment() {
        assertThat(times.parse("2018-07-01")).contains(Instant.parse("2018-06-30T16:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday", "07/08/2018", "2018-13-01", "2018-02-30T00:00:00Z", "12345"})
    void leavesTheRestUnread(String text) {
        assertThat(times.parse(text)).isEmpty();
    }
}
