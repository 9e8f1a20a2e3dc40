package io.evenreach.frequency.ledger;

/**
 * A place in the journal; readers keep it and go on from there.
 *
 * <p>The transaction id comes first because row ids are given before commit: reading by row id alone would skip a batch
 * that commits late. Rows are only shown once every older transaction has ended.
 */
public record JournalPosition(long transactionId, long rowId) implements Comparable<JournalPosition> {

    public static final JournalPosition START = new JournalPosition(0, 0);

    @Override
    public int compareTo(JournalPosition other) {
        int byTransaction = Long.compare(transactionId, other.transactionId);
        return byTransaction != 0 ? byTransaction : Long.compare(rowId, other.rowId);
    }
}
