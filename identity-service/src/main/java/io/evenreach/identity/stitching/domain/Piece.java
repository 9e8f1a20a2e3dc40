package io.evenreach.identity.stitching.domain;

import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identity.rules.Rules;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Keys that evidence connects when quarantined keys connect nothing: a component in the making. */
final class Piece {

    private final Rules rules;
    private final Map<IdentifierKey, Instant> firstAt = new LinkedHashMap<>();
    private final Map<Kind, Integer> perKind = new HashMap<>();
    private boolean forEveryPurpose = true;
    private boolean decidedAbout;
    private int evidenceRows;

    private Piece(Rules rules) {
        this.rules = rules;
    }

    /**
     * The pieces of some evidence, largest first.
     *
     * @param decided keys that somebody decided about
     */
    static List<Piece> of(
            Rules rules, Iterable<Evidence> evidence, Set<IdentifierKey> quarantined, Set<IdentifierKey> decided) {
        Map<IdentifierKey, IdentifierKey> parents = new HashMap<>();
        for (Evidence each : evidence) {
            IdentifierKey first = null;
            for (TypedKey key : each.keys()) {
                if (!quarantined.contains(key.key())) {
                    IdentifierKey root = root(parents, key.key());
                    first = first == null ? root : first;
                    parents.put(root, root(parents, first));
                }
            }
        }
        Map<IdentifierKey, Piece> pieces = new LinkedHashMap<>();
        for (Evidence each : evidence) {
            Set<Piece> touched = new HashSet<>();
            for (TypedKey key : each.keys()) {
                if (!quarantined.contains(key.key())) {
                    Piece piece = pieces.computeIfAbsent(root(parents, key.key()), root -> new Piece(rules));
                    piece.add(key, each.sightings().firstAt());
                    piece.decidedAbout |= decided.contains(key.key());
                    touched.add(piece);
                }
            }
            touched.forEach(piece -> piece.addRow(each));
        }
        List<Piece> largestFirst = new ArrayList<>(pieces.values());
        largestFirst.sort(
                Collections.reverseOrder((one, other) -> Integer.compare(one.firstAt.size(), other.firstAt.size())));
        return largestFirst;
    }

    private static IdentifierKey root(Map<IdentifierKey, IdentifierKey> parents, IdentifierKey key) {
        IdentifierKey node = key;
        IdentifierKey parent = parents.getOrDefault(node, node);
        while (!parent.equals(node)) {
            node = parent;
            parent = parents.getOrDefault(node, node);
        }
        parents.put(key, node);
        return node;
    }

    private void add(TypedKey key, Instant at) {
        Instant before = firstAt.get(key.key());
        if (before == null) {
            perKind.merge(Kind.limited(rules, key), 1, Integer::sum);
        }
        if (before == null || at.isBefore(before)) {
            firstAt.put(key.key(), at);
        }
    }

    private void addRow(Evidence evidence) {
        evidenceRows++;
        forEveryPurpose &= evidence.forEveryPurpose();
    }

    Set<IdentifierKey> keys() {
        return firstAt.keySet();
    }

    Component component(long id) {
        IdentifierKey founder = null;
        Instant foundedAt = Instant.MAX;
        for (Map.Entry<IdentifierKey, Instant> each : firstAt.entrySet()) {
            int byTime = each.getValue().compareTo(foundedAt);
            if (founder == null || byTime < 0 || (byTime == 0 && each.getKey().compareTo(founder) < 0)) {
                founder = each.getKey();
                foundedAt = each.getValue();
            }
        }
        if (founder == null) {
            throw new IllegalStateException("a piece without keys");
        }
        Counts counts = new Counts(perKind);
        boolean clean = forEveryPurpose && !decidedAbout && counts.within(rules);
        return new Component(id, clean, founder, foundedAt, counts, evidenceRows, rules.version());
    }
}
