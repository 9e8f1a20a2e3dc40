package io.evenreach.benchmarks.guides;

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
class GuidesBenchIT {

    private static final GuidesBench.Size TINY = new GuidesBench.Size(300, 400, 1_500);

    @TempDir
    Path folder;

    @Test
    void measuresWhatItSays() {
        Report report = new Report(Machine.here(Map.of()));
        try (Database database = Database.in(folder.resolve("postgres"));
                GuidesBench bench = new GuidesBench(database, folder.resolve("kafka"), TINY, line -> {})) {
            bench.measure(report);
            try (HikariDataSource pool = database.pool("guide_commerce")) {
                JdbcTemplate jdbc = new JdbcTemplate(pool);
                assertThat(count(
                                jdbc,
                                "select count(*) from entry where posting_id in"
                                        + " (select posting_id from posting where source like 'order:hot/%')"))
                        .as("six entries of each sale")
                        .isEqualTo(6L * TINY.sales());
                assertThat(count(
                                jdbc,
                                "select count(*) from entry where posting_id in"
                                        + " (select posting_id from posting where source like 'order:cold-%')"))
                        .as("six entries of each order that was reported and paid")
                        .isEqualTo(6L * TINY.orders());
                assertThat(count(jdbc, "select count(*) from posting where source like 'order:cold/%'"))
                        .isEqualTo(TINY.sales());
                assertThat(count(jdbc, "select count(*) from payout_item where status = 'SUBMITTED'"))
                        .isEqualTo(TINY.transfers());
                assertThat(count(jdbc, "select sum(balance_minor) from account where kind = 'GUIDE_RESERVED'"))
                        .isEqualTo(700L * TINY.transfers());
                assertThat(count(jdbc, "select count(*) from naive_ledger.entry"))
                        .isEqualTo(6L * 2 * (TINY.sales() / 4));
            }
        }

        assertThat(report.targets()).hasSize(11);
    }

    private static long count(JdbcTemplate jdbc, String sql) {
        Long count = jdbc.queryForObject(sql, Long.class);
        return count == null ? -1 : count;
    }
}
