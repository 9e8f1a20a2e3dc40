package io.evenreach.frequency.ledger;

import java.util.List;
import java.util.UUID;

/**
 * What one ledger batch changed for one person.
 *
 * @param version of the person's history after it; rises by one with every entry
 * @param undetermined whether this is no person but the bucket of a shared identifier, which no report counts as people
 * @param nowMillis the ledger's clock for this person; never before that of the entry before, and so ahead of the row's
 *     where an earlier entry was written by a clock ahead; epoch milliseconds
 */
public record JournalEntry(
        UUID profileId, long version, boolean undetermined, long nowMillis, List<TouchChange> changes) {}
