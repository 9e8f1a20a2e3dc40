package io.evenreach.identity.stitching.domain;

import io.evenreach.identity.rules.Rules;
import io.evenreach.identity.rules.TypeRule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A tenure while the fold runs: a node of a union-find forest whose trees are profiles. Only open holdings count towards
 * the limits of their profile, but closed ones stay in it for ever: a person keeps the past of an identifier that moved
 * on.
 */
final class Holding {

    /** The number of the key in the evidence that is folded. */
    final int number;

    final TypedKey key;
    final Instant from;
    final Instant firstSeenAt;
    final String opening;
    Instant to = Tenure.OPEN;

    private Holding parent;
    private int size = 1;

    /** Immutable as long as there is one: most holdings end below another that counts for them. */
    private Map<Kind, Integer> openPerKind;

    private boolean countsMany;
    private int openTotal;

    /** When the open ones of kinds whose limit has a window were first seen. */
    private Map<Kind, List<Instant>> openSince = Map.of();

    private Set<Integer> sides;

    /** @param sides the sides of cuts that the key is on */
    Holding(
            Rules rules,
            int number,
            TypedKey key,
            Instant from,
            Instant firstSeenAt,
            String opening,
            Set<Integer> sides) {
        this.number = number;
        this.key = key;
        this.from = from;
        this.firstSeenAt = firstSeenAt;
        this.opening = opening;
        this.parent = this;
        Kind kind = Kind.limited(rules, key);
        openPerKind = Map.of(kind, 1);
        if (rules.of(key.type()).perProfileWindow() != null) {
            openSince = new HashMap<>(Map.of(kind, new ArrayList<>(List.of(firstSeenAt))));
        }
        openTotal = 1;
        this.sides = sides;
    }

    /** A time at which it is certainly this one that owns the key. */
    Instant foundedAt() {
        return firstSeenAt.isBefore(from) ? from : firstSeenAt;
    }

    Holding root() {
        Holding node = this;
        while (node.parent != node) {
            node.parent = node.parent.parent;
            node = node.parent;
        }
        return node;
    }

    /** Joins two profiles; both must be roots. */
    static void link(Holding one, Holding other) {
        Holding large = one.size >= other.size ? one : other;
        Holding small = large == one ? other : one;
        small.parent = large;
        large.size += small.size;
        Map<Kind, Integer> counts = large.counts();
        small.openPerKind.forEach((kind, count) -> counts.merge(kind, count, Integer::sum));
        large.openTotal += small.openTotal;
        small.openPerKind = Map.of();
        if (!small.openSince.isEmpty()) {
            large.openSince = large.openSince.isEmpty() ? new HashMap<>() : large.openSince;
            small.openSince.forEach((kind, since) -> large.openSince
                    .computeIfAbsent(kind, unseen -> new ArrayList<>())
                    .addAll(since));
            small.openSince = Map.of();
        }
        if (!small.sides.isEmpty()) {
            Set<Integer> both = new HashSet<>(large.sides);
            both.addAll(small.sides);
            large.sides = both;
            small.sides = Set.of();
        }
    }

    /** Whether a person split something in the profile of this root from what is on these sides of cuts. */
    boolean isSplitFrom(Set<Integer> others) {
        return sides.stream().anyMatch(side -> others.contains(-side));
    }

    /** The same of the profile of another root. */
    boolean isSplitFrom(Holding other) {
        return isSplitFrom(other.sides);
    }

    /** Ends this holding; its identifier no longer counts towards the limits of its profile. */
    void close(Rules rules, Instant at) {
        to = at;
        Holding root = root();
        Kind kind = Kind.limited(rules, key);
        root.counts().merge(kind, -1, Integer::sum);
        List<Instant> since = root.openSince.get(kind);
        if (since != null) {
            since.remove(firstSeenAt);
        }
        root.openTotal--;
    }

    /** How many are open of each kind, to be counted on. */
    private Map<Kind, Integer> counts() {
        if (!countsMany) {
            openPerKind = new HashMap<>(openPerKind);
            countsMany = true;
        }
        return openPerKind;
    }

    /** Whether the profiles of two roots name different persons: each has an identifier of which a person has one. */
    static boolean nameDifferentPersons(Rules rules, Holding one, Holding other) {
        boolean oneIsSmaller = one.openPerKind.size() <= other.openPerKind.size();
        Map<Kind, Integer> few = oneIsSmaller ? one.openPerKind : other.openPerKind;
        Map<Kind, Integer> many = oneIsSmaller ? other.openPerKind : one.openPerKind;
        for (Map.Entry<Kind, Integer> each : few.entrySet()) {
            if (each.getValue() > 0
                    && rules.of(each.getKey().type()).namesOnePerson()
                    && many.getOrDefault(each.getKey(), 0) > 0) {
                return true;
            }
        }
        return false;
    }

    /** Whether the profiles of two roots keep every limit as one, when they are joined at a time. */
    static boolean fitTogether(Rules rules, Holding one, Holding other, Instant at) {
        if (one.openTotal + other.openTotal > rules.identifiersPerProfileMax()) {
            return false;
        }
        // What only one of them has keeps its limit already.
        boolean oneIsSmaller = one.openPerKind.size() <= other.openPerKind.size();
        for (Kind kind : (oneIsSmaller ? one : other).openPerKind.keySet()) {
            TypeRule rule = rules.of(kind.type());
            if (one.counted(rule, kind, at) + other.counted(rule, kind, at) > rule.perProfileMax()) {
                return false;
            }
        }
        return true;
    }

    /** Whether the profile of this root can take one more identifier at a time. */
    boolean hasRoomFor(Rules rules, TypedKey candidate, Instant at) {
        TypeRule rule = rules.of(candidate.type());
        return openTotal < rules.identifiersPerProfileMax()
                && counted(rule, Kind.limited(rules, candidate), at) < rule.perProfileMax();
    }

    /** How many open identifiers of a kind count towards its limit at a time. */
    private int counted(TypeRule rule, Kind kind, Instant at) {
        Duration window = rule.perProfileWindow();
        if (window == null) {
            return openPerKind.getOrDefault(kind, 0);
        }
        Instant since = at.minus(window);
        return (int) openSince.getOrDefault(kind, List.of()).stream()
                .filter(firstSeen -> firstSeen.isAfter(since))
                .count();
    }
}
