package io.evenreach.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.testkit.HttpProbe.Answer;
import io.evenreach.testkit.RealServers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What anybody may do without a token is bounded for each address. */
@RealServers
@SuppressWarnings("NullAway.Init")
class OpenLimitsIT {

    private static StubService guides;
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        guides = StubService.start("guides");
        gateway = RunningGateway.start(Map.of(
                "evenreach.routing.guides", guides.url(),
                "evenreach.limits.clicks-per-address", "100",
                "evenreach.limits.click-burst", "150",
                "evenreach.limits.registrations-per-address", "1",
                "evenreach.limits.registration-burst", "5"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        guides.close();
    }

    @Test
    void letsAnAddressFollowABurstOfLinksAndNoFlood() {
        // Both paths count together: 150 at once, then 100 a second.
        allowsAbout(
                150, 100, 1_500, number -> gateway.probe().get((number % 2 == 0 ? "/r/" : "/api/v1/r/") + "abc234xy"));
    }

    @Test
    void letsFewRegisterFromAnAddressWithoutAToken() {
        allowsAbout(5, 1, 30, number -> gateway.probe().post("/api/v1/guides", "{}"));
        for (int number = 0; number < 10; number++) {
            assertThat(gateway.asFirstClient().post("/api/v1/guides", "{}").status())
                    .isEqualTo(200);
        }
    }

    private static void allowsAbout(int burst, int perSecond, int requests, IntFunction<Answer> request) {
        List<Answer> refused = new ArrayList<>();
        long began = System.nanoTime();
        for (int number = 0; number < requests; number++) {
            Answer answer = request.apply(number);
            if (answer.status() != 200) {
                refused.add(answer);
            }
        }
        double seconds = Duration.ofNanos(System.nanoTime() - began).toMillis() / 1000.0;

        assertThat(requests - refused.size()).isBetween(burst, (int) Math.ceil(burst + perSecond * seconds) + 1);
        assertThat(refused).isNotEmpty().allSatisfy(answer -> {
            assertThat(answer.status()).isEqualTo(429);
            assertThat(answer.code()).isEqualTo("RATE_LIMITED");
            assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        });
    }
}
