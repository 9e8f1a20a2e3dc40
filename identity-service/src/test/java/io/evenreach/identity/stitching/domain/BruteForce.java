package io.evenreach.identity.stitching.domain;

import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identifiers.IdentifierType;
import io.evenreach.identifiers.ProfileIds;
import io.evenreach.identifiers.Strength;
import io.evenreach.identity.rules.Rules;
import io.evenreach.identity.rules.TypeRule;
import io.evenreach.identity.vocabulary.Purpose;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The oracle: the written rules, done the slow way. People are plain sets of claims, every limit is recounted from
 * scratch at every step, and nothing is shared with the code under test but the rules and the ids.
 */
final class BruteForce {

    /** Somebody's claim on a key from a time on; until is set when it ends. */
    private static final class Claim {
        final TypedKey key;
        final @Nullable Instant since;
        final Instant firstSeen;
        final String opening;

        @Nullable
        Instant until;

        Claim(TypedKey key, @Nullable Instant since, Instant firstSeen, String opening) {
            this.key = key;
            this.since = since;
            this.firstSeen = firstSeen;
            this.opening = opening;
        }

        boolean lastsNoTime() {
            return since != null && since.equals(until);
        }
    }

    private final Rules rules;
    private final List<Seen> history;
    private final Collection<Cut> cuts;
    private final Map<IdentifierKey, Instant> erasedAt;

    BruteForce(Rules rules, List<Seen> history) {
        this(rules, history, List.of(), Map.of());
    }

    BruteForce(Rules rules, List<Seen> history, Collection<Cut> cuts, Map<IdentifierKey, Instant> erasedAt) {
        this.erasedAt = erasedAt;
        this.rules = rules;
        this.cuts = cuts;
        this.history = history.stream()
                .sorted(Comparator.comparing(Seen::at).thenComparing(Seen::observationId))
                .toList();
    }

    Set<IdentifierKey> quarantined() {
        Set<IdentifierKey> result = new HashSet<>();
        for (TypedKey key : allKeys()) {
            Map<String, Set<IdentifierKey>> persons = new HashMap<>();
            for (Seen seen : history) {
                if (seen.keys().contains(key)) {
                    for (TypedKey other : seen.keys()) {
                        boolean sameKind =
                                other.type() == key.type() && other.scope().equals(key.scope());
                        if (!sameKind
                                && rule(other).strength() == Strength.PERSON
                                && rule(other).priority() >= rule(key).priority()) {
                            persons.computeIfAbsent(other.type() + "|" + other.scope(), kind -> new HashSet<>())
                                    .add(other.key());
                        }
                    }
                }
            }
            if (persons.values().stream()
                    .anyMatch(kind -> kind.size() > rule(key).personsPerKeyMax())) {
                result.add(key.key());
            }
        }
        return result;
    }

    /** Per key, its tenures in order of time, for one purpose. */
    Map<IdentifierKey, List<Tenure>> tenures(Purpose purpose) {
        Set<IdentifierKey> nobody = quarantined();
        List<Set<Claim>> people = new ArrayList<>();
        Map<IdentifierKey, List<Claim>> claims = new HashMap<>();
        Map<IdentifierKey, Instant> shared = new HashMap<>();
        for (Seen seen : history) {
            if (!seen.purposes().contains(purpose)) {
                continue;
            }
            List<TypedKey> usable = new ArrayList<>();
            for (TypedKey key : new LinkedHashSet<>(seen.keys())) {
                if (!nobody.contains(key.key()) && !shared.containsKey(key.key())) {
                    usable.add(key);
                    if (!claims.containsKey(key.key())) {
                        Claim birth =
                                new Claim(key, erasedAt.get(key.key()), seen.at(), "platform/" + seen.observationId());
                        claims.put(key.key(), new ArrayList<>(List.of(birth)));
                        people.add(new HashSet<>(Set.of(birth)));
                    }
                }
            }
            usable.sort(Comparator.<TypedKey>comparingInt(key -> -rule(key).priority())
                    .thenComparing(key -> claimsOf(claims, key).getFirst().firstSeen)
                    .thenComparing(TypedKey::key));
            List<TypedKey> companions = new ArrayList<>();
            for (TypedKey each : usable) {
                boolean refused = true;
                for (int i = 0; i < companions.size() && refused; i++) {
                    refused = wasSplitOff(people, claims, companions.get(i), each);
                    if (!refused) {
                        meet(people, claims, shared, companions.get(i), each, seen);
                    }
                }
                if (refused) {
                    companions.add(each);
                }
            }
        }
        return named(people, claims, shared);
    }

    /** Whether a person's word keeps an identifier from joining a stronger one, or from being taken over by it. */
    private boolean wasSplitOff(
            List<Set<Claim>> people, Map<IdentifierKey, List<Claim>> claims, TypedKey strong, TypedKey weak) {
        Set<Claim> mine = personOf(people, claimsOf(claims, strong).getLast());
        Set<Claim> theirs = personOf(people, claimsOf(claims, weak).getLast());
        boolean itself = mine.stream().anyMatch(claim -> separated(claim.key, weak));
        return itself || (onlyOnePerPerson(weak) && separated(mine, theirs));
    }

    private boolean separated(Set<Claim> mine, Set<Claim> theirs) {
        return mine.stream().anyMatch(one -> theirs.stream().anyMatch(other -> separated(one.key, other.key)));
    }

    private boolean separated(TypedKey one, TypedKey other) {
        return cuts.stream()
                .anyMatch(cut -> (cut.apart().contains(one) && cut.rest().contains(other))
                        || (cut.apart().contains(other) && cut.rest().contains(one)));
    }

    private void meet(
            List<Set<Claim>> people,
            Map<IdentifierKey, List<Claim>> claims,
            Map<IdentifierKey, Instant> shared,
            TypedKey strong,
            TypedKey weak,
            Seen seen) {
        Set<Claim> mine = personOf(people, claimsOf(claims, strong).getLast());
        Claim contested = claimsOf(claims, weak).getLast();
        Set<Claim> theirs = personOf(people, contested);
        if (mine.equals(theirs)) {
            return;
        }
        List<TypedKey> myKeys = openKeys(mine);
        List<TypedKey> together = new ArrayList<>(myKeys);
        together.addAll(openKeys(theirs));
        boolean namedDifferently = myKeys.stream()
                .filter(this::onlyOnePerPerson)
                .anyMatch(one -> openKeys(theirs).stream()
                        .anyMatch(other ->
                                other.type() == one.type() && other.scope().equals(one.scope())));
        if (!namedDifferently && !separated(mine, theirs)) {
            if (withinLimits(together)) {
                people.removeIf(each -> each.equals(mine) || each.equals(theirs));
                Set<Claim> union = new HashSet<>(mine);
                union.addAll(theirs);
                people.add(union);
            }
            return;
        }
        List<TypedKey> withOneMore = new ArrayList<>(myKeys);
        withOneMore.add(weak);
        if (onlyOnePerPerson(weak) || !withinLimitsOf(weak, withOneMore)) {
            return;
        }
        boolean hadItBefore = claimsOf(claims, weak).stream().anyMatch(mine::contains);
        contested.until = seen.at();
        if (hadItBefore) {
            shared.put(weak.key(), seen.at());
        } else {
            Claim taken = new Claim(weak, seen.at(), seen.at(), "platform/" + seen.observationId());
            claimsOf(claims, weak).add(taken);
            people.removeIf(each -> each.equals(mine));
            Set<Claim> more = new HashSet<>(mine);
            more.add(taken);
            people.add(more);
        }
    }

    private Map<IdentifierKey, List<Tenure>> named(
            List<Set<Claim>> people, Map<IdentifierKey, List<Claim>> claims, Map<IdentifierKey, Instant> shared) {
        Map<Claim, UUID> names = new HashMap<>();
        for (Set<Claim> person : people) {
            List<Claim> real = person.stream()
                    .filter(claim -> !claim.lastsNoTime())
                    .sorted(Comparator.<Claim, Instant>comparing(claim -> claim.firstSeen)
                            .thenComparing(claim -> claim.key.key())
                            .thenComparing(claim -> claim.since == null ? Instant.MIN : claim.since))
                    .toList();
            UUID name = real.stream()
                    .filter(claim -> claimsOf(claims, claim.key).size() == 1 && !shared.containsKey(claim.key.key()))
                    .findFirst()
                    .map(claim -> ownName(claim.key.key()))
                    .orElseGet(() -> real.isEmpty()
                            ? new UUID(0, 0)
                            : ProfileIds.foundedBy(real.getFirst().key.key(), real.getFirst().opening));
            person.forEach(claim -> names.put(claim, name));
        }
        Map<IdentifierKey, List<Tenure>> result = new TreeMap<>();
        claims.forEach((key, ofKey) -> {
            List<Tenure> tenures = new ArrayList<>();
            for (Claim claim : ofKey) {
                if (!claim.lastsNoTime()) {
                    tenures.add(new Tenure(
                            claim.since == null ? Tenure.BEGINNING : claim.since,
                            claim.until == null ? Tenure.OPEN : claim.until,
                            names.get(claim),
                            claim.firstSeen));
                }
            }
            Instant since = shared.get(key);
            if (since != null) {
                tenures.add(new Tenure(since, Tenure.OPEN, null, since));
            }
            result.put(key, tenures);
        });
        return result;
    }

    private UUID ownName(IdentifierKey key) {
        Instant erased = erasedAt.get(key);
        return erased == null ? ProfileIds.foundedBy(key) : Decisions.foundedAfter(key, erased);
    }

    private boolean onlyOnePerPerson(TypedKey key) {
        return rule(key).strength() == Strength.PERSON && rule(key).perProfileMax() == 1;
    }

    private boolean withinLimits(List<TypedKey> keys) {
        return keys.stream().allMatch(key -> withinLimitsOf(key, keys));
    }

    private boolean withinLimitsOf(TypedKey key, List<TypedKey> keys) {
        boolean perScope = key.type().scopeRequired() && rule(key).strength() == Strength.PERSON;
        long alike = keys.stream()
                .filter(other -> other.type() == key.type()
                        && (!perScope || other.scope().equals(key.scope())))
                .count();
        return alike <= rule(key).perProfileMax() && keys.size() <= rules.identifiersPerProfileMax();
    }

    private static List<TypedKey> openKeys(Set<Claim> person) {
        return person.stream()
                .filter(claim -> claim.until == null)
                .map(claim -> claim.key)
                .toList();
    }

    private static Set<Claim> personOf(List<Set<Claim>> people, Claim claim) {
        return people.stream()
                .filter(person -> person.contains(claim))
                .findFirst()
                .orElseThrow();
    }

    private static List<Claim> claimsOf(Map<IdentifierKey, List<Claim>> claims, TypedKey key) {
        List<Claim> ofKey = claims.get(key.key());
        if (ofKey == null) {
            throw new AssertionError("nobody claims " + key);
        }
        return ofKey;
    }

    private TypeRule rule(TypedKey key) {
        IdentifierType type = key.type();
        return rules.of(type);
    }

    private Set<TypedKey> allKeys() {
        Set<TypedKey> keys = new HashSet<>();
        history.forEach(seen -> keys.addAll(seen.keys()));
        return keys;
    }
}
