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
 * @param healed splits that are taken back
 * @param erased keys that are erased, and when
 * @param former keys that somebody who is erased had until then, and others have or had since
 */
public record Amendment(
        Set<IdentifierKey> concerned,
        Set<UUID> removed,
        List<Evidence> written,
        List<Cut> cuts,
        Set<UUID> healed,
        Map<IdentifierKey, Instant> erased,
        Map<IdentifierKey, Instant> former) {

    public Amendment {
        former = Map.copyOf(former);
        concerned = Set.copyOf(concerned);
        removed = Set.copyOf(removed);
        written = List.copyOf(written);
        cuts = List.copyOf(cuts);
        healed = Set.copyOf(healed);
        erased = Map.copyOf(erased);
    }

    /** Evidence goes, with all its sightings. */
    public static Amendment removing(Evidence evidence) {
        return new Amendment(
                keysOf(evidence), Set.of(evidence.id()), List.of(), List.of(), Set.of(), Map.of(), Map.of());
    }

    /** Evidence loses some of its sightings. */
    public static Amendment rewriting(Evidence evidence) {
        return new Amendment(keysOf(evidence), Set.of(), List.of(evidence), List.of(), Set.of(), Map.of(), Map.of());
    }

    public static Amendment splitting(Cut cut) {
        return new Amendment(
                cut.keys().collect(Collectors.toSet()),
                Set.of(),
                List.of(),
                List.of(cut),
                Set.of(),
                Map.of(),
                Map.of());
    }

    /** A split is taken back. */
    public static Amendment healing(Cut cut) {
        return new Amendment(
                cut.keys().collect(Collectors.toSet()),
                Set.of(),
                List.of(),
                List.of(),
                Set.of(cut.id()),
                Map.of(),
                Map.of());
    }

    /**
     * Keys go, and what they were seen with loses them.
     *
     * @param evidence all that mentions one of the keys
     * @param known evidence of the sets that are left of it, as it is now, by id
     * @param cuts all that are about one of the keys
     * @param former other keys of whom is erased, and until when
     */
    public static Amendment erasing(
            Set<IdentifierKey> keys,
            Collection<Evidence> evidence,
            Map<UUID, Evidence> known,
            Collection<Cut> cuts,
            Map<IdentifierKey, Instant> former,
            Instant at) {
        Set<IdentifierKey> concerned = new HashSet<>(keys);
        concerned.addAll(former.keySet());
        Map<UUID, Evidence> left = new HashMap<>();
        for (Evidence each : evidence) {
            concerned.addAll(keysOf(each));
            each.without(keys).ifPresent(rest -> {
                Evidence before = left.getOrDefault(rest.id(), known.get(rest.id()));
                left.put(rest.id(), before == null ? rest : before.plus(rest.sightings()));
            });
        }
        Map<IdentifierKey, Instant> erased = new HashMap<>();
        keys.forEach(key -> erased.put(key, at));
        return new Amendment(
                concerned,
                evidence.stream().map(Evidence::id).collect(Collectors.toSet()),
                List.copyOf(left.values()),
                cuts.stream().flatMap(cut -> cut.without(keys).stream()).toList(),
                cuts.stream().map(Cut::id).collect(Collectors.toSet()),
                erased,
                former);
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
        Map<UUID, Cut> after = new HashMap<>();
        before.cuts().forEach(cut -> after.put(cut.id(), cut));
        after.keySet().removeAll(healed);
        cuts.forEach(cut -> after.put(cut.id(), cut));
        Map<IdentifierKey, Instant> erasedAt = new HashMap<>(before.erasedAt());
        erasedAt.putAll(erased);
        Map<IdentifierKey, Instant> formerUntil = new HashMap<>(before.formerUntil());
        formerUntil.putAll(former);
        formerUntil.keySet().removeAll(erasedAt.keySet());
        return new Decisions(new HashSet<>(after.values()), erasedAt, formerUntil);
    }
}
