package io.evenreach.identity.stitching.domain;

import io.evenreach.identifiers.IdentifierKey;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * What a person changes in the evidence. People are then what the fold of the evidence says as it is afterwards.
 *
 * @param concerned every key that it is about
 * @param removed evidence that goes
 * @param written evidence as it is from now on
 * @param cuts what is split
 * @param withdrawals what is withdrawn
 * @param releases what is released from quarantine
 * @param takenBack splits, withdrawals and releases that are taken back
 * @param erased keys that are erased, and when
 * @param vacated the time that somebody who is erased had keys which others have or had too
 */
public record Amendment(
        Set<IdentifierKey> concerned,
        Set<UUID> removed,
        List<Evidence> written,
        List<Cut> cuts,
        List<Withdrawal> withdrawals,
        List<Release> releases,
        Set<UUID> takenBack,
        Map<IdentifierKey, Instant> erased,
        List<Vacancy> vacated) {

    public Amendment {
        withdrawals = List.copyOf(withdrawals);
        releases = List.copyOf(releases);
        vacated = List.copyOf(vacated);
        concerned = Set.copyOf(concerned);
        removed = Set.copyOf(removed);
        written = List.copyOf(written);
        cuts = List.copyOf(cuts);
        takenBack = Set.copyOf(takenBack);
        erased = Map.copyOf(erased);
    }

    /** Nothing changes of what is known of some keys. */
    static Amendment none(Set<IdentifierKey> concerned) {
        return new Amendment(
                concerned, Set.of(), List.of(), List.of(), List.of(), List.of(), Set.of(), Map.of(), List.of());
    }

    /** Evidence goes, with all its sightings. */
    public static Amendment removing(Evidence evidence) {
        return new Amendment(
                keysOf(evidence),
                Set.of(evidence.id()),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Set.of(),
                Map.of(),
                List.of());
    }

    /** Evidence loses some of its sightings. */
    public static Amendment rewriting(Evidence evidence) {
        return new Amendment(
                keysOf(evidence),
                Set.of(),
                List.of(evidence),
                List.of(),
                List.of(),
                List.of(),
                Set.of(),
                Map.of(),
                List.of());
    }

    public static Amendment splitting(Cut cut) {
        return new Amendment(
                cut.keys().collect(Collectors.toSet()),
                Set.of(),
                List.of(),
                List.of(cut),
                List.of(),
                List.of(),
                Set.of(),
                Map.of(),
                List.of());
    }

    public static Amendment withdrawing(Withdrawal withdrawal) {
        return new Amendment(
                Set.copyOf(withdrawal.keys()),
                Set.of(),
                List.of(),
                List.of(),
                List.of(withdrawal),
                List.of(),
                Set.of(),
                Map.of(),
                List.of());
    }

    /** A key is released from quarantine, or may be seen with other numbers of persons than before. */
    public static Amendment releasing(Release release) {
        return new Amendment(
                Set.of(release.key()),
                Set.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(release),
                Set.of(),
                Map.of(),
                List.of());
    }

    /** A release is taken back. */
    public static Amendment quarantining(Release release) {
        return takingBack(Set.of(release.key()), release.id());
    }

    /** A split is taken back. */
    public static Amendment healing(Cut cut) {
        return takingBack(cut.keys().collect(Collectors.toSet()), cut.id());
    }

    /** A withdrawal is taken back. */
    public static Amendment restoring(Withdrawal withdrawal) {
        return takingBack(Set.copyOf(withdrawal.keys()), withdrawal.id());
    }

    private static Amendment takingBack(Set<IdentifierKey> keys, UUID id) {
        return new Amendment(
                keys, Set.of(), List.of(), List.of(), List.of(), List.of(), Set.of(id), Map.of(), List.of());
    }

    /**
     * Keys go, and what they were seen with loses them.
     *
     * @param evidence all that mentions one of the keys
     * @param known evidence of the sets that are left of it, as it is now, by id
     * @param decisions all that are about one of the keys
     * @param vacated the time that whoever is erased had other keys
     */
    public static Amendment erasing(
            Set<IdentifierKey> keys,
            Collection<Evidence> evidence,
            Map<UUID, Evidence> known,
            Decisions decisions,
            List<Vacancy> vacated,
            Instant at) {
        Set<IdentifierKey> concerned = new HashSet<>(keys);
        vacated.forEach(vacancy -> concerned.add(vacancy.key()));
        Map<UUID, Evidence> left = new HashMap<>();
        for (Evidence each : evidence) {
            concerned.addAll(keysOf(each));
            each.without(keys).ifPresent(rest -> {
                Evidence before = left.getOrDefault(rest.id(), known.get(rest.id()));
                left.put(rest.id(), before == null ? rest : before.plus(rest.sightings()));
            });
        }
        Set<UUID> takenBack = new HashSet<>();
        decisions.cuts().forEach(cut -> takenBack.add(cut.id()));
        decisions.withdrawals().forEach(withdrawal -> takenBack.add(withdrawal.id()));
        decisions.releases().forEach(release -> takenBack.add(release.id()));
        Map<IdentifierKey, Instant> erased = new HashMap<>();
        keys.forEach(key -> erased.put(key, at));
        return new Amendment(
                concerned,
                evidence.stream().map(Evidence::id).collect(Collectors.toSet()),
                List.copyOf(left.values()),
                decisions.cuts().stream()
                        .flatMap(cut -> cut.without(keys).stream())
                        .toList(),
                decisions.withdrawals().stream()
                        .flatMap(withdrawal -> withdrawal.without(keys).stream())
                        .toList(),
                List.of(),
                takenBack,
                erased,
                vacated);
    }

    private static Set<IdentifierKey> keysOf(Evidence evidence) {
        return evidence.keys().stream().map(TypedKey::key).collect(Collectors.toSet());
    }

    /** Evidence as it is afterwards; {@code before} is everything that mentions some keys. */
    Map<UUID, Evidence> amend(Iterable<Evidence> before, Set<IdentifierKey> keys) {
        Map<UUID, Evidence> after = new HashMap<>();
        before.forEach(each -> after.put(each.id(), each));
        after.keySet().removeAll(removed);
        for (Evidence each : written) {
            if (each.keys().stream().anyMatch(key -> keys.contains(key.key()))) {
                after.put(each.id(), each);
            }
        }
        return after;
    }

    /** Decisions as they are afterwards. */
    Decisions amend(Decisions before) {
        Map<UUID, Cut> cutsAfter = new HashMap<>();
        before.cuts().forEach(cut -> cutsAfter.put(cut.id(), cut));
        cutsAfter.keySet().removeAll(takenBack);
        cuts.forEach(cut -> cutsAfter.put(cut.id(), cut));
        Map<UUID, Withdrawal> withdrawnAfter = new HashMap<>();
        before.withdrawals().forEach(withdrawal -> withdrawnAfter.put(withdrawal.id(), withdrawal));
        withdrawnAfter.keySet().removeAll(takenBack);
        withdrawals.forEach(withdrawal -> withdrawnAfter.put(withdrawal.id(), withdrawal));
        Map<IdentifierKey, Instant> erasedAt = new HashMap<>(before.erasedAt());
        erasedAt.putAll(erased);
        Set<Vacancy> vacant = new HashSet<>(before.vacancies());
        vacant.addAll(vacated);
        vacant.removeIf(vacancy -> erased.containsKey(vacancy.key()));
        Map<UUID, Release> releasesAfter = new HashMap<>();
        before.releases().forEach(release -> releasesAfter.put(release.id(), release));
        releasesAfter.keySet().removeAll(takenBack);
        releases.forEach(release -> releasesAfter.put(release.id(), release));
        return new Decisions(cutsAfter.values(), withdrawnAfter.values(), erasedAt, vacant, releasesAfter.values());
    }
}
