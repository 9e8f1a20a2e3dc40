package io.evenreach.launcher.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evenreach.launcher.audit.Columns.CustomerColumn;
import io.evenreach.launcher.audit.LogSurvey.Flight;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogReaderTest {

    @TempDir
    Path folder;

    private final LogReader reader = new LogReader(Clock.fixed(Instant.parse("2026-11-22T00:00:00Z"), ZoneOffset.UTC));

    @Test
    void learnsLabelsTimesAndLength() throws IOException {
        LogSurvey survey = survey("""
                id,time,channel
                a,2018-07-02T10:00:00Z,Search
                b,2018-07-01T09:00:00Z,"Video, long"
                c,2018-07-31T23:39:52Z, Search
                """);

        assertThat(survey.rows()).isEqualTo(3);
        assertThat(survey.labels()).isEqualTo(Map.of("Search", 2L, "Video, long", 1L));
        assertThat(survey.flight())
                .isEqualTo(new Flight(Instant.parse("2018-07-01T00:00:00Z"), Instant.parse("2018-08-01T00:00:00Z")));
    }

    @Test
    void ignoresBrokenRowsAndTimesInTheFuture() throws IOException {
        LogSurvey survey = survey("""
                id,time,channel
                a,not a time,Search
                b
                c,9998-01-01T00:00:00Z,Search
                d,2018-07-01T09:00:00Z,
                """);

        assertThat(survey.rows()).isEqualTo(4);
        assertThat(survey.labels()).containsOnlyKeys("Search");
        assertThat(survey.first()).isEqualTo(Instant.parse("2018-07-01T09:00:00Z"));
        assertThat(survey.last()).isEqualTo(Instant.parse("2018-07-01T09:00:00Z"));
    }

    @Test
    void ignoresTimesBefore1970() throws IOException {
        LogSurvey survey = survey("""
                id,time,channel
                a,1900-01-01T00:00:00Z,Search
                b,1969-12-31T23:59:59Z,Search
                c,2018-07-01T09:00:00Z,Search
                """);

        assertThat(survey.rows()).isEqualTo(3);
        assertThat(survey.flight())
                .isEqualTo(new Flight(Instant.parse("2018-07-01T00:00:00Z"), Instant.parse("2018-07-02T00:00:00Z")));
    }

    @Test
    void letsAStrayOldTimeStretchTheFlightNoFurtherThan1970() throws IOException {
        LogSurvey survey = survey("""
                id,time,channel
                a,1970-01-01T00:00:00Z,Search
                b,2026-11-21T23:00:00Z,Search
                """);

        assertThat(survey.flight()).isEqualTo(new Flight(Instant.EPOCH, Instant.parse("2026-11-22T00:00:00Z")));
    }

    @Test
    void readsAFileThatBeginsWithAByteOrderMark() throws IOException {
        assertThat(survey("\uFEFFid,time,channel\na,2018-07-02T10:00:00Z,Search\n")
                        .rows())
                .isEqualTo(1);
    }

    @Test
    void losesOnlyTheLineWhoseQuoteIsNeverClosed() throws IOException {
        LogSurvey survey = survey("""
                id,time,channel
                "a,2018-07-02T10:00:00Z,Lost
                b,2018-07-01T09:00:00Z,Search
                "c
                d",2018-07-03T09:00:00Z,Video
                """);

        assertThat(survey.labels()).containsOnlyKeys("Search", "Video");
    }

    @Test
    void takesAQuoteInsideAFieldForPartOfIt() throws IOException {
        LogSurvey survey = survey("""
                id,time,channel
                a,2018-07-02T10:00:00Z,24" banner
                b,2018-07-01T09:00:00Z,Search
                c,2018-07-03T09:00:00Z,24" banner
                """);

        assertThat(survey.rows()).isEqualTo(3);
        assertThat(survey.labels()).isEqualTo(Map.of("24\" banner", 2L, "Search", 1L));
    }

    @Test
    void readsJsonLines() throws IOException {
        LogSurvey survey = survey("""
                {"id":"a","time":"2018-07-02T10:00:00Z","channel":"Search"}
                {broken
                {"id":"b","time":1530450941,"channel":"Video"}
                """);

        assertThat(survey.rows()).isEqualTo(3);
        assertThat(survey.labels()).containsOnlyKeys("Search", "Video");
        assertThat(survey.first()).isEqualTo(Instant.ofEpochSecond(1530450941));
    }

    @Test
    void readsMembersOfNestedObjectsAsTheImportNamesThem() throws IOException {
        LogSurvey survey = survey("""
                {"id":"a","event":{"at":"2018-07-02T10:00:00Z","where":{"name":"Search"}}}
                {"id":"b","event":{"at":"2018-07-03T10:00:00Z","where":null}}
                {"id":"c","event.at":1530450941,"event":{"where.name":"Video"}}
                {"id":"d","event":{"where":"nowhere"}}
                """, columns("event.at", "event.where.name"));

        assertThat(survey.labels()).isEqualTo(Map.of("Search", 1L, "Video", 1L));
        assertThat(survey.first()).isEqualTo(Instant.ofEpochSecond(1530450941));
        assertThat(survey.last()).isEqualTo(Instant.parse("2018-07-03T10:00:00Z"));
    }

    @Test
    void samplesTheWholeFile() throws IOException {
        Path file = folder.resolve("sorted.csv");
        Files.writeString(file, "id,what\n" + "a,conversion\n".repeat(40_000) + "b,impression\n".repeat(40_000));

        String sample = new String(FileSample.of(file), UTF_8);

        assertThat(sample.length()).isLessThan(200_000);
        assertThat(sample.lines().distinct()).containsExactly("id,what", "a,conversion", "b,impression");
    }

    @Test
    void refusesAColumnThatIsHardlyTheChannel() {
        String rows = IntStream.rangeClosed(0, LogReader.MOST_LABELS)
                .mapToObj(row -> "a,2018-07-02T10:00:00Z,channel " + row)
                .collect(Collectors.joining("\n"));

        assertThatThrownBy(() -> survey("id,time,channel\n" + rows))
                .isInstanceOf(AuditProblem.class)
                .hasMessageContaining("--map channel=COLUMN");
    }

    private static Columns columns(String time, String channel) {
        return new Columns(List.of(new CustomerColumn("id", "login_id", null)), time, channel, null, null, "UTC");
    }

    private LogSurvey survey(String text) throws IOException {
        return survey(text, columns("time", "channel"));
    }

    private LogSurvey survey(String text, Columns columns) throws IOException {
        Path file = folder.resolve("log.csv");
        Files.writeString(file, text);
        return reader.survey(file, ',', columns, rows -> {});
    }
}
