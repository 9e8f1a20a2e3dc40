package io.evenreach.identity.stitching.domain;

import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identity.rules.Rules;
import io.evenreach.identity.stitching.domain.StitchingStore.Known;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Takes new sightings into what is known, as far as that needs no fold: clean components whose union keeps every limit
 * simply become one. Whatever is more than that marks its group for a refold. Mutable, for one batch.
 */
final class Absorption {

    /** A key at work in this batch. */
    static final class KeyAtWork {
        final TypedKey id;
        final @Nullable String dataSetId;
        final @Nullable KnownKey before;
        Instant firstAt;
        Neighbours neighbours;
        boolean quarantined;

        private KeyAtWork(TypedKey id, @Nullable String dataSetId, @Nullable KnownKey before, Instant firstAt) {
            this.id = id;
            this.dataSetId = dataSetId;
            this.before = before;
            this.firstAt = firstAt;
            this.neighbours = before == null ? Neighbours.NONE : before.neighbours();
            this.quarantined = before != null && before.quarantined();
        }

        /** Whether there is no evidence of it but that of this batch. */
        boolean isNew() {
            return before == null || before.isForgotten();
        }
    }

    /** Components and new keys that evidence of this batch connects. */
    static final class Group {
        private Group parent = this;
        final Set<Long> components = new LinkedHashSet<>();
        final Set<IdentifierKey> keys = new LinkedHashSet<>();
        boolean refold;
        boolean underOtherRules;
        IdentifierKey founder;
        Instant foundedAt;
        Counts counts;
        int evidenceRows;
        Instant earliest = Instant.MAX;

        private Group(IdentifierKey founder, Instant foundedAt, Counts counts, int evidenceRows) {
            this.founder = founder;
            this.foundedAt = foundedAt;
            this.counts = counts;
            this.evidenceRows = evidenceRows;
        }

        Group root() {
            Group node = this;
            while (node.parent != node) {
                node.parent = node.parent.parent;
                node = node.parent;
            }
            return node;
        }

        private void found(IdentifierKey key, Instant at) {
            int byTime = at.compareTo(foundedAt);
            if (byTime < 0 || (byTime == 0 && key.compareTo(founder) < 0)) {
                founder = key;
                foundedAt = at;
            }
        }

        private static Group join(Group one, Group other) {
            if (one == other) {
                return one;
            }
            Group large = one.keys.size() >= other.keys.size() ? one : other;
            Group small = large == one ? other : one;
            small.parent = large;
            large.components.addAll(small.components);
            large.keys.addAll(small.keys);
            large.refold |= small.refold;
            large.underOtherRules |= small.underOtherRules;
            large.counts = large.counts.plus(small.counts);
            large.evidenceRows += small.evidenceRows;
            large.earliest = small.earliest.isBefore(large.earliest) ? small.earliest : large.earliest;
            large.found(small.founder, small.foundedAt);
            return large;
        }
    }

    private final Rules rules;
    private final Known known;
    private final Map<IdentifierKey, KeyAtWork> keys = new LinkedHashMap<>();
    private final Map<Long, Group> groupOfComponent = new HashMap<>();
    private final Map<IdentifierKey, Group> groupOfKey = new HashMap<>();
    private final Map<UUID, Evidence> evidence = new LinkedHashMap<>();

    Absorption(Rules rules, Known known) {
        this.rules = rules;
        this.known = known;
    }

    /** Takes in evidence of one sighting. */
    void add(Evidence single) {
        Sighting sighting = single.sightings().kept().getFirst();
        boolean newSet = remember(single, sighting);
        List<KeyAtWork> mentioned = new ArrayList<>(single.keys().size());
        for (TypedKey key : single.keys()) {
            mentioned.add(keyAtWork(key, single.provenance().dataSetId(), sighting.at()));
        }
        if (newSet) {
            countPersons(single, mentioned);
        }
        mentioned.forEach(this::refoldWhereAWindowDecides);
        Group group = null;
        for (KeyAtWork key : mentioned) {
            if (!key.quarantined) {
                Group own = groupOf(key);
                if (sighting.at().isBefore(key.firstAt)) {
                    key.firstAt = sighting.at();
                }
                own.found(key.id.key(), key.firstAt);
                group = group == null ? own : Group.join(group, own);
            }
        }
        if (group != null) {
            group.evidenceRows += newSet ? 1 : 0;
            group.earliest = sighting.at().isBefore(group.earliest) ? sighting.at() : group.earliest;
            group.refold |= !single.forEveryPurpose() || !group.counts.within(rules);
        }
    }

    /** @return whether this set was never seen before */
    private boolean remember(Evidence single, Sighting sighting) {
        Evidence before = evidence.getOrDefault(single.id(), known.evidence().get(single.id()));
        evidence.put(single.id(), before == null ? single : before.plus(sighting));
        return before == null;
    }

    private KeyAtWork keyAtWork(TypedKey id, @Nullable String dataSetId, Instant at) {
        return keys.computeIfAbsent(id.key(), key -> {
            KnownKey before = known.keys().get(key);
            return new KeyAtWork(
                    id,
                    before == null ? dataSetId : before.dataSetId(),
                    before,
                    before == null || before.isForgotten() ? at : before.firstAt());
        });
    }

    /** Counts the persons each key is seen with; a key above its bound identifies nobody, and what it linked is refolded. */
    private void countPersons(Evidence single, List<KeyAtWork> mentioned) {
        for (KeyAtWork key : mentioned) {
            if (key.quarantined || groupOf(key).underOtherRules) {
                // The fold counts it anew.
                continue;
            }
            if (!sharedByMany(key)) {
                key.neighbours = key.neighbours.seenWith(rules, key.id, single.keys());
            }
            if (sharedByMany(key) && rules.of(key.id.type()).personsPerKeyWindow() == null) {
                groupOf(key).refold = true;
                key.quarantined = true;
            }
        }
    }

    /** Whether a key was seen with more persons than it may, in all time. */
    private boolean sharedByMany(KeyAtWork key) {
        return key.neighbours.degree() > Release.personsMax(rules, key.id, known.releases());
    }

    /** Only the fold knows whether it was seen with too many at a time. */
    private void refoldWhereAWindowDecides(KeyAtWork key) {
        if (!key.quarantined && rules.of(key.id.type()).personsPerKeyWindow() != null && sharedByMany(key)) {
            groupOf(key).refold = true;
        }
    }

    private Group groupOf(KeyAtWork key) {
        return groupOfKey
                .compute(key.id.key(), (id, before) -> before != null ? before.root() : firstGroupOf(key))
                .root();
    }

    private Group firstGroupOf(KeyAtWork key) {
        Group group;
        KnownKey before = key.before;
        if (before == null || before.isForgotten()) {
            group = new Group(key.id.key(), key.firstAt, Counts.of(rules, key.id), 0);
        } else {
            group = groupOfComponent.computeIfAbsent(before.componentId(), this::groupOfKnown);
        }
        Group root = group.root();
        root.keys.add(key.id.key());
        root.refold |= known.decided().contains(key.id.key());
        return root;
    }

    private Group groupOfKnown(long componentId) {
        Component component = known.components().get(componentId);
        if (component == null) {
            throw new IllegalStateException("component " + componentId + " is not locked");
        }
        Group group =
                new Group(component.founder(), component.foundedAt(), component.counts(), component.evidenceRows());
        group.components.add(componentId);
        group.underOtherRules = component.rulesVersion() != rules.version();
        group.refold = !component.clean() || group.underOtherRules;
        return group;
    }

    /** All groups this batch touched. */
    Collection<Group> groups() {
        Set<Group> roots = new LinkedHashSet<>();
        groupOfKey.values().forEach(group -> roots.add(group.root()));
        return roots;
    }

    /** Every key this batch mentions. */
    Map<IdentifierKey, KeyAtWork> keys() {
        return keys;
    }

    /** The evidence of this batch with all its sightings, old ones included. */
    Map<UUID, Evidence> evidence() {
        return evidence;
    }

    Set<UUID> newEvidenceIds() {
        Set<UUID> ids = new HashSet<>(evidence.keySet());
        ids.removeAll(known.evidence().keySet());
        return ids;
    }
}
