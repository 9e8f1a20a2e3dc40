package io.evenreach.frequency.job;

import static io.evenreach.platform.jdbc.Timestamps.instant;
import static io.evenreach.platform.jdbc.Timestamps.instantOrNull;

import io.evenreach.platform.security.Caller;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The queue of jobs. Every method takes part in the transaction of its caller, where there is one. */
@Repository
public class Jobs {

    private static final String COLUMNS =
            "job_id, kind, owner, status, created_at, started_at, finished_at, error_code, error_detail";

    private final JdbcClient jdbc;
    private final JobProperties properties;

    Jobs(JdbcClient jdbc, JobProperties properties) {
        this.jdbc = jdbc;
        this.properties = properties;
    }

    /** Queues a job; workers see it when the caller's transaction commits. */
    public void queue(UUID jobId, JobKind kind, String owner) {
        jdbc.sql("insert into job (job_id, kind, owner, status) values (:id, :kind, :owner, 'QUEUED')")
                .param("id", jobId)
                .param("kind", kind.name())
                .param("owner", owner)
                .update();
    }

    /** The oldest job that nobody works on, now leased to the caller; or empty. */
    public Optional<JobLease> claim(JobKind kind) {
        UUID token = UUID.randomUUID();
        return jdbc.sql("""
                        update job set status = 'RUNNING', lease_token = :token, attempts = attempts + 1,
                               lease_until = now() + make_interval(secs => :leaseSeconds),
                               started_at = coalesce(started_at, now())
                        where job_id = (select job_id from job
                                        where kind = :kind
                                          and (status = 'QUEUED' or status = 'RUNNING' and lease_until < now())
                                        order by created_at, job_id
                                        for update skip locked limit 1)
                        returning job_id, attempts""")
                .param("token", token)
                .param("kind", kind.name())
                .param("leaseSeconds", leaseSeconds())
                .query((row, number) -> {
                    JobLease lease = new JobLease(row.getObject("job_id", UUID.class), token);
                    return row.getInt("attempts") > properties.attemptsMax() ? giveUp(lease) : Optional.of(lease);
                })
                .optional()
                .flatMap(lease -> lease);
    }

    private Optional<JobLease> giveUp(JobLease lease) {
        fail(lease, "NO_PROGRESS", "The work was taken up " + properties.attemptsMax() + " times without progress.");
        return Optional.empty();
    }

    /**
     * Says that the worker is alive.
     *
     * @param progressed whether something was achieved since the last time, which forgives earlier attempts
     * @throws LeaseLostException where somebody else works on the job by now
     */
    public void renew(JobLease lease, boolean progressed) {
        expectHeld(
                lease,
                jdbc.sql("""
                                update job set lease_until = now() + make_interval(secs => :leaseSeconds),
                                       attempts = case when :progressed then 0 else attempts end
                                where job_id = :id and lease_token = :token and status = 'RUNNING'""")
                        .param("leaseSeconds", leaseSeconds())
                        .param("progressed", progressed)
                        .param("id", lease.jobId())
                        .param("token", lease.token())
                        .update());
    }

    /** Gives the job back at once, for another worker to go on with. */
    public void giveBack(JobLease lease) {
        jdbc.sql("update job set lease_until = now() - interval '1 second' where job_id = :id and lease_token = :token")
                .param("id", lease.jobId())
                .param("token", lease.token())
                .update();
    }

    public void complete(JobLease lease) {
        finish(lease, JobStatus.COMPLETED, null, null);
    }

    /** @param detail for people; it must name nothing that a caller may not see */
    public void fail(JobLease lease, String code, String detail) {
        finish(lease, JobStatus.FAILED, code, detail);
    }

    private void finish(JobLease lease, JobStatus status, @Nullable String code, @Nullable String detail) {
        expectHeld(
                lease,
                jdbc.sql("""
                                update job set status = :status, finished_at = now(), lease_token = null,
                                       lease_until = null, error_code = :code, error_detail = :detail
                                where job_id = :id and lease_token = :token and status = 'RUNNING'""")
                        .param("status", status.name())
                        .param("code", code)
                        .param("detail", detail)
                        .param("id", lease.jobId())
                        .param("token", lease.token())
                        .update());
    }

    /** The job, unless it is somebody else's; the platform's own people see all of them. */
    public Optional<Job> find(UUID jobId, String seenBy) {
        return find(jobId)
                .filter(job -> seenBy.equals(Caller.PLATFORM) || job.owner().equals(seenBy));
    }

    public Optional<Job> find(UUID jobId) {
        return jdbc.sql("select " + COLUMNS + " from job where job_id = :id")
                .param("id", jobId)
                .query((row, number) -> jobOf(row))
                .optional();
    }

    /**
     * Jobs of one kind, newest first.
     *
     * @param seenBy only jobs of that owner; the platform's own people see all of them
     * @param before only jobs older than that one; null for the newest
     */
    public List<Job> list(JobKind kind, String seenBy, @Nullable UUID before, int limit) {
        return jdbc.sql("select " + COLUMNS + """
                         from job
                        where kind = :kind and :seenBy in (owner, 'platform')
                          and (cast(:before as uuid) is null
                               or (created_at, job_id) < (select created_at, job_id from job where job_id = :before))
                        order by created_at desc, job_id desc limit :limit""")
                .param("kind", kind.name())
                .param("seenBy", seenBy)
                .param("before", before)
                .param("limit", limit)
                .query((row, number) -> jobOf(row))
                .list();
    }

    private static void expectHeld(JobLease lease, int rows) {
        if (rows != 1) {
            throw new LeaseLostException(lease);
        }
    }

    private double leaseSeconds() {
        return properties.lease().toMillis() / 1000.0;
    }

    private static Job jobOf(ResultSet row) throws SQLException {
        String code = row.getString("error_code");
        return new Job(
                row.getObject("job_id", UUID.class),
                JobKind.valueOf(row.getString("kind")),
                row.getString("owner"),
                JobStatus.valueOf(row.getString("status")),
                instant(row, "created_at"),
                instantOrNull(row, "started_at"),
                instantOrNull(row, "finished_at"),
                code == null ? null : new Job.JobError(code, row.getString("error_detail")));
    }
}
