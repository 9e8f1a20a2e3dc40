package io.evenreach.frequency.job;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A piece of long work.
 *
 * @param owner on whose behalf, as {@code Caller.owner()} names it
 * @param error what went wrong, for people; only for a failed job
 */
public record Job(
        UUID jobId,
        JobKind kind,
        String owner,
        JobStatus status,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable JobError error) {

    /** Why a job failed. */
    public record JobError(String code, String detail) {}
}
