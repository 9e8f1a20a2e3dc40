package io.evenreach.benchmarks.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.evenreach.benchmarks.contest.Database;
import io.evenreach.benchmarks.report.Machine;
import io.evenreach.benchmarks.report.Report;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/** All of it with tiny counts: what is measured really happens. */
class IdentityBenchIT {

    private static final IdentityBench.Size TINY = new IdentityBench.Size(40, 200, 500, 4, 500);

    @TempDir
    Path folder;

    @Test
    void measuresWhatItSays() {
        Report report = new Report(Machine.here(Map.of()));
        try (Database database = Database.in(folder.resolve("postgres"));
                IdentityBench bench = new IdentityBench(database, 618, TINY, line -> {})) {
            bench.measure(report);
            try (HikariDataSource pool = database.pool("identity")) {
                JdbcTemplate jdbc = new JdbcTemplate(pool);
                assertThat(jdbc.queryForObject(
                                "select max(identifiers) from (select count(*) as identifiers from tenure"
                                        + " where profile_id is not null group by profile_id, purposes) people",
                                Integer.class))
                        .as("the one of a thousand identifiers, whom nothing joins for every purpose at once")
                        .isBetween(999, 1_000);
                assertThat(jdbc.queryForObject("select count(*) from quarantine", Integer.class))
                        .as("the super-node")
                        .isEqualTo(1);
                assertThat(jdbc.queryForObject("select count(*) from identifier where mask like 'vi%'", Integer.class))
                        .isEqualTo(TINY.superNode());
            }
        }

        assertThat(report.targets()).hasSize(5);
        assertThat(report.toMarkdown()).contains("observations/s in batches of 500", "refold of 1,000 identifiers");
    }
}
