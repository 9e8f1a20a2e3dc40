package io.evenreach.identity.stitching.domain;

import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identity.rules.Rules;
import io.evenreach.identity.stitching.domain.Absorption.Group;
import io.evenreach.identity.stitching.domain.Absorption.KeyAtWork;
import io.evenreach.identity.stitching.domain.Changes.Held;
import io.evenreach.identity.stitching.domain.Changes.Move;
import io.evenreach.identity.stitching.domain.Changes.Quarantine;
import io.evenreach.identity.stitching.domain.Changes.Versioned;
import io.evenreach.identity.stitching.domain.Refold.Member;
import io.evenreach.identity.stitching.domain.Refold.Subject;
import io.evenreach.identity.stitching.domain.StitchingStore.ConcurrentStitching;
import io.evenreach.identity.stitching.domain.StitchingStore.Contents;
import io.evenreach.identity.stitching.domain.StitchingStore.Known;
import io.evenreach.identity.vocabulary.Purpose;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Turns the groups of a batch into rows to write and moves to tell, and knows afterwards what each sighting came to. */
final class Settlement {

    private final Rules rules;
    private final StitchingStore store;
    private final Known known;
    private final Absorption absorption;
    private final Changes changes = new Changes();

    /** Where the keys of this batch ended; for the answers. */
    private final Map<IdentifierKey, Timeline> settled = new HashMap<>();

    /** The components that keys of this batch were joined or deferred to. */
    private final Map<IdentifierKey, Long> componentOf = new HashMap<>();

    private final Set<IdentifierKey> deferred = new HashSet<>();
    private final Map<SightingRef, Map<IdentifierKey, Verdict>> verdicts = new HashMap<>();
    private final Map<UUID, Map<IdentifierKey, Verdict>> heldNow = new HashMap<>();

    Settlement(Rules rules, StitchingStore store, Known known, Absorption absorption) {
        this.rules = rules;
        this.store = store;
        this.known = known;
        this.absorption = absorption;
        Set<UUID> fresh = absorption.newEvidenceIds();
        absorption
                .evidence()
                .forEach((id, evidence) ->
                        (fresh.contains(id) ? changes.newEvidence() : changes.changedEvidence()).add(evidence));
    }

    Changes changes() {
        return changes;
    }

    /** Joins groups of clean components: each becomes one component and one profile. */
    void join(List<Group> groups) {
        Map<Group, Component> joined = new LinkedHashMap<>();
        Map<Long, Component> target = new HashMap<>();
        for (Group group : groups) {
            Component component = joinedComponent(group);
            joined.put(group, component);
            for (long id : group.components) {
                if (!component(id).profileId().equals(component.profileId())) {
                    target.put(id, component);
                }
            }
        }
        List<KnownKey> moved = target.isEmpty() ? List.of() : store.members(target.keySet());
        for (KnownKey member : moved) {
            if (!absorption.keys().containsKey(member.id().key())) {
                Component component = targetOf(target, member);
                changes.changedKeys()
                        .add(new KnownKey(
                                member.id(),
                                member.dataSetId(),
                                member.firstAt(),
                                component.id(),
                                false,
                                member.neighbours(),
                                member.version() + 1));
                tellOneOwner(
                        member.id(),
                        member.dataSetId(),
                        component(member.componentId()).profileId(),
                        component.profileId(),
                        member.version() + 1,
                        member.firstAt());
            }
        }
        joined.forEach(this::settleKeys);
    }

    private static Component targetOf(Map<Long, Component> target, KnownKey member) {
        Component component = target.get(member.componentId());
        if (component == null) {
            throw new IllegalStateException("a member of a component that was not asked for");
        }
        return component;
    }

    private Component component(long id) {
        Component component = known.components().get(id);
        if (component == null) {
            throw new IllegalStateException("component " + id + " is not locked");
        }
        return component;
    }

    /** The component of the founder stays, so that only keys whose profile changes are written. */
    private Component joinedComponent(Group group) {
        long kept = group.components.stream()
                .map(this::component)
                .max(Comparator.<Component, Boolean>comparing(
                                component -> component.founder().equals(group.founder))
                        .thenComparingInt(component -> component.counts().total())
                        .thenComparingLong(Component::id))
                .map(Component::id)
                .orElseGet(store::newComponentId);
        Component joined = new Component(
                kept,
                true,
                group.founder,
                group.foundedAt,
                group.counts,
                group.evidenceRows,
                rules.version(),
                Component.ANY_TIME);
        if (group.components.isEmpty()) {
            changes.newComponents().add(joined);
        } else if (!joined.equals(component(kept))) {
            changes.changedComponents().add(joined);
        }
        group.components.stream().filter(id -> id != kept).forEach(id -> merge(id, kept));
        return joined;
    }

    private void merge(long gone, long kept) {
        changes.goneComponents().add(gone);
        changes.mergedComponents().put(gone, kept);
    }

    private void settleKeys(Group group, Component component) {
        UUID profileId = component.profileId();
        for (IdentifierKey each : group.keys) {
            KeyAtWork key = keyAtWork(each);
            KnownKey before = key.before;
            UUID owner = before == null || key.isNew()
                    ? null
                    : component(before.componentId()).profileId();
            boolean told = before == null || !before.firstAt().equals(key.firstAt) || !profileId.equals(owner);
            long version = (before == null ? 0 : before.version()) + (told ? 1 : 0);
            KnownKey after =
                    new KnownKey(key.id, key.dataSetId, key.firstAt, component.id(), false, key.neighbours, version);
            if (before == null) {
                changes.newKeys().add(after);
            } else if (!after.equals(before)) {
                changes.changedKeys().add(after);
            }
            if (told) {
                tellOneOwner(key.id, key.dataSetId, owner, profileId, version, key.firstAt);
            }
            settled.put(each, Timeline.whole(profileId, key.firstAt));
            componentOf.put(each, component.id());
        }
    }

    private KeyAtWork keyAtWork(IdentifierKey id) {
        KeyAtWork key = absorption.keys().get(id);
        if (key == null) {
            throw new IllegalStateException("a group holds a key that this batch does not mention");
        }
        return key;
    }

    /** Writes and tells a key that has one owner for all of time. */
    private void tellOneOwner(
            TypedKey key,
            @Nullable String dataSetId,
            @Nullable UUID before,
            UUID after,
            long version,
            Instant firstSeenAt) {
        Versioned timeline = new Versioned(Timeline.whole(after, firstSeenAt), version);
        (before == null ? changes.newTimelines() : changes.amendedTimelines()).put(key.key(), timeline);
        for (Purpose purpose : Purpose.values()) {
            changes.moves()
                    .add(new Move(
                            key,
                            dataSetId,
                            purpose,
                            Tenure.BEGINNING,
                            Tenure.OPEN,
                            before,
                            after,
                            version,
                            firstSeenAt,
                            false,
                            false,
                            false));
        }
    }

    /**
     * Leaves a group to the background. Its evidence is taken in as one component, and what is seen for the first time is
     * nobody's until then. What was settled stays as it was, or is undetermined where what came may change it.
     */
    void defer(Group group) {
        long kept = group.components.stream()
                .map(this::component)
                .max(Comparator.comparingInt(Component::evidenceRows).thenComparingLong(Component::id))
                .map(Component::id)
                .orElseGet(store::newComponentId);
        Set<Long> gone = new HashSet<>(group.components);
        gone.remove(kept);
        for (KnownKey member : gone.isEmpty() ? List.<KnownKey>of() : store.members(gone)) {
            if (!absorption.keys().containsKey(member.id().key())) {
                changes.changedKeys().add(member.in(kept));
            }
        }
        gone.forEach(id -> merge(id, kept));
        for (IdentifierKey each : group.keys) {
            KeyAtWork key = keyAtWork(each);
            if (key.quarantined) {
                quarantine(key);
            } else {
                attach(key, kept);
                componentOf.put(each, kept);
                deferred.add(each);
            }
        }
        IdentifierKey founder = standingFor(group, kept);
        if (founder == null) {
            group.components.forEach(id -> merge(id, KnownKey.NO_COMPONENT));
            return;
        }
        Component component = new Component(
                kept,
                false,
                founder,
                group.foundedAt,
                group.counts,
                group.evidenceRows,
                stateOf(group),
                settledUntil(group));
        if (group.components.isEmpty()) {
            changes.newComponents().add(component);
        } else if (!component.equals(component(kept))) {
            changes.changedComponents().add(component);
        }
    }

    private long stateOf(Group group) {
        List<Component> components =
                group.components.stream().map(this::component).toList();
        if (!components.isEmpty()
                && components.stream().allMatch(component -> component.rulesVersion() == Component.TOLD)) {
            return Component.TOLD;
        }
        boolean undetermined = components.stream().anyMatch(component -> mayChange(component, group))
                || group.keys.stream().anyMatch(this::isQuarantinedOnlyNow);
        return undetermined ? Component.UNDETERMINED : Component.DEFERRED;
    }

    /**
     * Whether what a batch brings may change who owned what in a component. Of a clean one it is not known when it was last
     * seen; where that is only a small part of the group, it joins the rest when the batch says.
     */
    private boolean mayChange(Component component, Group group) {
        boolean underOtherRules =
                component.rulesVersion() != rules.version() && component.rulesVersion() != Component.DEFERRED;
        boolean late = component.clean()
                ? 2L * component.evidenceRows() > group.evidenceRows
                : !group.earliest.isAfter(component.settledUntil());
        return underOtherRules || late;
    }

    private boolean isQuarantinedOnlyNow(IdentifierKey each) {
        KeyAtWork key = keyAtWork(each);
        return key.quarantined && key.before != null && !key.before.quarantined();
    }

    private Instant settledUntil(Group group) {
        return group.components.stream()
                .map(this::component)
                .map(Component::settledUntil)
                .filter(until -> !until.equals(Component.ANY_TIME))
                .max(Comparator.naturalOrder())
                .orElse(Component.ANY_TIME);
    }

    /** A key that stands for a group until it is settled: one that is quarantined now is none of it; null where none is left. */
    private @Nullable IdentifierKey standingFor(Group group, long componentId) {
        if (!isQuarantinedNow(group.founder)) {
            return group.founder;
        }
        return group.keys.stream()
                .filter(key -> !isQuarantinedNow(key))
                .findFirst()
                .orElseGet(() -> store.members(Set.of(componentId)).stream()
                        .map(member -> member.id().key())
                        .filter(key -> !isQuarantinedNow(key))
                        .findFirst()
                        .orElse(null));
    }

    private boolean isQuarantinedNow(IdentifierKey key) {
        KeyAtWork atWork = absorption.keys().get(key);
        return atWork != null && atWork.quarantined;
    }

    private void attach(KeyAtWork key, long componentId) {
        KnownKey before = key.before;
        KnownKey after = new KnownKey(
                key.id,
                key.dataSetId,
                key.firstAt,
                componentId,
                false,
                key.neighbours,
                before == null ? 1 : before.version());
        if (before == null) {
            changes.newKeys().add(after);
            makeNobodys(key, Timeline.NONE, after.version());
        } else if (!after.equals(before)) {
            changes.changedKeys().add(after);
        }
    }

    private void quarantine(KeyAtWork key) {
        KnownKey before = key.before;
        KnownKey after = new KnownKey(
                key.id,
                key.dataSetId,
                key.firstAt,
                KnownKey.NO_COMPONENT,
                true,
                key.neighbours,
                before == null ? 1 : before.version() + 1);
        (before == null ? changes.newKeys() : changes.changedKeys()).add(after);
        Timeline old = before == null
                ? Timeline.NONE
                : store.contents(Set.of(), Set.of(key.id.key())).timelines().getOrDefault(key.id.key(), Timeline.NONE);
        makeNobodys(key, old, after.version());
        changes.quarantines()
                .add(new Quarantine(
                        key.id.key(),
                        key.neighbours.degree(),
                        Release.personsMax(rules, key.id, known.releases()),
                        rules.version()));
    }

    /** Makes a key nobody's, for all of time. */
    private void makeNobodys(KeyAtWork key, Timeline old, long version) {
        Timeline nobodys = Timeline.whole(null, key.firstAt);
        changes.replacedTimelines().put(key.id.key(), new Versioned(nobodys, version));
        new Refold(rules, store, changes).tell(key.id, key.dataSetId, old, nobodys, version);
        settled.put(key.id.key(), nobodys);
    }

    /**
     * Folds a group anew, from all its evidence.
     *
     * @throws ConcurrentStitching where somebody else saw one of its new keys first
     */
    void refold(Group group, Set<SightingRef> asked) {
        Contents contents = store.contents(group.components, group.keys);
        Map<IdentifierKey, Member> members = members(group, contents);
        Map<UUID, Evidence> mentioning = evidenceOf(contents, members.keySet());
        List<Evidence> evidence = new ArrayList<>(mentioning.size());
        for (Evidence each : mentioning.values()) {
            if (connectsOnly(members.keySet(), each)) {
                evidence.add(each);
            }
        }
        Map<IdentifierKey, Instant> firstAt = Refold.firstSightings(mentioning.values());
        Map<Long, Component> components = new LinkedHashMap<>();
        group.components.forEach(id -> components.put(id, component(id)));
        Folded folded = new Refold(rules, store, changes)
                .of(
                        new Subject(
                                members,
                                components,
                                evidence,
                                contents.componentOf(),
                                firstAt,
                                quarantinedIn(members.keySet(), evidence),
                                contents.decisions()),
                        asked);
        for (IdentifierKey key : absorption.keys().keySet()) {
            if (members.containsKey(key)) {
                settled.put(key, folded.timeline(key, firstAt.getOrDefault(key, Instant.MAX)));
            }
        }
        for (Purpose purpose : Purpose.values()) {
            Partition partition = folded.of(purpose);
            partition.held().forEach((id, ofPurpose) -> heldNow.merge(id, ofPurpose, Settlement::both));
            partition.verdicts().forEach((ref, ofPurpose) -> verdicts.merge(ref, ofPurpose, Settlement::both));
        }
    }

    /** The verdicts of two purposes: what one of them refuses is refused. */
    private static Map<IdentifierKey, Verdict> both(
            Map<IdentifierKey, Verdict> one, Map<IdentifierKey, Verdict> other) {
        Map<IdentifierKey, Verdict> both = new HashMap<>(one);
        other.forEach((key, verdict) -> both.merge(key, verdict, (first, second) -> first.holds() ? first : second));
        return both;
    }

    private Map<IdentifierKey, Member> members(Group group, Contents contents) {
        Map<IdentifierKey, Member> members = new LinkedHashMap<>();
        for (KnownKey known : contents.keys()) {
            IdentifierKey key = known.id().key();
            KeyAtWork atWork = absorption.keys().get(key);
            if (atWork != null && atWork.before == null) {
                // It came since the locks were taken, with a component that is not among them.
                throw new ConcurrentStitching("somebody else was the first to see an identifier of this fold");
            }
            members.put(
                    key,
                    new Member(
                            known.id(),
                            known.dataSetId(),
                            known,
                            contents.timelines().getOrDefault(key, Timeline.NONE),
                            counted(group, known.neighbours(), atWork)));
        }
        for (IdentifierKey key : group.keys) {
            KeyAtWork atWork = keyAtWork(key);
            members.computeIfAbsent(
                    key,
                    unseen -> new Member(
                            atWork.id,
                            atWork.dataSetId,
                            null,
                            Timeline.NONE,
                            counted(group, atWork.neighbours, atWork)));
        }
        return members;
    }

    /** Other rules may tell other persons apart, so what was counted under them, or not at all because of them, is counted anew. */
    private static @Nullable Neighbours counted(Group group, Neighbours known, @Nullable KeyAtWork atWork) {
        if (group.underOtherRules && (atWork == null || !atWork.quarantined)) {
            return null;
        }
        return atWork == null ? known : atWork.neighbours;
    }

    private Map<UUID, Evidence> evidenceOf(Contents contents, Set<IdentifierKey> members) {
        Map<UUID, Evidence> evidence = new LinkedHashMap<>();
        contents.evidence().forEach(each -> evidence.put(each.id(), each));
        absorption.evidence().values().stream()
                .filter(each -> each.keys().stream().anyMatch(key -> members.contains(key.key())))
                .forEach(each -> evidence.put(each.id(), each));
        return evidence;
    }

    /**
     * Whether evidence belongs to these members: a key that was quarantined in this batch connects nothing any more, so
     * evidence that mentions it may belong to another group.
     */
    private boolean connectsOnly(Set<IdentifierKey> members, Evidence evidence) {
        for (TypedKey key : evidence.keys()) {
            if (!members.contains(key.key()) && !identifiesNobody(key.key())) {
                return false;
            }
        }
        return true;
    }

    /** What evidence of a group mentions, neither belongs to it nor to this batch, can only be quarantined. */
    private boolean identifiesNobody(IdentifierKey key) {
        KeyAtWork atWork = absorption.keys().get(key);
        return atWork == null || atWork.quarantined;
    }

    private Set<IdentifierKey> quarantinedIn(Set<IdentifierKey> members, Iterable<Evidence> evidence) {
        Set<IdentifierKey> quarantined = new HashSet<>();
        for (Evidence each : evidence) {
            for (TypedKey key : each.keys()) {
                KeyAtWork atWork = absorption.keys().get(key.key());
                if (!members.contains(key.key()) || (atWork != null && atWork.quarantined)) {
                    quarantined.add(key.key());
                }
            }
        }
        for (IdentifierKey member : members) {
            KeyAtWork atWork = absorption.keys().get(member);
            if (atWork != null && atWork.quarantined) {
                quarantined.add(member);
            }
        }
        return quarantined;
    }

    /** New evidence outside the refolded groups belongs where its keys were joined. */
    void placeNewEvidence() {
        for (Evidence evidence : changes.newEvidence()) {
            changes.componentOfEvidence().computeIfAbsent(evidence.id(), unplaced -> componentOf(evidence));
        }
    }

    private long componentOf(Evidence evidence) {
        for (TypedKey key : evidence.keys()) {
            Long component = componentOf.get(key.key());
            if (component != null) {
                return component;
            }
        }
        return KnownKey.NO_COMPONENT;
    }

    /** New evidence outside the refolded groups can only be held because of a quarantined key. */
    void holdWhatQuarantinedKeysWouldLink() {
        for (Evidence evidence : changes.newEvidence()) {
            if (changes.refoldedEvidence().contains(evidence.id())) {
                continue;
            }
            for (TypedKey key : evidence.keys()) {
                if (keyAtWork(key.key()).quarantined) {
                    evidence.purposes()
                            .forEach(purpose -> changes.held()
                                    .add(new Held(evidence.id(), purpose, key.key(), Verdict.QUARANTINED)));
                }
            }
        }
    }

    /** What became of evidence of one sighting. */
    Stitched outcomeOf(Evidence single) {
        Sighting sighting = single.sightings().kept().getFirst();
        // A sighting beyond those kept one by one has no verdict of its own; its set has.
        Map<IdentifierKey, Verdict> ofSet = heldNow.getOrDefault(single.id(), Map.of());
        Map<IdentifierKey, Verdict> decided =
                new HashMap<>(verdicts.getOrDefault(new SightingRef(single.id(), sighting), ofSet));
        for (TypedKey key : single.keys()) {
            if (keyAtWork(key.key()).quarantined) {
                decided.put(key.key(), Verdict.QUARANTINED);
            } else if (deferred.contains(key.key())) {
                decided.put(key.key(), Verdict.DEFERRED);
            }
        }
        List<TypedKey> strongestFirst =
                single.keys().stream().sorted(this::strongestFirst).toList();
        UUID profileId = single.purposes().stream()
                .sorted()
                .flatMap(purpose -> strongestFirst.stream()
                        .map(key -> settled.getOrDefault(key.key(), Timeline.NONE)
                                .at(purpose, sighting.at())
                                .map(Tenure::profileId)))
                .flatMap(java.util.Optional::stream)
                .findFirst()
                .orElse(null);
        return new Stitched(profileId, decided);
    }

    private int strongestFirst(TypedKey one, TypedKey other) {
        int byPriority = Integer.compare(
                rules.of(other.type()).priority(), rules.of(one.type()).priority());
        if (byPriority != 0) {
            return byPriority;
        }
        int byAge = keyAtWork(one.key()).firstAt.compareTo(keyAtWork(other.key()).firstAt);
        return byAge != 0 ? byAge : one.key().compareTo(other.key());
    }
}
