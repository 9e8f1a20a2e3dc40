package io.evenreach.platform.idempotency;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.evenreach.platform.idempotency.KeptAnswers.Answer;
import io.evenreach.platform.idempotency.KeptAnswers.Taken;
import io.evenreach.platform.idempotency.KeptAnswers.Use;
import io.evenreach.testkit.RealServers;
import io.evenreach.testkit.Servers;
import java.time.Duration;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

@RealServers
class KeptAnswersIT {

    private static JdbcTemplate jdbc;
    private static KeptAnswers answers;

    @BeforeAll
    static void migrate() {
        Servers servers = Servers.current();
        var database = new DriverManagerDataSource(servers.jdbcUrl(), servers.user(), servers.password());
        Flyway.configure()
                .dataSource(database)
                .locations("classpath:db/platform")
                .load()
                .migrate();
        jdbc = new JdbcTemplate(database);
        answers = new KeptAnswers(jdbc, new AnswerSeal() {
            @Override
            public byte[] seal(byte[] clear) {
                return clear;
            }

            @Override
            public byte[] open(byte[] sealed) {
                return sealed;
            }
        });
    }

    private static Use use(String key) {
        return new Use("caller", "/things", key, key.getBytes(UTF_8));
    }

    private static Answer answer(String body) {
        return new Answer(200, "text/plain", null, null, body.getBytes(UTF_8));
    }

    @Test
    void givesAKeyToOneAtATime() {
        Use use = use("one at a time");

        assertThat(answers.take(use, Duration.ofMinutes(1))).isPresent();
        assertThat(answers.take(use, Duration.ofMinutes(1))).isEmpty();
    }

    @Test
    void forgetsAllOldAnswersAndNoOther() {
        Use young = use("young");
        answers.take(young, Duration.ofMinutes(1)).orElseThrow();
        jdbc.update("""
                insert into idempotency_key (owner, route, key, request_hash, status, created_at)
                select 'caller', '/things', 'old ' || n, '', 200, now() - interval '25 hours' from generate_series(1, 12000) n""");

        answers.forgetOlderThan(Duration.ofHours(24));

        assertThat(answers.find(use("old 1"))).isEmpty();
        assertThat(answers.find(young)).isPresent();
        assertThat(jdbc.queryForObject("select count(*) from idempotency_key where key like 'old %'", Long.class))
                .isZero();
    }

    @Test
    void forgetsLaterWhereTheDatabaseDoesNotAnswer() {
        jdbc.execute("alter table idempotency_key rename to broken");
        try {
            assertThatCode(() -> IdempotencyAutoConfiguration.forget(answers, Duration.ofHours(24)))
                    .doesNotThrowAnyException();
        } finally {
            jdbc.execute("alter table broken rename to idempotency_key");
        }
    }

    @Test
    void leavesAKeyAloneThatSomebodyTookOver() {
        Use use = use("taken over");
        Taken slow = answers.take(use, Duration.ofMinutes(1)).orElseThrow();
        Taken next = answers.take(use, Duration.ZERO).orElseThrow();

        answers.giveBack(use, slow);
        answers.answer(use, slow, answer("too late"));

        assertThat(answers.find(use).orElseThrow().answer())
                .as("the next one still runs")
                .isNull();
        answers.answer(use, next, answer("in time"));
        assertThat(answers.find(use).orElseThrow().answer().body())
                .asString(UTF_8)
                .isEqualTo("in time");
    }
}
