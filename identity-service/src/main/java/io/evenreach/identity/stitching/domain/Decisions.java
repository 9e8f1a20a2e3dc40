package io.evenreach.identity.stitching.domain;

import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identifiers.ProfileIds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * What people decided about identifiers: part of the evidence that the fold goes by, though nobody saw it.
 *
 * @param withdrawals purposes that may not be used any more
 * @param erasedAt when identifiers were erased; whoever is seen with one later is somebody new, and no ads are for them
 *     until somebody says so
 * @param vacancies when somebody who was erased had identifiers that others have or had too: that time is nobody's now
 * @param releases identifiers that may be seen with more persons than their types allow
 */
public record Decisions(
        Collection<Cut> cuts,
        Collection<Withdrawal> withdrawals,
        Map<IdentifierKey, Instant> erasedAt,
        Collection<Vacancy> vacancies,
        Collection<Release> releases) {

    public static final Decisions NONE = new Decisions(List.of(), List.of(), Map.of(), List.of(), List.of());

    public Decisions {
        cuts = List.copyOf(cuts);
        erasedAt = Map.copyOf(erasedAt);
        withdrawals = List.copyOf(withdrawals);
        vacancies = List.copyOf(vacancies);
        releases = List.copyOf(releases);
    }

    /** The keys about whose owners there is a decision; a release says nothing of them. */
    Set<IdentifierKey> keys() {
        Set<IdentifierKey> keys = new HashSet<>(erasedAt.keySet());
        vacancies.forEach(vacancy -> keys.add(vacancy.key()));
        withdrawals.forEach(withdrawal -> keys.addAll(withdrawal.keys()));
        cuts.forEach(cut -> cut.keys().forEach(keys::add));
        return keys;
    }

    /** The id of the profile that an identifier founds. */
    public UUID foundedBy(IdentifierKey key) {
        Instant erased = erasedAt.get(key);
        return erased == null ? ProfileIds.foundedBy(key) : foundedAfter(key, erased);
    }

    /** From when on the first owner of an identifier owns it: what was before it was erased is nobody's. */
    Instant beginningOf(IdentifierKey key) {
        return erasedAt.getOrDefault(key, Tenure.BEGINNING);
    }

    /** The id of the profile that an identifier founds once it was erased. */
    public static UUID foundedAfter(IdentifierKey key, Instant erasedAt) {
        return ProfileIds.foundedBy(key, "erased/" + erasedAt.toEpochMilli());
    }

    /** Per key, the sides of cuts it is on: a number per side, and its negative for the other side of the same cut. */
    Map<IdentifierKey, Set<Integer>> sides() {
        Map<IdentifierKey, Set<Integer>> sides = new HashMap<>();
        List<Cut> all = new ArrayList<>(cuts);
        for (int i = 0; i < all.size(); i++) {
            put(sides, all.get(i).apart(), i + 1);
            put(sides, all.get(i).rest(), -(i + 1));
        }
        return sides;
    }

    private static void put(Map<IdentifierKey, Set<Integer>> sides, List<TypedKey> keys, int side) {
        for (TypedKey key : keys) {
            sides.computeIfAbsent(key.key(), unseen -> new HashSet<>()).add(side);
        }
    }
}
