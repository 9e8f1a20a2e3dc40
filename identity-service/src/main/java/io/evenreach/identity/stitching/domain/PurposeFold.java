package io.evenreach.identity.stitching.domain;

import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identifiers.ProfileIds;
import io.evenreach.identity.rules.Rules;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The fold of one purpose: takes sightings in order of time and decides, at each, who owns its identifiers from then on.
 *
 * <p>Of a sighting the strongest identifier stays where it is and the others join it, as long as the two profiles keep
 * the limits together. Where they name different persons, the weaker identifier changes hands; where its former owner is
 * seen with it again, it is shared and belongs to nobody from then on, because the next guess would be as good as the
 * last. An identifier of which a person has only one never changes hands, and a full profile takes nothing more.
 *
 * <p>Two profiles that a cut separates name different persons too. What was split off joins the next strongest identifier
 * of the sighting that it was not split from, so that a set which leaves together stays together.
 */
final class PurposeFold {

    private final Rules rules;
    private final Numbered numbered;
    private final boolean[] quarantined;
    private final Decisions decisions;
    private final Map<IdentifierKey, Set<Integer>> sides;
    private final Closings closings;
    private final Set<SightingRef> asked;
    private final Set<UUID> askedAbout = new HashSet<>();

    /** The holdings of each key, by its number, in order of time; none where it has not been seen yet. */
    private final List<List<Holding>> holdings;

    private final ArrayDeque<Closings.Departure> departures;

    /** Only where somebody departed. */
    private final Map<IdentifierKey, Integer> numberOf = new HashMap<>(0);

    private final Map<IdentifierKey, Instant> sharedSince = new HashMap<>();
    private final Map<UUID, Map<IdentifierKey, Verdict>> held = new HashMap<>();
    private final Map<SightingRef, Map<IdentifierKey, Verdict>> verdicts = new HashMap<>();

    PurposeFold(
            Rules rules,
            Numbered numbered,
            Set<IdentifierKey> quarantined,
            Decisions decisions,
            Closings closings,
            Set<SightingRef> asked) {
        this.rules = rules;
        this.numbered = numbered;
        this.quarantined = numbered.among(quarantined);
        this.decisions = decisions;
        this.sides = decisions.sides();
        this.closings = closings;
        this.asked = asked;
        this.departures = new ArrayDeque<>(closings.departures());
        for (int number = 0; number < numbered.keys() && !departures.isEmpty(); number++) {
            numberOf.put(numbered.key(number).key(), number);
        }
        asked.forEach(sighting -> askedAbout.add(sighting.evidenceId()));
        this.holdings = new ArrayList<>(Collections.nCopies(numbered.keys(), List.of()));
    }

    /** The next sighting, of a row of evidence; sightings must come in order. */
    void see(int row, Sighting sighting) {
        endWhatDepartedUntil(sighting.at());
        Evidence evidence = numbered.evidence(row);
        int[] numbers = numbered.keysOf(row);
        Map<IdentifierKey, Verdict> decided = new HashMap<>(0);
        List<Holding> open = new ArrayList<>(numbers.length);
        for (int i = 0; i < numbers.length; i++) {
            TypedKey key = evidence.keys().get(i);
            Verdict closed = closings.verdict(key.key(), sighting.at());
            if (quarantined[numbers[i]]) {
                decided.put(key.key(), Verdict.QUARANTINED);
            } else if (closed != null) {
                decided.put(key.key(), closed);
            } else if (sharedSince.containsKey(key.key())) {
                decided.put(key.key(), Verdict.SHARED);
            } else {
                open.add(openHolding(numbers[i], key, evidence, sighting));
            }
        }
        if (open.size() > 1) {
            open.sort(this::strongestFirst);
        }
        List<Holding> leaders = new ArrayList<>(1);
        for (Holding holding : open) {
            Verdict verdict = joinFirst(leaders, holding, evidence, sighting);
            if (verdict != null) {
                decided.put(holding.key.key(), verdict);
            }
        }
        note(evidence, sighting, decided);
    }

    /** Joins the first of the stronger ones that it was not split from; else it leads those that come after it. */
    private @Nullable Verdict joinFirst(List<Holding> leaders, Holding holding, Evidence evidence, Sighting sighting) {
        Verdict first = null;
        for (Holding leader : leaders) {
            Verdict verdict = join(leader, holding, evidence, sighting);
            first = first == null ? verdict : first;
            if (verdict != Verdict.SPLIT) {
                return first;
            }
        }
        leaders.add(holding);
        return first;
    }

    private Holding openHolding(int number, TypedKey key, Evidence evidence, Sighting sighting) {
        List<Holding> ofKey = holdings.get(number);
        if (ofKey.isEmpty() || !ofKey.getLast().to.equals(Tenure.OPEN)) {
            Holding next = new Holding(
                    rules,
                    number,
                    key,
                    ofKey.isEmpty() ? decisions.beginningOf(key.key()) : sighting.at(),
                    sighting.at(),
                    opening(evidence, sighting),
                    sidesOf(key));
            if (ofKey.isEmpty()) {
                ofKey = new ArrayList<>(1);
                holdings.set(number, ofKey);
            }
            ofKey.add(next);
        }
        return ofKey.getLast();
    }

    /** What somebody took over who is erased now is nobody's after them, until it is seen again. */
    private void endWhatDepartedUntil(Instant at) {
        while (!departures.isEmpty() && !departures.getFirst().at().isAfter(at)) {
            Closings.Departure departure = departures.removeFirst();
            Integer number = numberOf.get(departure.key());
            List<Holding> ofKey = number == null ? List.of() : holdings.get(number);
            if (!ofKey.isEmpty() && ofKey.getLast().to.equals(Tenure.OPEN)) {
                ofKey.getLast().close(rules, departure.at());
            }
        }
    }

    /** Priority first; of equals, the one known longer; then the key, so that there is always one answer. */
    private int strongestFirst(Holding one, Holding other) {
        int byPriority = Integer.compare(
                rules.of(other.key.type()).priority(), rules.of(one.key.type()).priority());
        if (byPriority != 0) {
            return byPriority;
        }
        int byAge = firstSeenAt(one).compareTo(firstSeenAt(other));
        return byAge != 0 ? byAge : one.key.key().compareTo(other.key.key());
    }

    private Instant firstSeenAt(Holding holding) {
        return ofKey(holding).getFirst().firstSeenAt;
    }

    private List<Holding> ofKey(Holding holding) {
        return holdings.get(holding.number);
    }

    private @Nullable Verdict join(Holding strong, Holding weak, Evidence evidence, Sighting sighting) {
        Holding mine = strong.root();
        Holding theirs = weak.root();
        if (mine == theirs) {
            return null;
        }
        boolean split = mine.isSplitFrom(theirs);
        if (split || Holding.nameDifferentPersons(rules, mine, theirs)) {
            if (mine.isSplitFrom(sidesOf(weak.key))) {
                return Verdict.SPLIT;
            }
            if (rules.of(weak.key.type()).namesOnePerson()) {
                return split ? Verdict.SPLIT : Verdict.PERSON_CONFLICT;
            }
            return mine.hasRoomFor(rules, weak.key, sighting.at())
                    ? changeHands(mine, weak, evidence, sighting)
                    : Verdict.PROFILE_LIMIT;
        }
        if (!Holding.fitTogether(rules, mine, theirs, sighting.at())) {
            return Verdict.PROFILE_LIMIT;
        }
        Holding.link(mine, theirs);
        return null;
    }

    private Verdict changeHands(Holding mine, Holding weak, Evidence evidence, Sighting sighting) {
        List<Holding> ofKey = ofKey(weak);
        boolean returned = ofKey.stream().anyMatch(before -> before.root() == mine);
        weak.close(rules, sighting.at());
        if (returned) {
            sharedSince.put(weak.key.key(), sighting.at());
            return Verdict.SHARED;
        }
        Holding next = new Holding(
                rules,
                weak.number,
                weak.key,
                sighting.at(),
                sighting.at(),
                opening(evidence, sighting),
                sidesOf(weak.key));
        ofKey.add(next);
        Holding.link(mine.root(), next);
        return Verdict.CHANGED_HANDS;
    }

    private Set<Integer> sidesOf(TypedKey key) {
        return sides.getOrDefault(key.key(), Set.of());
    }

    private static String opening(Evidence evidence, Sighting sighting) {
        return evidence.provenance().owner() + "/" + sighting.observationId();
    }

    private void note(Evidence evidence, Sighting sighting, Map<IdentifierKey, Verdict> decided) {
        if (askedAbout.contains(evidence.id())) {
            SightingRef ref = new SightingRef(evidence.id(), sighting);
            if (asked.contains(ref)) {
                verdicts.put(ref, decided);
            }
        }
        Map<IdentifierKey, Verdict> refused = new HashMap<>(0);
        decided.forEach((key, verdict) -> {
            if (verdict.holds()) {
                refused.put(key, verdict);
            }
        });
        // The newest sighting of a set says how things stand; what it links is no longer held.
        if (refused.isEmpty()) {
            held.remove(evidence.id());
        } else {
            held.put(evidence.id(), refused);
        }
    }

    Partition result() {
        endWhatDepartedUntil(Tenure.OPEN);
        Map<Holding, UUID> profileIds = new HashMap<>();
        Map<UUID, Founding> secondHand = nameProfiles(profileIds);
        Map<IdentifierKey, List<Tenure>> tenures = HashMap.newHashMap(holdings.size());
        for (int number = 0; number < holdings.size(); number++) {
            List<Holding> ofKey = holdings.get(number);
            if (!ofKey.isEmpty()) {
                IdentifierKey key = numbered.key(number).key();
                tenures.put(key, closings.applyTo(key, tenuresOf(key, ofKey, profileIds)));
            }
        }
        closings.keys().forEach(key -> tenures.computeIfAbsent(key, unowned -> closings.applyTo(key, List.of())));
        tenures.values().removeIf(List::isEmpty);
        return new Partition(tenures, held, verdicts, secondHand, handovers());
    }

    private Map<IdentifierKey, NavigableSet<Instant>> handovers() {
        Map<IdentifierKey, NavigableSet<Instant>> handovers = new HashMap<>();
        closings.keys().forEach(key -> handovers.put(key, new TreeSet<>()));
        if (!handovers.isEmpty()) {
            for (List<Holding> ofKey : holdings) {
                for (Holding holding : ofKey) {
                    NavigableSet<Instant> closed = handovers.get(holding.key.key());
                    if (closed != null) {
                        closed.add(holding.from);
                    }
                }
            }
        }
        return handovers;
    }

    private List<Tenure> tenuresOf(IdentifierKey key, List<Holding> ofKey, Map<Holding, UUID> profileIds) {
        List<Tenure> tenures = new ArrayList<>(ofKey.size());
        for (Holding holding : ofKey) {
            // Owners of no time at all: two changes at the same instant.
            if (holding.from.isBefore(holding.to)) {
                tenures.add(new Tenure(holding.from, holding.to, profileIds.get(holding.root()), holding.firstSeenAt));
            }
        }
        Instant shared = sharedSince.get(key);
        if (shared != null) {
            tenures.add(new Tenure(shared, Tenure.OPEN, null, shared));
        }
        return tenures;
    }

    /** A profile is named after its earliest identifier that never changed hands, else after its earliest tenure. */
    private Map<UUID, Founding> nameProfiles(Map<Holding, UUID> profileIds) {
        Map<Holding, Holding> founders = new HashMap<>();
        Map<Holding, Holding> secondHandFounders = new HashMap<>();
        for (List<Holding> ofKey : holdings) {
            for (Holding holding : ofKey) {
                IdentifierKey key = holding.key.key();
                if (holding.from.isBefore(holding.to)) {
                    boolean everSameHands =
                            ofKey.size() == 1 && !sharedSince.containsKey(key) && !closings.changedHands(key);
                    (everSameHands ? founders : secondHandFounders)
                            .merge(holding.root(), holding, PurposeFold::earlier);
                }
            }
        }
        Map<UUID, Founding> secondHand = new HashMap<>();
        secondHandFounders.forEach((root, holding) -> {
            if (!founders.containsKey(root)) {
                UUID profileId = ProfileIds.foundedBy(holding.key.key(), holding.opening);
                profileIds.put(root, profileId);
                secondHand.put(profileId, new Founding(holding.key.key(), holding.foundedAt()));
            }
        });
        founders.forEach((root, holding) -> profileIds.put(root, decisions.foundedBy(holding.key.key())));
        return secondHand;
    }

    private static Holding earlier(Holding one, Holding other) {
        int order = one.firstSeenAt.compareTo(other.firstSeenAt);
        order = order != 0 ? order : one.key.key().compareTo(other.key.key());
        order = order != 0 ? order : one.from.compareTo(other.from);
        return order <= 0 ? one : other;
    }
}
