package io.evenreach.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evenreach.testkit.HttpProbe;
import io.evenreach.testkit.RealServers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** More requests at once than the gateway takes on. */
@RealServers
class OverloadIT {

    private static final int AT_ONCE = 2;

    private static StubService guides;
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        guides = StubService.start("guides");
        gateway = RunningGateway.start(Map.of(
                "evenreach.routing.guides",
                guides.url(),
                "evenreach.limits.in-flight",
                Integer.toString(AT_ONCE),
                "evenreach.limits.in-flight-wait",
                "PT5S"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        guides.close();
    }

    @Test
    void worksOnAFewAtOnceRefusesWhatWaitsTooLongAndStillTellsHowItIs() throws Exception {
        CountDownLatch ending = new CountDownLatch(1);
        guides.answers(exchange -> {
            try {
                ending.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
            }
            StubService.json(exchange, 200, "{}");
        });
        Callable<HttpProbe.Answer> follow = () -> gateway.probe().get("/r/abc234xy");
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<HttpProbe.Answer>> taken = List.of(callers.submit(follow), callers.submit(follow));
            await().atMost(Duration.ofMinutes(1))
                    .untilAsserted(() -> assertThat(guides.asked()).hasSize(AT_ONCE));

            HttpProbe.Answer beyond = follow.call();

            assertThat(beyond.status()).isEqualTo(503);
            assertThat(beyond.code()).isEqualTo("OVERLOADED");
            assertThat(beyond.headers().firstValue("Retry-After")).isPresent();
            assertThat(gateway.probe().get("/actuator/health/liveness").status())
                    .isEqualTo(200);
            Future<HttpProbe.Answer> waiting = callers.submit(follow);
            ending.countDown();
            assertThat(waiting.get().status()).isEqualTo(200);
            for (Future<HttpProbe.Answer> one : taken) {
                assertThat(one.get().status()).isEqualTo(200);
            }
        }
    }
}
