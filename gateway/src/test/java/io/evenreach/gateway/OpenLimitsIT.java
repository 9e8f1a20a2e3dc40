package io.evenreach.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.testkit.HttpProbe.Answer;
import io.evenreach.testkit.RealServers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
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
    void letsAnAddressFollowABurstOfLinksAndNoFlood() throws Exception {
        // Both paths count together: 150 at once, then 100 a second.
        allowsAbout(
                150, 100, 1_500, number -> gateway.probe().get((number % 2 == 0 ? "/r/" : "/api/v1/r/") + "abc234xy"));
    }

    @Test
    void letsFewRegisterFromAnAddressWithoutAToken() throws Exception {
        allowsAbout(5, 1, 30, number -> gateway.probe().post("/api/v1/guides", "{}"));
        for (int number = 0; number < 10; number++) {
            assertThat(gateway.asFirstClient().post("/api/v1/guides", "{}").status())
                    .isEqualTo(200);
        }
    }

    /** Sends a round of requests from sixteen callers; once more where it took so long that none had to be refused. */
    private static void allowsAbout(int burst, int perSecond, int requests, IntFunction<Answer> request)
            throws Exception {
        for (int round = 1; ; round++) {
            long began = System.nanoTime();
            List<Answer> answers = send(requests, request);
            double seconds = Duration.ofNanos(System.nanoTime() - began).toMillis() / 1000.0;
            List<Answer> refused =
                    answers.stream().filter(answer -> answer.status() != 200).toList();
            int most = (int) Math.ceil(burst + perSecond * seconds) + 1;
            assertThat(requests - refused.size()).isLessThanOrEqualTo(most);
            if (round == 1) {
                assertThat(requests - refused.size()).isGreaterThanOrEqualTo(burst);
            }
            if (requests > most || round == 5) {
                assertThat(refused).isNotEmpty().allSatisfy(answer -> {
                    assertThat(answer.status()).isEqualTo(429);
                    assertThat(answer.code()).isEqualTo("RATE_LIMITED");
                    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
                });
                return;
            }
        }
    }

    private static List<Answer> send(int requests, IntFunction<Answer> request) throws Exception {
        List<Answer> answers = new ArrayList<>();
        try (ExecutorService callers = Executors.newFixedThreadPool(16)) {
            for (Future<Answer> answer : callers.invokeAll(IntStream.range(0, requests)
                    .<Callable<Answer>>mapToObj(number -> () -> request.apply(number))
                    .toList())) {
                answers.add(answer.get());
            }
        }
        return answers;
    }
}
