package io.evenreach.launcher.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.launcher.client.RetryPolicy.Failure;
import io.evenreach.launcher.client.RetryPolicy.Verdict;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryPolicyTest {

    private final RetryPolicy policy =
            new RetryPolicy(Duration.ofMinutes(2), Duration.ofMillis(100), Duration.ofSeconds(2), 5);

    @Test
    void waitsLongerEachTimeUpToABound() {
        assertThat(policy.after(new Failure.NoAnswer(), 1, Duration.ZERO)).isEqualTo(again(100));
        assertThat(policy.after(new Failure.NoAnswer(), 2, Duration.ZERO)).isEqualTo(again(200));
        assertThat(policy.after(new Failure.NoAnswer(), 40, Duration.ZERO)).isEqualTo(again(2_000));
    }

    @Test
    void runsOutOfPatience() {
        assertThat(policy.after(new Failure.NoAnswer(), 60, Duration.ofMinutes(2)))
                .isEqualTo(new Verdict.GiveUp());
    }

    @ParameterizedTest
    @ValueSource(ints = {502, 503, 504})
    void waitsForAProcessThatIsAway(int status) {
        assertThat(policy.after(new Failure.Answer(status, "", null), 30, Duration.ofMinutes(1)))
                .isEqualTo(again(2_000));
    }

    @Test
    void triesADefectAFewTimesOnly() {
        assertThat(policy.after(new Failure.Answer(500, "", null), 4, Duration.ZERO))
                .isEqualTo(again(800));
        assertThat(policy.after(new Failure.Answer(500, "", null), 5, Duration.ZERO))
                .isEqualTo(new Verdict.GiveUp());
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 409, 412, 422})
    void takesARefusalForAnAnswer(int status) {
        assertThat(policy.after(new Failure.Answer(status, "CONFLICT", null), 1, Duration.ZERO))
                .isEqualTo(new Verdict.GiveUp());
    }

    @Test
    void waitsAsLongAsTheRateLimitSays() {
        assertThat(policy.after(new Failure.Answer(429, "RATE_LIMITED", Duration.ofSeconds(7)), 1, Duration.ZERO))
                .isEqualTo(again(7_000));
    }

    private static Verdict again(long millis) {
        return new Verdict.Again(Duration.ofMillis(millis));
    }
}
