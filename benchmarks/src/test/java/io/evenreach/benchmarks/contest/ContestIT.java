package io.evenreach.benchmarks.contest;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.benchmarks.report.Machine;
import io.evenreach.benchmarks.report.Report;
import io.evenreach.benchmarks.work.Recount;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** The whole contest with tiny counts: what is compared does the same work. */
class ContestIT {

    /** So few people that many plans are reached, and everybody is met by many callers at once. */
    private static final Contest.Size TINY = new Contest.Size(40, 1, 200, 300, 600);

    @TempDir
    Path folder;

    @Test
    void givesEverySystemTheSameWorkAndGetsTheSameGrants() throws Exception {
        Report report = new Report(Machine.here(Map.of()));
        Map<String, Recount> recounts;
        try (Database database = Database.in(folder.resolve("postgres"));
                Contest contest = new Contest(database, folder, 618, TINY, line -> {})) {
            recounts = contest.play(report);
            contest.measureLimit(report);
            contest.measureChoice(report);
        }

        assertThat(recounts).hasSize(RedisServer.program().isPresent() ? 4 : 2);
        assertThat(recounts).allSatisfy((system, recount) -> {
            assertThat(recount.isExact()).as(system + ": " + recount).isTrue();
            assertThat(recount.granted()).isLessThan(recount.asked());
        });
        assertThat(recounts.values().stream().distinct())
                .as("systems that take batches got exactly the same work")
                .hasSize(2);
        assertThat(report.targets())
                .filteredOn(target ->
                        target.what().contains("over plan") || target.what().contains("bytes"))
                .hasSize(3)
                .allMatch(Report.Target::met);
        assertThat(report.toMarkdown())
                .contains(Contest.BATCHES, "64 callers", "best of 200", "Evenreach", "| Machine |");
        assertThat(JsonMapper.shared().readTree(report.toJson()).path("rows").size())
                .isGreaterThanOrEqualTo(5);
    }
}
