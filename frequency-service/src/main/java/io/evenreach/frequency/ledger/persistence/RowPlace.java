package io.evenreach.frequency.ledger.persistence;

/**
 * Where a version of a row is. It moves when the row is updated, and never while its lock is held.
 *
 * @param block unsigned 32 bits
 * @param line unsigned 16 bits
 */
record RowPlace(long block, int line) {

    /** Reads {@code (block,line)}. */
    static RowPlace parse(String tid) {
        int comma = tid.indexOf(',');
        return new RowPlace(Long.parseLong(tid, 1, comma, 10), Integer.parseInt(tid, comma + 1, tid.length() - 1, 10));
    }
}
