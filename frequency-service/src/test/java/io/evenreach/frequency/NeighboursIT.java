package io.evenreach.frequency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evenreach.contracts.Topics;
import io.evenreach.testkit.RealServers;
import io.evenreach.testkit.Servers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** Other services share the database; what they do there for long is no business of decisions and reports. */
@RealServers
class NeighboursIT {

    private static final Duration STALE_AFTER = Duration.ofSeconds(5);

    /** Publishes the feeds that decide, from an outbox of its own. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Publisher {}

    @Test
    void allowsMarketingAndKeepsReportsFreshBesideALongTransactionOfAnotherService() throws Exception {
        try (World world =
                        World.of(1, "--evenreach.frequency.ledger.feed-stale-after=" + STALE_AFTER.toMillis() + "ms");
                ConfigurableApplicationContext publisher = publisher();
                Connection neighbour = neighbour()) {
            world.channel("search", null, Duration.ofMinutes(10));
            UUID campaign = world.activeCampaign(Feeds.row("search", 500));
            try (Statement statement = neighbour.createStatement()) {
                statement.execute("insert into guide_commerce.transfer values (1)");
            }
            Instant begun = Instant.now();
            world.feeds.beating(false);

            while (Instant.now().isBefore(begun.plus(STALE_AFTER).plusSeconds(3))) {
                assertThat(world.decide("search", campaign, World.cookie("anybody"))
                                .path("outcome")
                                .asString())
                        .isEqualTo("ALLOW");
                Thread.sleep(200);
            }
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> asOf(world).isAfter(begun.plus(STALE_AFTER).plusSeconds(3)));
            assertThat(world.count("select count(*) from touch_view"))
                    .as("decisions in the read model")
                    .isPositive();
            assertThat(publisher.isRunning()).isTrue();
            neighbour.rollback();
        }
    }

    private static Instant asOf(World world) {
        return Instant.ofEpochMilli(
                world.count("select floor(extract(epoch from as_of) * 1000)::bigint from reach_progress"));
    }

    private static Connection neighbour() throws Exception {
        Servers servers = Servers.current();
        Connection connection = DriverManager.getConnection(servers.jdbcUrl(), servers.user(), servers.password());
        try (Statement statement = connection.createStatement()) {
            statement.execute("create schema guide_commerce");
            statement.execute("create table guide_commerce.transfer (id int)");
        }
        connection.setAutoCommit(false);
        return connection;
    }

    private static ConfigurableApplicationContext publisher() {
        List<String> topics = List.of(Topics.IDENTITY_CHANGES, Topics.HOLDS, Topics.GOVERNANCE, Topics.TRAITS);
        return new SpringApplicationBuilder(Publisher.class)
                .run(
                        "--server.port=0",
                        "--spring.jmx.enabled=false",
                        "--spring.application.name=publisher",
                        "--spring.datasource.hikari.schema=publisher",
                        "--spring.flyway.default-schema=publisher",
                        "--spring.flyway.schemas=publisher",
                        "--spring.flyway.locations=classpath:db/platform",
                        "--evenreach.outbox.source=/publisher",
                        "--evenreach.outbox.heartbeat-topics=" + String.join(",", topics));
    }
}
