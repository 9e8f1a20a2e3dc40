package io.evenreach.identity.linkage.domain;

import org.jspecify.annotations.Nullable;

/**
 * What earlier runs and people have said about records.
 *
 * @param personOf for each row a number below the number of rows, the same for rows of one person
 * @param firstNew rows from this one on are new, and only pairs with a new row are compared
 * @param apart pairs of rows that are two persons
 * @param parameters of the last run; null where there was none
 */
public record Known(
        int[] personOf,
        int firstNew,
        long[][] apart,
        @Nullable Parameters parameters) {

    /** Nothing is known of so many rows. */
    public static Known nothing(int rows) {
        int[] personOf = new int[rows];
        for (int row = 0; row < rows; row++) {
            personOf[row] = row;
        }
        return new Known(personOf, 0, new long[0][], null);
    }

    LongSet apartPairs() {
        LongSet pairs = new LongSet();
        for (long[] each : apart) {
            pairs.add(Pair.of((int) each[0], (int) each[1]));
        }
        return pairs;
    }
}
