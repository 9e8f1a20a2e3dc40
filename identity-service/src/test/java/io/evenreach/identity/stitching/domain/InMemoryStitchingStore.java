package io.evenreach.identity.stitching.domain;

import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identity.stitching.domain.Changes.Held;
import io.evenreach.identity.stitching.domain.Changes.Move;
import io.evenreach.identity.stitching.domain.Changes.Quarantine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** The store as maps, for one thread; it checks what PostgreSQL would check with its constraints. */
final class InMemoryStitchingStore implements StitchingStore {

    final Map<IdentifierKey, KnownKey> keys = new HashMap<>();
    final Map<Long, Component> components = new HashMap<>();
    final Map<UUID, Evidence> evidence = new HashMap<>();
    final Map<IdentifierKey, Timeline> timelines = new HashMap<>();
    final Set<Held> held = new HashSet<>();
    final Map<IdentifierKey, Quarantine> quarantines = new HashMap<>();
    final List<Move> moves = new ArrayList<>();

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
        return new Known(known, locked, found);
    }

    @Override
    public List<KnownKey> members(Set<Long> componentIds) {
        return keys.values().stream()
                .filter(key -> componentIds.contains(key.componentId()))
                .toList();
    }

    @Override
    public Contents contents(Set<Long> componentIds) {
        List<KnownKey> members = members(componentIds);
        Map<IdentifierKey, Timeline> ofMembers = new HashMap<>();
        for (KnownKey member : members) {
            ofMembers.put(member.id().key(), timelines.getOrDefault(member.id().key(), Timeline.NONE));
        }
        List<Evidence> mentioning = evidence.values().stream()
                .filter(each -> each.keys().stream().anyMatch(key -> ofMembers.containsKey(key.key())))
                .toList();
        return new Contents(members, mentioning, ofMembers);
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
        changes.newTimelines().forEach((key, now) -> require(timelines.put(key, now.timeline()) == null, "no tenures"));
        changes.amendedTimelines().forEach((key, now) -> {
            Timeline before = timelines.put(key, now.timeline());
            require(before != null && before.tenures().values().stream().allMatch(each -> each.size() == 1), "whole");
        });
        changes.replacedTimelines().forEach((key, now) -> timelines.put(key, now.timeline()));
        held.removeIf(each -> changes.refoldedEvidence().contains(each.evidenceId()));
        held.addAll(changes.held());
        changes.quarantines().forEach(each -> quarantines.put(each.key(), each));
        moves.addAll(changes.moves());
        keys.values()
                .forEach(key -> require(
                        key.quarantined() == (key.componentId() == KnownKey.NO_COMPONENT)
                                && (key.quarantined() || components.containsKey(key.componentId())),
                        "every key that is not quarantined has a component"));
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
