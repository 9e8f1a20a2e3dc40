package io.evenreach.frequency.ledger.persistence;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Remembers that rows exist, so that they need not be made again. Rows are never deleted, and a wrong yes (two ids that
 * share 64 bits) only costs a second try; bounded because forgetting is harmless.
 */
final class KnownHistories {

    private static final int SLOTS = 1 << 18;

    private final AtomicLongArray slots = new AtomicLongArray(SLOTS);

    boolean contains(UUID id) {
        return slots.get(slot(id)) == print(id);
    }

    /** Only once the row is committed: one that was made and rolled back does not exist. */
    void add(UUID id) {
        slots.lazySet(slot(id), print(id));
    }

    private static long print(UUID id) {
        return (id.getMostSignificantBits() ^ Long.rotateLeft(id.getLeastSignificantBits(), 17)) | 1;
    }

    private static int slot(UUID id) {
        return (int) (id.getLeastSignificantBits() ^ id.getMostSignificantBits()) & (SLOTS - 1);
    }
}
