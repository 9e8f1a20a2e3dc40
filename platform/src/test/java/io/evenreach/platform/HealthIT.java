package io.evenreach.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.platform.inbox.Inbox;
import io.evenreach.testkit.HttpProbe;
import io.evenreach.testkit.RealServers;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/** What is wrong is told, and nobody restarts a process for it. */
@RealServers
class HealthIT {

    private static final String FEED = "beats";

    @Test
    void tellsWhichFeedIsBehindUntilItIsHeardOf() {
        try (ConfigurableApplicationContext service =
                start("--evenreach.feeds.beating=" + FEED, "--evenreach.feeds.stale-after=1h")) {
            HttpProbe probe = probe(service);
            assertThat(stale(probe, 503)).isEqualTo("never heard of");

            beat(service, Instant.now().minus(Duration.ofHours(2)));
            assertThat(Duration.parse(stale(probe, 503))).isBetween(Duration.ofHours(2), Duration.ofHours(3));
            assertThat(age(service)).isBetween(7_200.0, 10_800.0);
            assertThat(probe.get("/actuator/health/readiness").status()).isEqualTo(200);
            assertThat(probe.get("/actuator/health/liveness").status()).isEqualTo(200);

            beat(service, Instant.now());
            assertThat(stale(probe, 200)).isEmpty();
            assertThat(age(service)).isLessThan(3_600.0);
            assertThat(component(probe, "kafka", 200).path("status").asString()).isEqualTo("UP");
        }
    }

    @Test
    void tellsThatNoBrokerAnswersWithinASecond() throws IOException {
        // Takes connections and says nothing, as a broker does whose machine has stopped.
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                ConfigurableApplicationContext service =
                        start("--spring.kafka.bootstrap-servers=127.0.0.1:" + silent.getLocalPort())) {
            HttpProbe probe = probe(service);
            probe.get("/actuator/health/readiness");
            Instant asked = Instant.now();

            assertThat(component(probe, "kafka", 503).path("status").asString()).isEqualTo("DOWN");
            assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(4));
            assertThat(component(probe, "feeds", 503).path("status").asString()).isEqualTo("UP");
            assertThat(probe.get("/actuator/health/readiness").status()).isEqualTo(200);
            assertThat(probe.get("/actuator/health/liveness").status()).isEqualTo(200);
        }
    }

    private static ConfigurableApplicationContext start(String... settings) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--spring.jmx.enabled=false",
                "--management.endpoint.health.probes.enabled=true",
                "--management.endpoint.health.show-details=always"));
        arguments.addAll(List.of(settings));
        return new SpringApplicationBuilder(SampleService.class).run(arguments.toArray(String[]::new));
    }

    private static HttpProbe probe(ConfigurableApplicationContext service) {
        return HttpProbe.atPort(Integer.parseInt(service.getEnvironment().getRequiredProperty("local.server.port")));
    }

    private static JsonNode component(HttpProbe probe, String name, int status) {
        HttpProbe.Answer answer = probe.get("/actuator/health");
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        return answer.json().path("components").path(name);
    }

    private static String stale(HttpProbe probe, int status) {
        return component(probe, "feeds", status)
                .path("details")
                .path("stale")
                .path(FEED)
                .asString("");
    }

    private static double age(ConfigurableApplicationContext service) {
        return service.getBean(MeterRegistry.class)
                .get("evenreach.feed.age")
                .tag("feed", FEED)
                .gauge()
                .value();
    }

    private static void beat(ConfigurableApplicationContext service, Instant at) {
        new TransactionTemplate(service.getBean(PlatformTransactionManager.class))
                .executeWithoutResult(status -> service.getBean(Inbox.class).heartbeat("follower", FEED, 0, at));
    }
}
