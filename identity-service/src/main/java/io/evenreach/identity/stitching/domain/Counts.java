package io.evenreach.identity.stitching.domain;

import io.evenreach.identity.rules.Rules;
import java.util.HashMap;
import java.util.Map;

/** How many identifiers of each limited kind a profile has. Immutable. */
public record Counts(Map<Kind, Integer> perKind) {

    public static final Counts NONE = new Counts(Map.of());

    public Counts {
        perKind = Map.copyOf(perKind);
    }

    static Counts of(Rules rules, TypedKey key) {
        return new Counts(Map.of(Kind.limited(rules, key), 1));
    }

    Counts plus(Counts other) {
        Map<Kind, Integer> sum = new HashMap<>(perKind);
        other.perKind.forEach((kind, count) -> sum.merge(kind, count, Integer::sum));
        return new Counts(sum);
    }

    public int total() {
        int total = 0;
        for (int count : perKind.values()) {
            total += count;
        }
        return total;
    }

    boolean within(Rules rules) {
        for (Map.Entry<Kind, Integer> each : perKind.entrySet()) {
            if (each.getValue() > rules.of(each.getKey().type()).perProfileMax()) {
                return false;
            }
        }
        return total() <= rules.identifiersPerProfileMax();
    }
}
