package io.evenreach.identity.stitching.domain;

import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identity.stitching.domain.Changes.Held;
import io.evenreach.identity.stitching.domain.Changes.Move;
import io.evenreach.identity.stitching.domain.Changes.Quarantine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The store as maps, for one thread; it checks what PostgreSQL would check with its constraints. */
final class InMemoryStitchingStore implements StitchingStore {

    final Map<IdentifierKey, KnownKey> keys = new HashMap<>();
    final Map<Long, Component> components = new HashMap<>();
    final Map<UUID, Evidence> evidence = new HashMap<>();
    final Map<UUID, Long> componentOf = new HashMap<>();
    final Map<IdentifierKey, Timeline> timelines = new HashMap<>();
    final Set<Held> held = new HashSet<>();
    final Map<IdentifierKey, Quarantine> quarantines = new HashMap<>();
    final List<Move> moves = new ArrayList<>();
    final Map<UUID, Cut> cuts = new HashMap<>();
    final Map<IdentifierKey, Instant> erasedAt = new HashMap<>();
    final Map<UUID, Withdrawal> withdrawals = new HashMap<>();
    final Map<UUID, Release> releases = new HashMap<>();
    final Set<Vacancy> vacancies = new HashSet<>();
    final Map<UUID, Founding> foundings = new HashMap<>();
    final Set<IdentifierKey> due = new HashSet<>();

    private long componentIds;

    @Override
    public Known lock(Set<IdentifierKey> wanted, Set<UUID> evidenceIds) {
        Map<IdentifierKey, KnownKey> known = new HashMap<>(keys);
        known.keySet().retainAll(wanted);
        Map<Long, Component> locked = new HashMap<>();
        for (KnownKey key : known.values()) {
            Component component = components.get(key.componentId());
            if (component != null) {
                locked.put(key.componentId(), component);
            }
        }
        Map<UUID, Evidence> found = new HashMap<>(evidence);
        found.keySet().retainAll(evidenceIds);
        Set<IdentifierKey> decided = decisions().keys();
        decided.retainAll(wanted);
        return new Known(
                known,
                locked,
                found,
                decided,
                releases.values().stream()
                        .filter(release -> wanted.contains(release.key()))
                        .toList());
    }

    @Override
    public List<KnownKey> members(Set<Long> componentIds) {
        return keys.values().stream()
                .filter(key -> componentIds.contains(key.componentId()))
                .toList();
    }

    @Override
    public Contents contents(Set<Long> componentIds, Set<IdentifierKey> others) {
        Set<KnownKey> members = new LinkedHashSet<>(members(componentIds));
        others.stream().filter(keys::containsKey).forEach(key -> members.add(keys.get(key)));
        Map<IdentifierKey, Timeline> ofMembers = new HashMap<>();
        for (KnownKey member : members) {
            ofMembers.put(member.id().key(), timelines.getOrDefault(member.id().key(), Timeline.NONE));
        }
        List<Evidence> mentioning = evidence.values().stream()
                .filter(each -> each.keys().stream().anyMatch(key -> ofMembers.containsKey(key.key())))
                .toList();
        return new Contents(List.copyOf(members), mentioning, Map.copyOf(componentOf), ofMembers, decisions());
    }

    @Override
    public List<Evidence> mentioning(IdentifierKey key, @Nullable UUID after, int limit) {
        return evidence.values().stream()
                .filter(each ->
                        each.keys().stream().anyMatch(other -> other.key().equals(key)))
                .filter(each -> after == null || each.id().compareTo(after) > 0)
                .sorted(Comparator.comparing(Evidence::id))
                .limit(limit)
                .toList();
    }

    /** As many bytes as there are identifiers in rows of evidence. */
    @Override
    public long heapBytes(Set<Long> componentIds) {
        return evidence.values().stream()
                .filter(each -> componentIds.contains(componentOf.getOrDefault(each.id(), KnownKey.NO_COMPONENT)))
                .mapToLong(each -> each.keys().size())
                .sum();
    }

    Decisions decisions() {
        return new Decisions(cuts.values(), withdrawals.values(), erasedAt, vacancies, releases.values());
    }

    @Override
    public void save(Changes changes) {
        changes.newKeys().forEach(key -> require(keys.put(key.id().key(), key) == null, "the key is new"));
        changes.changedKeys().forEach(key -> require(keys.put(key.id().key(), key) != null, "the key is known"));
        changes.newComponents().forEach(each -> require(components.put(each.id(), each) == null, "new component"));
        changes.changedComponents().forEach(each -> require(components.put(each.id(), each) != null, "a component"));
        changes.goneComponents().forEach(id -> require(components.remove(id) != null, "the component was there"));
        changes.newEvidence().forEach(each -> require(evidence.put(each.id(), each) == null, "new evidence"));
        changes.changedEvidence().forEach(each -> require(evidence.put(each.id(), each) != null, "known evidence"));
        changes.mergedComponents().forEach((gone, kept) -> {
            require(changes.goneComponents().contains(gone), "a merged component is gone");
            componentOf.replaceAll((id, component) -> component.equals(gone) ? kept : component);
        });
        componentOf.putAll(changes.componentOfEvidence());
        changes.newTimelines().forEach((key, now) -> require(timelines.put(key, now.timeline()) == null, "no tenures"));
        changes.amendedTimelines().forEach((key, now) -> {
            Timeline before = timelines.put(key, now.timeline());
            require(before != null && before.tenures().values().stream().allMatch(each -> each.size() == 1), "whole");
        });
        changes.replacedTimelines().forEach((key, now) -> {
            timelines.remove(key);
            if (!now.timeline().equals(Timeline.NONE)) {
                timelines.put(key, now.timeline());
            }
        });
        held.removeIf(each -> changes.refoldedEvidence().contains(each.evidenceId()));
        held.addAll(changes.held());
        changes.quarantines().forEach(each -> quarantines.put(each.key(), each));
        moves.addAll(changes.moves());
        changes.goneEvidence().forEach(id -> require(evidence.remove(id) != null, "the evidence was there"));
        componentOf.keySet().retainAll(evidence.keySet());
        changes.released().forEach(key -> require(quarantines.remove(key) != null, "the key was quarantined"));
        changes.goneDecisions()
                .forEach(id -> require(
                        cuts.remove(id) != null || withdrawals.remove(id) != null || releases.remove(id) != null,
                        "the cut, withdrawal or release was there"));
        changes.newReleases().forEach(each -> require(releases.put(each.id(), each) == null, "a new release"));
        changes.newWithdrawals().forEach(each -> require(withdrawals.put(each.id(), each) == null, "new withdrawal"));
        changes.newCuts().forEach(each -> require(cuts.put(each.id(), each) == null, "a new cut"));
        erasedAt.putAll(changes.erasures());
        vacancies.addAll(changes.vacated());
        vacancies.removeIf(vacancy -> changes.erasures().containsKey(vacancy.key()));
        foundings.putAll(changes.foundings());
        due.addAll(changes.due());
        keys.values()
                .forEach(key -> require(
                        key.quarantined() == quarantines.containsKey(key.id().key())
                                && (key.componentId() == KnownKey.NO_COMPONENT
                                        ? key.quarantined()
                                                || isNobodys(key.id().key())
                                        : !key.quarantined() && components.containsKey(key.componentId())),
                        "a key has a component, is quarantined, or belongs to nobody"));
        evidence.forEach((id, each) -> require(belongsWhereItsKeysDo(each), "evidence has the component of its keys"));
    }

    private boolean belongsWhereItsKeysDo(Evidence each) {
        return each.keys().stream()
                .map(key -> keys.get(key.key()))
                .filter(key -> !key.quarantined())
                .allMatch(key -> componentOf.getOrDefault(each.id(), -1L) == key.componentId());
    }

    private boolean isNobodys(IdentifierKey key) {
        return timelines.getOrDefault(key, Timeline.NONE).tenures().values().stream()
                .allMatch(tenures -> tenures.stream().allMatch(Tenure::withdrawn));
    }

    @Override
    public long newComponentId() {
        return ++componentIds;
    }

    private static void require(boolean condition, String what) {
        if (!condition) {
            throw new AssertionError("not so: " + what);
        }
    }
}
