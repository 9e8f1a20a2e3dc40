package io.evenreach.identity.stitching.domain;

import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identity.rules.Rules;
import io.evenreach.identity.vocabulary.Purpose;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * People as a function of evidence: the definition that every short cut must agree with.
 *
 * <p>First it counts with how many persons each key was seen, over all evidence and in no particular order; keys above
 * their bound are quarantined for all of time, which is what heals merges they caused earlier. Then it takes the
 * sightings in order of (observedAt, observationId), per purpose.
 */
public final class Fold {

    private static final Comparator<Step> IN_TIME = Comparator.comparing(Step::sighting)
            .thenComparing(step -> step.evidence().provenance().owner())
            .thenComparing(step -> step.evidence().id());

    private record Step(Evidence evidence, Sighting sighting) {}

    private Fold() {}

    /**
     * Folds evidence.
     *
     * @param quarantined keys that are quarantined already; they stay so whatever the evidence says
     * @param decisions those about keys of the evidence; others change nothing
     * @param asked sightings whose verdicts are wanted
     */
    static Folded of(
            Rules rules,
            Set<IdentifierKey> quarantined,
            Collection<Evidence> evidence,
            Decisions decisions,
            Set<SightingRef> asked) {
        Map<IdentifierKey, Neighbours> neighbours = neighbours(rules, evidence, decisions);
        Set<IdentifierKey> identifyNobody = new HashSet<>(quarantined);
        identifyNobody.addAll(sharedByTooMany(rules, evidence, decisions, neighbours));
        List<Step> steps = inTime(evidence);
        Map<Purpose, Partition> partitions = new EnumMap<>(Purpose.class);
        for (Purpose purpose : Purpose.values()) {
            Closings closings = closings(decisions, purpose, steps);
            PurposeFold fold = new PurposeFold(rules, identifyNobody, decisions, closings, asked);
            for (Step step : steps) {
                if (step.evidence().purposes().contains(purpose)) {
                    fold.see(step.evidence(), step.sighting());
                }
            }
            partitions.put(purpose, fold.result());
        }
        return new Folded(identifyNobody, neighbours, partitions);
    }

    private static Closings closings(Decisions decisions, Purpose purpose, List<Step> inTime) {
        Closings closings = Closings.of(decisions, purpose);
        if (!closings.isEmpty()) {
            for (Step step : inTime) {
                if (step.evidence().allows(purpose)) {
                    step.evidence()
                            .keys()
                            .forEach(key -> closings.allowedAgain(
                                    key.key(), step.sighting().at()));
                }
            }
        }
        return closings;
    }

    private static Set<IdentifierKey> sharedByTooMany(
            Rules rules,
            Collection<Evidence> evidence,
            Decisions decisions,
            Map<IdentifierKey, Neighbours> neighbours) {
        Set<IdentifierKey> shared = new HashSet<>();
        Map<TypedKey, Meetings> meetings = new HashMap<>();
        for (Evidence each : evidence) {
            for (TypedKey key : each.keys()) {
                Neighbours seenWith = neighbours.getOrDefault(key.key(), Neighbours.NONE);
                if (seenWith.degree() > Release.personsMax(rules, key, decisions.releases())) {
                    if (rules.of(key.type()).personsPerKeyWindow() == null) {
                        shared.add(key.key());
                    } else {
                        meetings.computeIfAbsent(key, Meetings::new).add(rules, each);
                    }
                }
            }
        }
        meetings.forEach((key, ofKey) -> {
            Duration window = rules.of(key.type()).personsPerKeyWindow();
            if (window != null && ofKey.degree(window) > Release.personsMax(rules, key, decisions.releases())) {
                shared.add(key.key());
            }
        });
        return shared;
    }

    /** Of a key that was seen with more persons than it may, no more are counted. */
    private static Map<IdentifierKey, Neighbours> neighbours(
            Rules rules, Collection<Evidence> evidence, Decisions decisions) {
        Map<IdentifierKey, Neighbours> neighbours = new HashMap<>();
        for (Evidence each : evidence) {
            for (TypedKey key : each.keys()) {
                Neighbours before = neighbours.getOrDefault(key.key(), Neighbours.NONE);
                if (before.degree() <= Release.personsMax(rules, key, decisions.releases())) {
                    neighbours.put(key.key(), before.seenWith(rules, key, each.keys()));
                }
            }
        }
        return neighbours;
    }

    private static List<Step> inTime(Collection<Evidence> evidence) {
        List<Step> steps = new ArrayList<>();
        for (Evidence each : evidence) {
            for (Sighting sighting : each.sightings().kept()) {
                steps.add(new Step(each, sighting));
            }
        }
        steps.sort(IN_TIME);
        return steps;
    }
}
