package io.evenreach.identity.linkage.domain;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Between which records of a person the joined pairs carry identifiers. Most records name a phone or an e-mail address, some
 * name neither: a pair with such a record speaks for the first record before it that does. So whoever is one person by
 * pairs is one by identifiers too, and no pair speaks for records that are joined without it.
 */
public final class Contacts {

    /** A pair of records that were joined, by when they came. */
    public record Joined(long pairId, long first, long second) {}

    /** The two records whose identifiers a pair brings together. */
    public record Between(long first, long second) {}

    private Contacts() {}

    /**
     * What each pair brings together; pairs that bring nothing together are absent.
     *
     * @param joined in the order in which they were joined
     * @param naming the records that name an identifier
     */
    public static Map<Long, Between> of(List<Joined> joined, Set<Long> naming) {
        Pieces pieces = new Pieces();
        Map<Long, Between> between = new HashMap<>();
        for (Joined each : joined) {
            List<Long> left = pieces.of(each.first());
            List<Long> right = pieces.of(each.second());
            if (left.equals(right)) {
                continue;
            }
            List<Long> first = naming(each.first(), left, naming);
            List<Long> second = naming(each.second(), right, naming);
            if (!first.isEmpty() && !second.isEmpty()) {
                between.put(each.pairId(), new Between(first.getFirst(), second.getFirst()));
            }
            pieces.join(left, right);
        }
        return between;
    }

    private static List<Long> naming(long own, List<Long> piece, Set<Long> naming) {
        return naming.contains(own)
                ? List.of(own)
                : piece.stream().filter(naming::contains).sorted().limit(1).toList();
    }

    /** The records that pairs keep together, each piece in the order they came. */
    public static List<List<Long>> pieces(Collection<Long> records, List<Joined> joined) {
        Pieces pieces = new Pieces();
        joined.forEach(each -> pieces.join(pieces.of(each.first()), pieces.of(each.second())));
        List<List<Long>> found = new ArrayList<>();
        for (long each : records) {
            if (!found.contains(pieces.of(each))) {
                found.add(pieces.of(each));
            }
        }
        return found.stream().map(piece -> piece.stream().sorted().toList()).toList();
    }

    private static final class Pieces {

        private final Map<Long, List<Long>> pieceOf = new HashMap<>();

        List<Long> of(long each) {
            return pieceOf.computeIfAbsent(each, alone -> new ArrayList<>(List.of(alone)));
        }

        void join(List<Long> left, List<Long> right) {
            if (!left.equals(right)) {
                left.addAll(right);
                right.forEach(each -> pieceOf.put(each, left));
            }
        }
    }
}
