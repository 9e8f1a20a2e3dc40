package io.evenreach.identity.stitching.domain;

import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identity.rules.Rules;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Keys that evidence connects when quarantined keys connect nothing: a component in the making. */
final class Piece {

    private final Rules rules;
    private final List<IdentifierKey> keys = new ArrayList<>();
    private final Map<Kind, Integer> perKind = new HashMap<>();
    private IdentifierKey founder;
    private Instant foundedAt = Instant.MAX;
    private boolean forEveryPurpose = true;
    private boolean decidedAbout;
    private int evidenceRows;
    private Instant lastAt = Instant.MIN;

    private Piece(Rules rules, IdentifierKey first) {
        this.rules = rules;
        this.founder = first;
    }

    /**
     * The pieces of some evidence, largest first.
     *
     * @param decided keys that somebody decided about
     */
    static List<Piece> of(Rules rules, Numbered evidence, Set<IdentifierKey> quarantined, Set<IdentifierKey> decided) {
        boolean[] connectsNothing = evidence.among(quarantined);
        boolean[] decidedAbout = evidence.among(decided);
        int[] parents = connect(evidence, connectsNothing);
        Map<Integer, Piece> pieces = new HashMap<>();
        List<Piece> largestFirst = new ArrayList<>();
        for (int number = 0; number < parents.length; number++) {
            if (!connectsNothing[number]) {
                TypedKey key = evidence.key(number);
                int root = root(parents, number);
                Piece piece = pieces.get(root);
                if (piece == null) {
                    piece = new Piece(rules, key.key());
                    pieces.put(root, piece);
                    largestFirst.add(piece);
                }
                piece.add(key, decidedAbout[number]);
            }
        }
        for (int row = 0; row < evidence.rows(); row++) {
            Piece piece = null;
            for (int number : evidence.keysOf(row)) {
                if (!connectsNothing[number]) {
                    piece = pieces.get(root(parents, number));
                    if (piece == null) {
                        throw new IllegalStateException("a key that connects belongs to a piece");
                    }
                    piece.found(
                            evidence.key(number).key(),
                            evidence.evidence(row).sightings().firstAt());
                }
            }
            if (piece != null) {
                piece.addRow(evidence.evidence(row));
            }
        }
        largestFirst.sort(
                Comparator.comparingInt((Piece piece) -> piece.keys.size()).reversed());
        return largestFirst;
    }

    /** Union-find over the numbers of the keys: the parent of each. */
    private static int[] connect(Numbered evidence, boolean[] connectsNothing) {
        int[] parents = new int[evidence.keys()];
        int[] sizes = new int[parents.length];
        for (int number = 0; number < parents.length; number++) {
            parents[number] = number;
            sizes[number] = 1;
        }
        for (int row = 0; row < evidence.rows(); row++) {
            int first = -1;
            for (int number : evidence.keysOf(row)) {
                if (!connectsNothing[number]) {
                    first = first < 0 ? root(parents, number) : join(parents, sizes, first, root(parents, number));
                }
            }
        }
        return parents;
    }

    private static int root(int[] parents, int number) {
        int node = number;
        while (parents[node] != node) {
            parents[node] = parents[parents[node]];
            node = parents[node];
        }
        return node;
    }

    /** Joins two trees by their roots: the small one below the large one, so that no way up is long. */
    private static int join(int[] parents, int[] sizes, int one, int other) {
        if (one == other) {
            return one;
        }
        int large = sizes[one] >= sizes[other] ? one : other;
        int small = large == one ? other : one;
        parents[small] = large;
        sizes[large] += sizes[small];
        return large;
    }

    private void add(TypedKey key, boolean decided) {
        keys.add(key.key());
        perKind.merge(Kind.limited(rules, key), 1, Integer::sum);
        decidedAbout |= decided;
    }

    private void found(IdentifierKey key, Instant at) {
        int byTime = at.compareTo(foundedAt);
        if (byTime < 0 || (byTime == 0 && key.compareTo(founder) < 0)) {
            founder = key;
            foundedAt = at;
        }
    }

    private void addRow(Evidence evidence) {
        evidenceRows++;
        forEveryPurpose &= evidence.forEveryPurpose();
        Instant last = evidence.sightings().lastAt();
        lastAt = last.isAfter(lastAt) ? last : lastAt;
    }

    List<IdentifierKey> keys() {
        return keys;
    }

    Component component(long id) {
        Counts counts = new Counts(perKind);
        boolean clean = forEveryPurpose && !decidedAbout && counts.within(rules);
        Instant settledUntil = clean ? Component.ANY_TIME : lastAt;
        return new Component(id, clean, founder, foundedAt, counts, evidenceRows, rules.version(), settledUntil);
    }
}
