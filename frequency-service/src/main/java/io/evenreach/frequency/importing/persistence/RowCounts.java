package io.evenreach.frequency.importing.persistence;

/**
 * What became of the rows of an import.
 *
 * @param read all of them; the sum of the others
 * @param skipped rows that are no exposures
 * @param duplicate exposures that had been counted before
 */
public record RowCounts(long read, long accepted, long skipped, long duplicate, long rejected) {}
