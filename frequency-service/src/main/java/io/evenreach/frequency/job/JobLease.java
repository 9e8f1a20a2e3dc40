package io.evenreach.frequency.job;

import java.util.UUID;

/**
 * The right to work on a job until it is taken away. A worker that was too slow loses it to another one, and then
 * {@link Jobs#renew} fails inside the slow worker's transaction, so that nothing of it is committed.
 */
public record JobLease(UUID jobId, UUID token) {}
