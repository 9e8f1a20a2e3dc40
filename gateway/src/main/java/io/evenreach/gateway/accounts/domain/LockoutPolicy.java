package io.evenreach.gateway.accounts.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Closes an account for a while after too many wrong passwords in a row. The password is then not even looked at, so
 * guessing on is useless; the right person waits, nobody has to unlock.
 *
 * @param failures wrong passwords in a row that close the account
 * @param closedFor how long it stays closed
 */
public record LockoutPolicy(int failures, Duration closedFor) {

    /** Until when the account is closed after this many wrong passwords in a row; empty while it is open. */
    public Optional<Instant> closedUntil(int failuresInARow, Instant now) {
        return failuresInARow >= failures ? Optional.of(now.plus(closedFor)) : Optional.empty();
    }
}
