package io.evenreach.platform.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.evenreach.testkit.RealServers;
import io.evenreach.testkit.Servers;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@RealServers
class BoundedReadsIT {

    private static final Duration SILENCE = Duration.ofSeconds(3);

    private static HikariDataSource pool;
    private static JdbcTemplate jdbc;

    @BeforeAll
    static void open() {
        Servers servers = Servers.current();
        pool = new HikariDataSource();
        pool.setJdbcUrl(servers.jdbcUrl());
        pool.setUsername(servers.user());
        pool.setPassword(servers.password());
        pool.setMaximumPoolSize(1);
        jdbc = new JdbcTemplate(pool);
    }

    @AfterAll
    static void close() {
        pool.close();
    }

    @Test
    void giveUpASilentDatabaseAndTheConnectionToIt() {
        assertThatThrownBy(() -> BoundedReads.within(
                        SILENCE, jdbc, bounded -> bounded.queryForList("select 1 from pg_sleep(60)", Integer.class)))
                .isInstanceOf(DataAccessException.class);

        assertThat(jdbc.queryForObject("select 1", Integer.class)).isEqualTo(1);
    }

    @Test
    void leaveTheOtherStatementsOfTheirTransactionAllTheTimeTheyNeed() {
        Integer read = new TransactionTemplate(new JdbcTransactionManager(pool)).execute(transaction -> {
            BoundedReads.within(SILENCE, jdbc, bounded -> bounded.queryForList("select 1", Integer.class));
            return jdbc.queryForObject("select 1 from pg_sleep(4)", Integer.class);
        });

        assertThat(read).isEqualTo(1);
    }
}
