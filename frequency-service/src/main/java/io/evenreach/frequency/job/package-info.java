/**
 * Long work that survives its worker: a queue in PostgreSQL with leases. Plain rows without a domain of their own; what
 * a job does belongs to the feature that queued it.
 */
@NullMarked
package io.evenreach.frequency.job;

import org.jspecify.annotations.NullMarked;
