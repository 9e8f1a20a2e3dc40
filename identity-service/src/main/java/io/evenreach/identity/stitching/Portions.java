package io.evenreach.identity.stitching;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Parts a batch so that what is known of all pairs of identifiers that were seen together fits into memory, however many
 * identifiers each observation names: of each identifier is kept with which others it was seen.
 */
final class Portions {

    /** A thousand observations of 15 identifiers each are one portion; of a hundred each, 25 are. */
    static final int PAIRS_MAX = 250_000;

    private Portions() {}

    /** Parts of {@code all}, in their order. */
    static <T> List<List<T>> of(List<T> all, ToIntFunction<T> identifiers) {
        List<List<T>> portions = new ArrayList<>();
        int begin = 0;
        long pairs = 0;
        for (int i = 0; i < all.size(); i++) {
            long more = (long) identifiers.applyAsInt(all.get(i)) * identifiers.applyAsInt(all.get(i));
            if (i > begin && pairs + more > PAIRS_MAX) {
                portions.add(all.subList(begin, i));
                begin = i;
                pairs = 0;
            }
            pairs += more;
        }
        portions.add(all.subList(begin, all.size()));
        return portions;
    }
}
