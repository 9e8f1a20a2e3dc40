package io.evenreach.identity.stitching.domain;

import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identity.rules.Rules;
import io.evenreach.identity.vocabulary.Purpose;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
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

    /** A sighting, and the row of evidence that it is of. */
    private record Step(int row, Evidence evidence, Sighting sighting) implements Comparable<Step> {

        @Override
        public int compareTo(Step other) {
            int bySighting = sighting.compareTo(other.sighting);
            if (bySighting != 0) {
                return bySighting;
            }
            int byOwner = evidence.provenance()
                    .owner()
                    .compareTo(other.evidence.provenance().owner());
            return byOwner != 0 ? byOwner : evidence.id().compareTo(other.evidence.id());
        }
    }

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
        return of(rules, quarantined, new Numbered(evidence), decisions, asked);
    }

    static Folded of(
            Rules rules,
            Set<IdentifierKey> quarantined,
            Numbered evidence,
            Decisions decisions,
            Set<SightingRef> asked) {
        Neighbours[] neighbours = neighbours(rules, evidence, decisions);
        Set<IdentifierKey> identifyNobody = new HashSet<>(quarantined);
        identifyNobody.addAll(sharedByTooMany(rules, evidence, decisions, neighbours));
        List<Step> steps = inTime(evidence);
        Map<Purpose, Partition> partitions = new EnumMap<>(Purpose.class);
        boolean alike = comeToTheSame(evidence, decisions);
        for (Purpose purpose : Purpose.values()) {
            if (alike && !partitions.isEmpty()) {
                partitions.put(purpose, partitions.values().iterator().next());
                continue;
            }
            Closings closings = closings(decisions, purpose, steps);
            PurposeFold fold = new PurposeFold(rules, evidence, identifyNobody, decisions, closings, asked);
            for (Step step : steps) {
                if (step.evidence().purposes().contains(purpose)) {
                    fold.see(step.row(), step.sighting());
                }
            }
            partitions.put(purpose, fold.result());
        }
        Map<IdentifierKey, Neighbours> ofKeys = HashMap.newHashMap(neighbours.length);
        for (int number = 0; number < neighbours.length; number++) {
            ofKeys.put(evidence.key(number).key(), neighbours[number]);
        }
        return new Folded(identifyNobody, ofKeys, partitions);
    }

    /** Whether nothing was seen or decided for some purposes only, so that they have the same people. */
    private static boolean comeToTheSame(Numbered evidence, Decisions decisions) {
        for (int row = 0; row < evidence.rows(); row++) {
            if (!evidence.evidence(row).forEveryPurpose()) {
                return false;
            }
        }
        return decisions.withdrawals().isEmpty()
                && decisions.erasedAt().isEmpty()
                && decisions.vacancies().isEmpty();
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
            Rules rules, Numbered evidence, Decisions decisions, Neighbours[] neighbours) {
        Set<IdentifierKey> shared = new HashSet<>();
        Map<TypedKey, Meetings> meetings = new HashMap<>();
        for (int row = 0; row < evidence.rows(); row++) {
            List<TypedKey> keys = evidence.evidence(row).keys();
            for (int i = 0; i < keys.size(); i++) {
                TypedKey key = keys.get(i);
                int degree = neighbours[evidence.keysOf(row)[i]].degree();
                if (degree > Release.personsMax(rules, key, decisions.releases())) {
                    if (rules.of(key.type()).personsPerKeyWindow() == null) {
                        shared.add(key.key());
                    } else {
                        meetings.computeIfAbsent(key, Meetings::new).add(rules, evidence.evidence(row));
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
    private static Neighbours[] neighbours(Rules rules, Numbered evidence, Decisions decisions) {
        Neighbours[] neighbours = new Neighbours[evidence.keys()];
        Arrays.fill(neighbours, Neighbours.NONE);
        for (int row = 0; row < evidence.rows(); row++) {
            List<TypedKey> keys = evidence.evidence(row).keys();
            for (int i = 0; i < keys.size(); i++) {
                TypedKey key = keys.get(i);
                int number = evidence.keysOf(row)[i];
                if (neighbours[number].degree() <= Release.personsMax(rules, key, decisions.releases())) {
                    neighbours[number] = neighbours[number].seenWith(rules, key, keys);
                }
            }
        }
        return neighbours;
    }

    private static List<Step> inTime(Numbered evidence) {
        List<Step> steps = new ArrayList<>(evidence.rows());
        for (int row = 0; row < evidence.rows(); row++) {
            Evidence each = evidence.evidence(row);
            for (Sighting sighting : each.sightings().kept()) {
                steps.add(new Step(row, each, sighting));
            }
        }
        Collections.sort(steps);
        return steps;
    }
}
