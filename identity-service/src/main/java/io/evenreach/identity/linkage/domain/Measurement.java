package io.evenreach.identity.linkage.domain;

import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How well persons agree with labels, by pairs of labelled records.
 *
 * @param records labelled records that were compared
 * @param unknownRecords labelled records that were not, or are not there; they count for nothing
 * @param pairsFound pairs that were found to be one person
 * @param pairsRight those of them that are
 * @param pairsReal pairs that are one person
 * @param falsePairs some of those that were found and are not
 * @param missedPairs some of those that are and were not found
 */
public record Measurement(
        int records,
        int unknownRecords,
        long pairsFound,
        long pairsRight,
        long pairsReal,
        List<RecordPair> falsePairs,
        List<RecordPair> missedPairs) {

    /** Two records by their ids. */
    public record RecordPair(String first, String second) implements Comparable<RecordPair> {

        private static final Comparator<RecordPair> ORDER =
                Comparator.comparing(RecordPair::first).thenComparing(RecordPair::second);

        @Override
        public int compareTo(RecordPair other) {
            return ORDER.compare(this, other);
        }
    }

    /** The share of the found pairs that is right; null where none was found. */
    public @Nullable Double precision() {
        return share(pairsFound);
    }

    /** The share of the real pairs that was found; null where there is none. */
    public @Nullable Double recall() {
        return share(pairsReal);
    }

    /** The harmonic mean of both; null where there is nothing to find and nothing was found. */
    public @Nullable Double f1() {
        return pairsFound + pairsReal == 0 ? null : 2.0 * pairsRight / (pairsFound + pairsReal);
    }

    private @Nullable Double share(long of) {
        return of == 0 ? null : (double) pairsRight / of;
    }
}
