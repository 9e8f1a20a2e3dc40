package io.evenreach.frequency.importing.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.evenreach.frequency.importing.persistence.Rejection;
import io.evenreach.frequency.importing.persistence.StoredImport;
import io.evenreach.frequency.job.Job;
import io.evenreach.frequency.job.JobKind;
import io.evenreach.frequency.job.JobStatus;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An import on the wire.
 *
 * @param rejections the first hundred; the rest under {@code /imports/{id}/rejections}
 * @param identityLate true where the identifiers in the file were not all stitched yet when the job ended
 * @param error why it failed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ImportJson(
        UUID jobId,
        JobKind kind,
        JobStatus status,
        UUID campaignId,
        @Nullable String dataSetId,
        String fileName,
        long bytesTotal,
        long bytesRead,
        long rowsRead,
        long rowsAccepted,
        long rowsSkipped,
        long rowsDuplicate,
        long rowsRejected,
        List<Rejection> rejections,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable Boolean identityLate,
        @Nullable String errorCode,
        @Nullable String error) {

    static ImportJson of(Job job, StoredImport stored, List<Rejection> rejections) {
        return new ImportJson(
                job.jobId(),
                job.kind(),
                job.status(),
                stored.campaignId(),
                stored.dataSetId(),
                stored.fileName(),
                stored.bytesTotal(),
                stored.positionBytes(),
                stored.rows().read(),
                stored.rows().accepted(),
                stored.rows().skipped(),
                stored.rows().duplicate(),
                stored.rows().rejected(),
                rejections,
                job.createdAt(),
                job.startedAt(),
                job.finishedAt(),
                stored.identityLate() ? true : null,
                job.error() == null ? null : job.error().code(),
                job.error() == null ? null : job.error().detail());
    }
}
