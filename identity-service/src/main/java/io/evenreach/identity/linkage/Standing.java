package io.evenreach.identity.linkage;

import io.evenreach.identity.linkage.domain.Linked;
import io.evenreach.identity.linkage.domain.Linked.Figures;
import io.evenreach.identity.linkage.domain.Linked.ScoredPair;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What of a run's findings still stands when it is written. People decide pairs and records are erased while it is under way;
 * a person it found does not stand where somebody of whom it is made is another person by now, or where two of them were
 * found to be two. What does not stand is left to the next run: its new records stay new.
 */
final class Standing {

    /** What stands for a record that is there no more. */
    static final long GONE = -1;

    private record Two(long one, long other) {

        static Two of(long a, long b) {
            return new Two(Math.min(a, b), Math.max(a, b));
        }
    }

    private final long[] readAs;
    private final long[] foundersNow;
    private final int firstNew;
    private final Linked linked;
    private final Set<Two> apart = new HashSet<>();
    private final boolean[] fallen;

    /**
     * @param readAs for each row of the run who founded its profile when the run read it
     * @param foundersNow the same now, or {@link #GONE}
     * @param firstNew the first row that no run had compared
     * @param apart founders of whom somebody has found that they are two persons
     */
    Standing(long[] readAs, long[] foundersNow, int firstNew, Linked linked, List<long[]> apart) {
        this.readAs = readAs;
        this.foundersNow = foundersNow;
        this.firstNew = firstNew;
        this.linked = linked;
        apart.forEach(pair -> this.apart.add(Two.of(pair[0], pair[1])));
        this.fallen = new boolean[readAs.length];
        fellByChange();
        fellByDecision();
    }

    private void fellByChange() {
        Set<Long> changed = new HashSet<>();
        for (int row = 0; row < readAs.length; row++) {
            if (foundersNow[row] != readAs[row]) {
                changed.add(readAs[row]);
                changed.add(foundersNow[row]);
            }
        }
        if (!changed.isEmpty()) {
            for (int row = 0; row < readAs.length; row++) {
                if (changed.contains(readAs[row])) {
                    fallen[linked.personOf()[row]] = true;
                }
            }
        }
    }

    private void fellByDecision() {
        Set<Long> decided = new HashSet<>();
        apart.forEach(two -> decided.addAll(List.of(two.one(), two.other())));
        Map<Long, Integer> personOf = new HashMap<>();
        for (int row = 0; row < readAs.length; row++) {
            if (decided.contains(foundersNow[row])) {
                personOf.put(foundersNow[row], linked.personOf()[row]);
            }
        }
        for (Two two : apart) {
            Integer person = personOf.get(two.one());
            if (person != null && person.equals(personOf.get(two.other()))) {
                fallen[person] = true;
            }
        }
    }

    /** Whether the person stands whom a row was found to be of. */
    boolean stands(int row) {
        return !fallen[linked.personOf()[row]];
    }

    /** The new rows that are compared now. */
    int[] compared() {
        return IntStream.range(firstNew, readAs.length).filter(this::stands).toArray();
    }

    List<ScoredPair> links() {
        return linked.links().stream().filter(pair -> stands(pair.first())).toList();
    }

    List<ScoredPair> review() {
        return linked.review().stream().filter(this::isOpen).toList();
    }

    private boolean isOpen(ScoredPair pair) {
        long one = foundersNow[pair.first()];
        long other = foundersNow[pair.second()];
        return isThere(pair.first()) && isThere(pair.second()) && one != other && !apart.contains(Two.of(one, other));
    }

    /** Whether a row is still there, and not left to the next run. */
    private boolean isThere(int row) {
        return foundersNow[row] != GONE && (row < firstNew || stands(row));
    }

    /** How the run went, without what does not stand. */
    Figures figures() {
        Figures found = linked.figures();
        int[] left =
                IntStream.range(0, readAs.length).filter(row -> !stands(row)).toArray();
        long joined = pairsOf(Arrays.stream(left)
                        .mapToLong(row -> linked.personOf()[row])
                        .toArray())
                - pairsOf(Arrays.stream(left).mapToLong(row -> readAs[row]).toArray());
        Set<Integer> persons = new HashSet<>();
        Set<Long> now = new HashSet<>();
        for (int row : left) {
            persons.add(linked.personOf()[row]);
            if (foundersNow[row] != GONE) {
                now.add(foundersNow[row]);
            }
        }
        return new Figures(
                found.records(),
                found.newRecords(),
                found.pairsCompared(),
                found.pairsLinked() - joined,
                review().size(),
                found.persons() - persons.size() + now.size(),
                found.expectedPrecision(),
                found.expectedRecall(),
                found.iterations());
    }

    /** How many pairs there are within groups, each row being of one. */
    private static long pairsOf(long[] groupOf) {
        Map<Long, Long> sizes = new HashMap<>();
        for (long group : groupOf) {
            sizes.merge(group, 1L, Long::sum);
        }
        return sizes.values().stream().mapToLong(size -> size * (size - 1) / 2).sum();
    }
}
