package io.evenreach.identity.stitching.domain;

import io.evenreach.identifiers.IdentifierKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Some evidence with its keys as numbers, from 0 on in the order in which it mentions them, so that what is counted and
 * folded per key is kept in arrays. Immutable.
 */
final class Numbered {

    private final List<Evidence> evidence;
    private final int[][] keysOf;
    private final List<TypedKey> keys = new ArrayList<>();

    Numbered(Collection<Evidence> evidence) {
        this.evidence = List.copyOf(evidence);
        this.keysOf = new int[this.evidence.size()][];
        Map<IdentifierKey, Integer> numbers = HashMap.newHashMap(2 * keysOf.length);
        for (int row = 0; row < keysOf.length; row++) {
            List<TypedKey> mentioned = evidence(row).keys();
            int[] ofRow = new int[mentioned.size()];
            for (int i = 0; i < ofRow.length; i++) {
                TypedKey key = mentioned.get(i);
                Integer known = numbers.putIfAbsent(key.key(), keys.size());
                ofRow[i] = known == null ? keys.size() : known;
                if (known == null) {
                    keys.add(key);
                }
            }
            keysOf[row] = ofRow;
        }
    }

    /** How many rows of evidence there are. */
    int rows() {
        return keysOf.length;
    }

    /** How many keys they mention. */
    int keys() {
        return keys.size();
    }

    Evidence evidence(int row) {
        return evidence.get(row);
    }

    /** The numbers of the keys of a row, in the order of its keys; not to be written to. */
    int[] keysOf(int row) {
        return keysOf[row];
    }

    /** A key as the first row that mentions it has it: the same one may have been hashed here or by its sender. */
    TypedKey key(int number) {
        return keys.get(number);
    }

    /** Which keys are among these, by number. */
    boolean[] among(Set<IdentifierKey> some) {
        boolean[] among = new boolean[keys.size()];
        if (!some.isEmpty()) {
            for (int number = 0; number < among.length; number++) {
                among[number] = some.contains(keys.get(number).key());
            }
        }
        return among;
    }
}
