package io.evenreach.frequency.importing.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class EventTimesTest {

    private static final EventTimes TIMES = new EventTimes(ZoneId.of("Asia/Shanghai"));

    @Test
    void readsTheUsualNotations() {
        Instant expected = Instant.parse("2018-07-22T20:40:41Z");
        for (String notation : new String[] {
            "2018-07-22T20:40:41Z",
            "2018-07-22T20:40:41.000Z",
            "2018-07-22T22:40:41+02:00",
            "2018-07-22T22:40:41+0200",
            "2018-07-22 22:40:41+02",
            "2018-07-22 20:40:41 UTC",
            "2018-07-23T04:40:41",
            "2018-07-23 04:40:41",
            "2018/07/23 04:40:41",
            " 2018-07-23 4:40:41 ",
            "1532292041",
            "1532292041000",
            "1532292041000000",
        }) {
            assertThat(TIMES.parse(notation)).as(notation).contains(expected);
        }
        assertThat(TIMES.parse("2018-07-23 04:40")).contains(Instant.parse("2018-07-22T20:40:00Z"));
        assertThat(TIMES.parse("2018-07-23")).contains(Instant.parse("2018-07-22T16:00:00Z"));
        assertThat(TIMES.parse("2018-7-3 04:40:41.123456")).contains(Instant.parse("2018-07-02T20:40:41.123456Z"));
    }

    @Test
    void refusesWhatIsNoTimeOrMayBeAnother() {
        for (String notation : new String[] {
            "",
            "noon",
            "07/08/2018",
            "22.07.2018",
            "2018-13-01",
            "2018-02-30",
            "2018-07-22T25:00:00Z",
            "12",
            "20180722",
            "-1532292041",
            "99999999999999999",
            "1969-12-31T23:59:59Z",
            "+292278994-01-01T00:00:00Z",
        }) {
            assertThat(TIMES.parse(notation)).as(notation).isEmpty();
        }
    }
}
