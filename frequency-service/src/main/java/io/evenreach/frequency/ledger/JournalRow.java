package io.evenreach.frequency.ledger;

import java.time.Instant;
import java.util.List;

/**
 * One committed ledger batch.
 *
 * @param at the store's clock when it decided
 */
public record JournalRow(JournalPosition position, Instant at, List<JournalEntry> entries) {}
