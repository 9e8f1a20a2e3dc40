package io.evenreach.contracts;

import java.time.Instant;

/**
 * Everything committed before {@code at} has been published with a sequence up to {@code sequence}.
 *
 * @param sequence the sequence of the last message before this one; a heartbeat has no number of its own
 */
public record Heartbeat(long sequence, Instant at) {}
