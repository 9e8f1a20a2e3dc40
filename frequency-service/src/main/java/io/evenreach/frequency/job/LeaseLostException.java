package io.evenreach.frequency.job;

/** Another worker has taken the job over; the transaction that finds out must not commit. */
public final class LeaseLostException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LeaseLostException(JobLease lease) {
        super("job " + lease.jobId() + " was taken over by another worker");
    }
}
