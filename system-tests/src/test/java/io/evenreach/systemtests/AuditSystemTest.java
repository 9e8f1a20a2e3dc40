package io.evenreach.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.systemtests.Platform.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A stranger's log, one command, and the figures are those of a recount by hand. */
@Order(2)
@ExtendWith(OnePlatform.class)
class AuditSystemTest {

    private static final Path REAL_LOG = Path.of(System.getProperty("evenreach.touches", "touches.csv"));

    private static final long SEED = System.nanoTime();

    @TempDir
    Path folder;

    private final TouchLog generated = TouchLog.generate(SEED, 500, 12);

    @Test
    @Order(1)
    void countsAGeneratedLogAsARecountDoes(Platform platform) {
        Story.tell("audit of a generated log, seed %d", SEED);

        Outcome outcome = Audit.run(platform, generated.write(folder.resolve("generated.csv")));

        Audit.assertSame(outcome, generated);
        assertThat(outcome.err()).contains("customer_id (login_id)", "impression");
        Story.tell(
                "audit of %d generated rows took %d ms",
                generated.touches().size(), outcome.took().toMillis());
    }

    @Test
    @Order(2)
    void countsTheSameWhenTheLogIsShuffled(Platform platform) {
        Audit.assertSame(Audit.run(platform, generated.shuffled(1).write(folder.resolve("shuffled.csv"))), generated);
    }

    @Test
    @Order(3)
    void reportsBrokenRowsAndCountsTheRest(Platform platform) throws IOException {
        TouchLog log = TouchLog.generate(619, 50, 5);
        Path file = log.write(folder.resolve("broken.csv"));
        List<String> lines = new java.util.ArrayList<>(Files.readAllLines(file));
        lines.add(3, "G1,yesterday,impression,0,0,Facebook");
        lines.add(5, "G1,2018-07-03T00:00:00Z,impression");
        lines.add(7, "\"G1,2018-07-03T00:00:00Z,impression,0,0,Facebook");
        lines.add(9, ",2018-07-03T00:00:00Z,impression,0,0,Facebook");
        lines.add(11, "G1,2999-07-03T00:00:00Z,impression,0,0,Facebook");
        Files.write(file, lines);

        Outcome outcome = Audit.run(platform, file);

        assertThat(outcome.exitCode()).as("%s", outcome).isEqualTo(1);
        assertThat(outcome.json().path("rowsRejected"))
                .extracting(
                        row -> row.path("line").asInt() + " " + row.path("code").asString(""))
                .containsExactly(
                        "4 INVALID_TIME",
                        "6 MALFORMED_ROW",
                        "8 MALFORMED_ROW",
                        "10 MISSING_VALUE",
                        "12 TIME_IN_FUTURE");
        assertThat(Table.of(outcome.json())).isEqualTo(log.recount(Audit.PLAN));
    }

    @Test
    @Order(4)
    void saysWhatToDoWhenThePlanNamesNoChannelOfTheFile(Platform platform) {
        Path file = TouchLog.generate(620, 5, 3).write(folder.resolve("small.csv"));

        Outcome outcome = platform.run("audit", file.toString(), "--plan", "Radio=3");

        assertThat(outcome.exitCode()).as("%s", outcome).isEqualTo(2);
        assertThat(outcome.err()).contains("\"Radio\"", "\"Paid Search\"").doesNotContain("\tat ");
    }

    @Test
    @Order(5)
    void stitchesSeveralIdentifierColumns(Platform platform) throws IOException {
        // Nobody's phone is in every row; only together do cookie and phone tell that A has four touches and B two.
        Path file = folder.resolve("stitched.csv");
        Files.writeString(file, """
                cookie,phone,seen_at,channel
                c1,,2018-07-01T10:00:00Z,Facebook
                c1,+8613810000001,2018-07-02T10:00:00Z,Facebook
                ,+8613810000001,2018-07-03T10:00:00Z,Facebook
                c2,+8613810000001,2018-07-04T10:00:00Z,Facebook
                c3,+8613810000002,2018-07-05T10:00:00Z,Facebook
                c3,,2018-07-06T10:00:00Z,Facebook
                """);

        Outcome outcome = platform.run(
                "audit",
                file.toString(),
                "--plan",
                "Facebook=2",
                "--map",
                "customer=cookie,phone,time=seen_at",
                "--json");

        assertThat(outcome.exitCode()).as("%s", outcome).isZero();
        assertThat(Table.of(outcome.json()))
                .isEqualTo(new Table(
                        2,
                        java.util.Map.of(
                                "Facebook", new Table.Row(2, 2, 6, 0, 1, 1, 2, 0, List.of(0L, 0L, 1L, 0L, 1L))),
                        java.util.Map.of()));
    }

    @Test
    @Order(6)
    void countsTheRealLog(Platform platform) {
        if (!Files.isReadable(REAL_LOG)) {
            Story.tell("the real log %s is not here, so its audit is left out", REAL_LOG);
            return;
        }
        TouchLog log = TouchLog.read(REAL_LOG);

        Outcome outcome = Audit.run(platform, REAL_LOG);

        Audit.assertSame(outcome, log);
        Table table = Table.of(outcome.json());
        assertThat(table.eligible()).isEqualTo(4_874);
        assertThat(table.channels().get("Paid Search"))
                .extracting(
                        Table.Row::reached,
                        Table.Row::exposures,
                        Table.Row::under,
                        Table.Row::exact,
                        Table.Row::over,
                        Table.Row::heavyTouches,
                        Table.Row::leakageTouches)
                .containsExactly(4_213L, 9_847L, 3_277L, 905L, 692L, 1_093L, 5_868L);
        assertThat(log.allowed(Audit.PLAN).values()).containsExactly(8_754L, 7_652L, 3_681L);
        Story.tell("audit of the real log took %d ms", outcome.took().toMillis());
        assertThat(outcome.took()).isLessThan(java.time.Duration.ofSeconds(60));
    }

    @Test
    @Order(7)
    void writesAReportThatNeedsNothingElse(Platform platform) throws IOException {
        Path file = TouchLog.generate(621, 20, 5).write(folder.resolve("html.csv"));
        Path page = platform.reports("audit").resolve("report.html");

        Outcome outcome = platform.run("audit", file.toString(), "--plan", "Facebook=2", "--html", page.toString());

        assertThat(outcome.exitCode()).as("%s", outcome).isZero();
        assertThat(outcome.out()).contains("heavy touches", "What if Evenreach had decided");
        assertThat(Files.readString(page)).contains("<svg", "plan 2").doesNotContain("http://", "https://");
    }
}
