package io.evenreach.launcher.client;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * When a failed call is worth repeating.
 *
 * <p>A process that restarts shows as a refused or broken connection, or as 502, 503 and 504 from the gateway in front of it:
 * those are repeated until {@code patience} is used up. A 500 may be the last breath of a dying process or a defect; a
 * defect does not go away, so it is repeated {@code defectAttempts} times only.
 */
public record RetryPolicy(Duration patience, Duration firstPause, Duration longestPause, int defectAttempts) {

    private static final Set<Integer> AWAY = Set.of(502, 503, 504);

    /** Two minutes cover the slowest restart of the whole platform on a small machine. */
    public static RetryPolicy patient() {
        return new RetryPolicy(Duration.ofMinutes(3), Duration.ofMillis(100), Duration.ofSeconds(2), 5);
    }

    /** What went wrong with one attempt. */
    sealed interface Failure {
        record NoAnswer() implements Failure {}

        record Answer(int status, String code, @Nullable Duration retryAfter) implements Failure {}
    }

    /** What to do after a failed attempt. */
    sealed interface Verdict {
        record Again(Duration pause) implements Verdict {}

        record GiveUp() implements Verdict {}
    }

    /**
     * @param attempt how many attempts were made, this one included
     * @param waited time since the first attempt
     */
    Verdict after(Failure failure, int attempt, Duration waited) {
        if (waited.compareTo(patience) >= 0) {
            return new Verdict.GiveUp();
        }
        return switch (failure) {
            case Failure.NoAnswer() -> again(attempt);
            case Failure.Answer(int status, String code, Duration retryAfter)
            when status == 429 -> retryAfter == null ? again(attempt) : new Verdict.Again(retryAfter);
            case Failure.Answer(int status, String code, Duration retryAfter)
            when AWAY.contains(status) -> again(attempt);
            case Failure.Answer(int status, String code, Duration retryAfter)
            when status == 409 && code.equals("STILL_RUNNING") -> again(attempt);
            case Failure.Answer(int status, String code, Duration retryAfter)
            when status >= 500 && attempt < defectAttempts -> again(attempt);
            case Failure.Answer ignored -> new Verdict.GiveUp();
        };
    }

    private Verdict again(int attempt) {
        long pauseMillis = firstPause.toMillis() << Math.min(attempt - 1, 10);
        return new Verdict.Again(Duration.ofMillis(Math.min(pauseMillis, longestPause.toMillis())));
    }
}
