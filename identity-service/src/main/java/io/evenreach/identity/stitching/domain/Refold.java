package io.evenreach.identity.stitching.domain;

import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identity.rules.Rules;
import io.evenreach.identity.stitching.domain.Changes.Held;
import io.evenreach.identity.stitching.domain.Changes.Move;
import io.evenreach.identity.stitching.domain.Changes.Quarantine;
import io.evenreach.identity.stitching.domain.Changes.Versioned;
import io.evenreach.identity.vocabulary.Purpose;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Folds some keys anew, from all their evidence, and notes what that changes. */
final class Refold {

    /**
     * A key that is folded anew.
     *
     * @param before null for a key that nobody knew
     * @param old who owned it until now
     * @param counted the persons it was seen with, where more is known of them than the evidence at hand says
     */
    record Member(
            TypedKey id,
            @Nullable String dataSetId,
            @Nullable KnownKey before,
            Timeline old,
            @Nullable Neighbours counted) {}

    /**
     * What is folded.
     *
     * @param components those of the members, which become free for what they fall into
     * @param evidence all that belongs to the members
     * @param componentOf the component of evidence that is known
     * @param firstAt the first sighting of each member
     * @param quarantined keys that identify nobody whatever this evidence says
     */
    record Subject(
            Map<IdentifierKey, Member> members,
            Map<Long, Component> components,
            Collection<Evidence> evidence,
            Map<UUID, Long> componentOf,
            Map<IdentifierKey, Instant> firstAt,
            Set<IdentifierKey> quarantined,
            Decisions decisions) {}

    private final Rules rules;
    private final StitchingStore store;
    private final Changes changes;
    private final Set<IdentifierKey> erased;
    private final Map<IdentifierKey, List<Vacancy>> vacated;

    Refold(Rules rules, StitchingStore store, Changes changes) {
        this(rules, store, changes, Set.of(), List.of());
    }

    /**
     * @param erased keys that are erased with somebody
     * @param vacated the time that whoever is erased had others
     */
    Refold(Rules rules, StitchingStore store, Changes changes, Set<IdentifierKey> erased, List<Vacancy> vacated) {
        this.erased = erased;
        this.vacated = vacated.stream().collect(Collectors.groupingBy(Vacancy::key));
        this.rules = rules;
        this.store = store;
        this.changes = changes;
    }

    /** @param asked sightings whose verdicts are wanted */
    Folded of(Subject subject, Set<SightingRef> asked) {
        Numbered evidence = new Numbered(subject.evidence());
        Folded folded = Fold.of(rules, subject.quarantined(), evidence, subject.decisions(), asked);
        Map<IdentifierKey, Long> componentOf = settleComponents(subject, evidence, folded);
        subject.members()
                .forEach((key, member) -> settle(
                        member,
                        folded,
                        subject.firstAt().getOrDefault(key, Instant.MAX),
                        componentOf.getOrDefault(key, KnownKey.NO_COMPONENT),
                        subject.decisions()));
        subject.evidence().forEach(each -> changes.refoldedEvidence().add(each.id()));
        for (Purpose purpose : Purpose.values()) {
            Partition partition = folded.of(purpose);
            partition
                    .held()
                    .forEach((id, held) ->
                            held.forEach((key, reason) -> changes.held().add(new Held(id, purpose, key, reason))));
            changes.foundings().putAll(partition.secondHand());
        }
        return folded;
    }

    /** The first sightings of keys that some evidence mentions. */
    static Map<IdentifierKey, Instant> firstSightings(Iterable<Evidence> evidence) {
        Map<IdentifierKey, Instant> firstAt = new HashMap<>();
        for (Evidence each : evidence) {
            Instant first = each.sightings().firstAt();
            for (TypedKey key : each.keys()) {
                firstAt.merge(key.key(), first, Refold::earlier);
            }
        }
        return firstAt;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private void settle(Member member, Folded folded, Instant firstAt, long componentId, Decisions decisions) {
        TypedKey id = member.id();
        KnownKey before = member.before();
        Neighbours neighbours = member.counted() != null
                ? member.counted()
                : folded.neighbours().getOrDefault(id.key(), Neighbours.NONE);
        boolean quarantined = folded.quarantined().contains(id.key());
        Timeline timeline = folded.timeline(id.key(), firstAt);
        boolean told = !timeline.equals(member.old()) || vacated.containsKey(id.key());
        long version = (before == null ? 0 : before.version()) + (told ? 1 : 0);
        KnownKey after = new KnownKey(id, member.dataSetId(), firstAt, componentId, quarantined, neighbours, version);
        if (before == null) {
            changes.newKeys().add(after);
        } else if (!after.equals(before)) {
            changes.changedKeys().add(after);
        }
        if (told) {
            changes.replacedTimelines().put(id.key(), new Versioned(timeline, version));
            tell(id, member.dataSetId(), member.old(), timeline, version);
        }
        if (quarantined) {
            changes.quarantines()
                    .add(new Quarantine(
                            id.key(),
                            neighbours.degree(),
                            Release.personsMax(rules, id, decisions.releases()),
                            rules.version()));
        } else if (before != null && before.quarantined()) {
            changes.released().add(id.key());
        }
    }

    /** Tells every tenure of a key whose tenures changed, and those that are no more, so that readers need no other. */
    void tell(TypedKey key, @Nullable String dataSetId, Timeline old, Timeline now, long version) {
        for (Purpose purpose : Purpose.values()) {
            List<Vacancy> left = vacated.getOrDefault(key.key(), List.of()).stream()
                    .filter(vacancy -> vacancy.purpose() == purpose)
                    .toList();
            List<Tenure> before = old.told(purpose);
            List<Tenure> after = now.told(purpose);
            if (left.isEmpty() && before.equals(after)) {
                continue;
            }
            Set<Instant> begins = new HashSet<>();
            for (Tenure tenure : after) {
                begins.add(tenure.from());
                changes.moves()
                        .add(new Move(
                                key,
                                dataSetId,
                                purpose,
                                tenure.from(),
                                tenure.to(),
                                old.at(purpose, tenure.from())
                                        .map(Tenure::profileId)
                                        .orElse(null),
                                tenure.profileId(),
                                version,
                                tenure.firstSeenAt(),
                                tenure.profileId() == null && !tenure.withdrawn(),
                                tenure.withdrawn(),
                                tenure.withdrawn() && isErased(key.key(), left, tenure)));
            }
            for (Tenure tenure : before) {
                if (!begins.contains(tenure.from())) {
                    changes.moves()
                            .add(new Move(
                                    key,
                                    dataSetId,
                                    purpose,
                                    tenure.from(),
                                    tenure.to(),
                                    tenure.profileId(),
                                    null,
                                    version,
                                    tenure.firstSeenAt(),
                                    false,
                                    false,
                                    isErased(key.key(), left, tenure)));
                }
            }
        }
    }

    /** Whether time that is nobody's now was somebody's who is erased; that of others is told too, and only moves. */
    private boolean isErased(IdentifierKey key, List<Vacancy> left, Tenure nobodys) {
        return erased.contains(key)
                || left.stream()
                        .anyMatch(vacancy -> !nobodys.from().isBefore(vacancy.from())
                                && nobodys.from().isBefore(vacancy.to()));
    }

    /** Evidence connects what it mentions; where nothing connects a component any more, each piece becomes one. */
    private Map<IdentifierKey, Long> settleComponents(Subject subject, Numbered evidence, Folded folded) {
        List<Piece> pieces = Piece.of(
                rules, evidence, folded.quarantined(), subject.decisions().keys());
        Set<Long> free = new LinkedHashSet<>(subject.components().keySet());
        Map<IdentifierKey, Long> componentOf = new HashMap<>();
        for (Piece piece : pieces) {
            Component before = freeComponentOf(piece, subject, free);
            Component after = piece.component(before == null ? store.newComponentId() : before.id());
            if (before == null) {
                changes.newComponents().add(after);
            } else {
                free.remove(before.id());
                if (!after.equals(before)) {
                    changes.changedComponents().add(after);
                }
            }
            piece.keys().forEach(key -> componentOf.put(key, after.id()));
        }
        changes.goneComponents().addAll(free);
        for (Evidence each : subject.evidence()) {
            Long before = subject.componentOf().get(each.id());
            long after = componentOf(each, componentOf);
            if (before == null || before != after) {
                changes.componentOfEvidence().put(each.id(), after);
            }
        }
        return componentOf;
    }

    /** The one component of all keys of a row that are not quarantined. */
    private static long componentOf(Evidence evidence, Map<IdentifierKey, Long> componentOf) {
        for (TypedKey key : evidence.keys()) {
            Long component = componentOf.get(key.key());
            if (component != null) {
                return component;
            }
        }
        return KnownKey.NO_COMPONENT;
    }

    /** The largest component that one of its keys has, so that few keys and little evidence change theirs. */
    private static @Nullable Component freeComponentOf(Piece piece, Subject subject, Set<Long> free) {
        Component largest = null;
        for (IdentifierKey key : piece.keys()) {
            Member member = subject.members().get(key);
            KnownKey before = member == null ? null : member.before();
            if (before != null && free.contains(before.componentId())) {
                Component component = subject.components().get(before.componentId());
                if (free.size() == 1) {
                    return component;
                }
                if (largest == null || (component != null && component.evidenceRows() > largest.evidenceRows())) {
                    largest = component;
                }
            }
        }
        return largest;
    }
}
