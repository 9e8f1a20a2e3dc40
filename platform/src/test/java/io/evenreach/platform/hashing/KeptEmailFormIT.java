package io.evenreach.platform.hashing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evenreach.identifiers.EmailForm;
import io.evenreach.testkit.RealServers;
import io.evenreach.testkit.Servers;
import java.util.Objects;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

@RealServers
class KeptEmailFormIT {

    private static final EmailForm GMAIL = new EmailForm(true, false);

    /** The tables of a service as they are before it starts for the first time. */
    private static JdbcTemplate service(String schema) {
        Servers servers = Servers.current();
        var database = new DriverManagerDataSource(
                servers.jdbcUrl() + "?currentSchema=" + schema, servers.user(), servers.password());
        migrate(database, schema);
        return new JdbcTemplate(database);
    }

    private static void migrate(DriverManagerDataSource database, String schema) {
        Flyway.configure()
                .dataSource(database)
                .defaultSchema(schema)
                .locations("classpath:db/platform")
                .load()
                .migrate();
    }

    @Test
    void isTheOneThatTheServiceBeganWith() {
        JdbcTemplate jdbc = service("began_with_gmail");
        new KeptEmailForm(jdbc, GMAIL);
        new KeptEmailForm(jdbc, GMAIL);

        assertThatThrownBy(() -> new KeptEmailForm(jdbc, EmailForm.AS_WRITTEN))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is AS_WRITTEN, but stored keys were made with GMAIL");
        assertThat(jdbc.queryForObject("select form from email_form", String.class))
                .isEqualTo("GMAIL");
    }

    @Test
    void isAsWrittenWhereSomethingWasToldBeforeThereWasAChoice() {
        JdbcTemplate jdbc = service("used_before");
        jdbc.execute("drop table email_form");
        jdbc.execute("delete from flyway_schema_history where description = 'keep email form'");
        jdbc.execute("insert into outbox (topic, message_key, type, payload) values ('t', 'k', 'y', '{}')");

        migrate((DriverManagerDataSource) Objects.requireNonNull(jdbc.getDataSource()), "used_before");

        assertThatThrownBy(() -> new KeptEmailForm(jdbc, GMAIL)).isInstanceOf(IllegalStateException.class);
        new KeptEmailForm(jdbc, EmailForm.AS_WRITTEN);
    }
}
