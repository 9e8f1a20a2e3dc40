package io.evenreach.frequency.ledger;

import java.util.List;
import java.util.UUID;

/**
 * What one ledger batch changed for one person.
 *
 * @param version of the person's history after it; rises by one with every entry
 * @param undetermined whether this is no person but the bucket of a shared identifier, which no report counts as people
 * @param full whether the person has as many touches that count as a history holds; asks are denied then, see
 *     {@link DenialReason#HISTORY_BOUND}. Rows from before this was kept say that nobody has
 * @param nowMillis the ledger's clock for this person; never before that of the entry before, and so ahead of the row's
 *     where an earlier entry was written by a clock ahead; epoch milliseconds
 */
public record JournalEntry(
        UUID profileId, long version, boolean undetermined, boolean full, long nowMillis, List<TouchChange> changes) {}
