package io.evenreach.identity.stitching.domain;

import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identifiers.IdentifierType;
import io.evenreach.identifiers.ProfileIds;
import io.evenreach.identifiers.Strength;
import io.evenreach.identity.rules.Rules;
import io.evenreach.identity.rules.TypeRule;
import io.evenreach.identity.vocabulary.Purpose;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
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
    private final Decisions decisions;

    BruteForce(Rules rules, List<Seen> history) {
        this(rules, history, Decisions.NONE);
    }

    BruteForce(Rules rules, List<Seen> history, Decisions decisions) {
        this.erasedAt = decisions.erasedAt();
        this.rules = rules;
        this.cuts = decisions.cuts();
        this.decisions = decisions;
        this.history = history.stream()
                .sorted(Comparator.comparing(Seen::at).thenComparing(Seen::observationId))
                .toList();
    }

    Set<IdentifierKey> quarantined() {
        Set<IdentifierKey> result = new HashSet<>();
        for (TypedKey key : allKeys()) {
            int allowed = decisions.releases().stream()
                    .filter(release -> release.key().equals(key.key()))
                    .mapToInt(Release::personsMax)
                    .reduce(rule(key).personsPerKeyMax(), Math::max);
            for (Seen last : history) {
                if (mostPersonsUntil(last.at(), key) > allowed) {
                    result.add(key.key());
                }
            }
        }
        return result;
    }

    /**
     * With how many persons a key was seen until some time, and not longer before it than its window. Each phone of an
     * e-mail is one. Mails of a phone say nothing where a login says whose it is; without one, up to as many as somebody may
     * have are taken for somebody's.
     */
    private int mostPersonsUntil(Instant end, TypedKey key) {
        Duration window = rule(key).personsPerKeyWindow();
        Map<String, Set<TypedKey>> persons = new HashMap<>();
        for (Seen seen : history) {
            boolean counts = !seen.at().isAfter(end)
                    && (window == null || seen.at().isAfter(end.minus(window)))
                    && seen.keys().contains(key);
            boolean nobodyIsNamed =
                    seen.keys().stream().filter(this::onlyOnePerPerson).allMatch(key::equals);
            for (TypedKey other : counts ? seen.keys() : List.<TypedKey>of()) {
                boolean says = rule(other).priority() >= rule(key).priority()
                        || (!onlyOnePerPerson(key) && (onlyOnePerPerson(other) || nobodyIsNamed));
                boolean sameKind = other.type() == key.type() && other.scope().equals(key.scope());
                if (!sameKind && rule(other).strength() == Strength.PERSON && says) {
                    persons.computeIfAbsent(other.type() + "|" + other.scope(), kind -> new HashSet<>())
                            .add(other);
                }
            }
        }
        int most = 0;
        for (Set<TypedKey> ofKind : persons.values()) {
            TypedKey any = ofKind.iterator().next();
            boolean maybeOne = rule(any).priority() < rule(key).priority()
                    && ofKind.size() <= rule(any).perProfileMax();
            most = Math.max(most, maybeOne ? 1 : ofKind.size());
        }
        return most;
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
            leave(claims, purpose, seen.at());
            List<TypedKey> usable = new ArrayList<>();
            for (TypedKey key : new LinkedHashSet<>(seen.keys())) {
                boolean closed = closedFor(purpose).stream()
                        .anyMatch(span -> span.key().equals(key.key()) && covers(span, seen.at()));
                if (!nobody.contains(key.key()) && !shared.containsKey(key.key()) && !closed) {
                    usable.add(key);
                    if (!claims.containsKey(key.key())) {
                        Claim birth =
                                new Claim(key, erasedAt.get(key.key()), seen.at(), "platform/" + seen.observationId());
                        claims.put(key.key(), new ArrayList<>(List.of(birth)));
                        people.add(new HashSet<>(Set.of(birth)));
                    } else if (claimsOf(claims, key).getLast().until != null) {
                        Claim anew = new Claim(key, seen.at(), seen.at(), "platform/" + seen.observationId());
                        claimsOf(claims, key).add(anew);
                        people.add(new HashSet<>(Set.of(anew)));
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
        leave(claims, purpose, Instant.MAX);
        Map<IdentifierKey, List<Tenure>> owned = named(people, claims, shared, purpose);
        Set<IdentifierKey> all = new HashSet<>(owned.keySet());
        closedFor(purpose).forEach(span -> all.add(span.key()));
        all.removeAll(nobody);
        Map<IdentifierKey, List<Tenure>> result = new TreeMap<>();
        for (IdentifierKey key : all) {
            List<Tenure> tenures = outsideOfClosedTime(key, purpose, owned.getOrDefault(key, List.of()));
            if (!tenures.isEmpty()) {
                result.put(key, tenures);
            }
        }
        return result;
    }

    /** Who had an identifier before somebody who had it last and was erased has it no more from when those had it. */
    private void leave(Map<IdentifierKey, List<Claim>> claims, Purpose purpose, Instant until) {
        for (Vacancy vacancy : decisions.vacancies()) {
            List<Claim> ofKey = claims.get(vacancy.key());
            if (vacancy.untilSeen() && vacancy.purpose() == purpose && ofKey != null) {
                Claim last = ofKey.getLast();
                boolean before = last.firstSeen.isBefore(vacancy.from());
                if (last.until == null && before && !vacancy.from().isAfter(until)) {
                    last.until = vacancy.from();
                }
            }
        }
    }

    /** Time in which an identifier does not count, with when the purpose was withdrawn; null where it was not. */
    private record Closed(
            IdentifierKey key,
            Instant from,
            Instant to,
            @Nullable Instant withdrawnAt) {}

    private static boolean covers(Closed span, Instant at) {
        return !at.isBefore(span.from()) && at.isBefore(span.to());
    }

    private List<Closed> closedFor(Purpose purpose) {
        List<Closed> closed = new ArrayList<>();
        for (Vacancy vacancy : decisions.vacancies()) {
            if (vacancy.purpose() == purpose) {
                closed.add(new Closed(vacancy.key(), vacancy.from(), vacancy.to(), null));
                if (purpose == Purpose.ADS && vacancy.untilSeen()) {
                    Instant allowed = allowedAfter(vacancy.key(), purpose, vacancy.to());
                    closed.add(new Closed(vacancy.key(), vacancy.to(), allowed, vacancy.to()));
                }
            }
        }
        for (Withdrawal withdrawal : decisions.withdrawals()) {
            for (Span span : withdrawal.spans()) {
                if (span.purpose() == purpose) {
                    Instant to = span.to().equals(Tenure.OPEN)
                            ? allowedAfter(span.key(), purpose, latest(List.of(span.from(), withdrawal.at())))
                            : span.to();
                    closed.add(new Closed(span.key(), span.from(), to, withdrawal.at()));
                }
            }
        }
        if (purpose == Purpose.ADS) {
            erasedAt.forEach(
                    (key, at) -> closed.add(new Closed(key, Tenure.BEGINNING, allowedAfter(key, purpose, at), at)));
        }
        return closed;
    }

    private Instant allowedAfter(IdentifierKey key, Purpose purpose, Instant withdrawnAt) {
        return history.stream()
                .filter(seen -> seen.keys().stream().anyMatch(each -> each.key().equals(key)))
                .filter(seen -> seen.purposes().contains(purpose))
                .filter(seen -> seen.stated() || seen.purposes().size() < Purpose.values().length)
                .map(Seen::at)
                .filter(at -> at.isAfter(withdrawnAt))
                .min(Instant::compareTo)
                .orElse(Tenure.OPEN);
    }

    /** Looks at every span between two moments at which anything changes. */
    private List<Tenure> outsideOfClosedTime(IdentifierKey key, Purpose purpose, List<Tenure> owned) {
        List<Closed> closed = closedFor(purpose).stream()
                .filter(span -> span.key().equals(key))
                .toList();
        TreeSet<Instant> edges = new TreeSet<>();
        for (Tenure tenure : owned) {
            edges.addAll(List.of(tenure.from(), tenure.to()));
        }
        for (Closed span : closed) {
            edges.addAll(List.of(span.from(), span.to()));
        }
        List<Tenure> tenures = new ArrayList<>();
        Object before = null;
        for (Instant from : edges) {
            Instant to = edges.higher(from);
            List<Closed> here =
                    closed.stream().filter(span -> covers(span, from)).toList();
            boolean withdrawn = here.stream().anyMatch(span -> span.withdrawnAt() != null);
            Tenure owner = owned.stream()
                    .filter(tenure -> tenure.covers(from))
                    .findFirst()
                    .orElse(null);
            Object now = withdrawn ? "withdrawn" : here.isEmpty() ? owner : null;
            if (to != null && now != null) {
                Tenure last = now.equals(before) ? tenures.removeLast() : null;
                Instant begin = last == null ? from : last.from();
                tenures.add(
                        owner != null && !withdrawn
                                ? new Tenure(begin, to, owner.profileId(), latest(List.of(owner.firstSeenAt(), begin)))
                                : Tenure.withdrawn(begin, to, withdrawnIn(closed, begin, to)));
            }
            before = now;
        }
        return tenures;
    }

    private static Instant withdrawnIn(List<Closed> closed, Instant from, Instant to) {
        return latest(closed.stream()
                .filter(span -> span.from().isBefore(to) && from.isBefore(span.to()))
                .map(Closed::withdrawnAt)
                .filter(Objects::nonNull)
                .toList());
    }

    private static Instant latest(List<Instant> times) {
        return times.stream().max(Instant::compareTo).orElseThrow();
    }

    /** Whether somebody else had it at another time. */
    private boolean wasAnothers(TypedKey key, Purpose purpose) {
        Stream<Span> spans = Stream.concat(
                decisions.vacancies().stream()
                        .map(vacancy -> new Span(vacancy.key(), vacancy.purpose(), vacancy.from(), vacancy.to())),
                decisions.withdrawals().stream().flatMap(withdrawal -> withdrawal.spans().stream()));
        return spans.anyMatch(span -> span.key().equals(key.key())
                && span.purpose() == purpose
                && (!span.from().equals(Tenure.BEGINNING) || !span.to().equals(Tenure.OPEN)));
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
        List<Claim> together = new ArrayList<>(open(mine));
        together.addAll(open(theirs));
        boolean namedDifferently = myKeys.stream()
                .filter(this::onlyOnePerPerson)
                .anyMatch(one -> openKeys(theirs).stream()
                        .anyMatch(other ->
                                other.type() == one.type() && other.scope().equals(one.scope())));
        if (!namedDifferently && !separated(mine, theirs)) {
            if (withinLimits(together, seen.at())) {
                people.removeIf(each -> each.equals(mine) || each.equals(theirs));
                Set<Claim> union = new HashSet<>(mine);
                union.addAll(theirs);
                people.add(union);
            }
            return;
        }
        List<Claim> withOneMore = new ArrayList<>(open(mine));
        withOneMore.add(new Claim(weak, seen.at(), seen.at(), ""));
        if (onlyOnePerPerson(weak) || !withinLimitsOf(weak, withOneMore, seen.at())) {
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
            List<Set<Claim>> people,
            Map<IdentifierKey, List<Claim>> claims,
            Map<IdentifierKey, Instant> shared,
            Purpose purpose) {
        Map<Claim, UUID> names = new HashMap<>();
        for (Set<Claim> person : people) {
            List<Claim> real = person.stream()
                    .filter(claim -> !claim.lastsNoTime())
                    .sorted(Comparator.<Claim, Instant>comparing(claim -> claim.firstSeen)
                            .thenComparing(claim -> claim.key.key())
                            .thenComparing(claim -> claim.since == null ? Instant.MIN : claim.since))
                    .toList();
            UUID name = real.stream()
                    .filter(claim -> claimsOf(claims, claim.key).size() == 1
                            && !shared.containsKey(claim.key.key())
                            && !wasAnothers(claim.key, purpose))
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
        return rule(key).strength() == Strength.PERSON
                && rule(key).perProfileMax() == 1
                && rule(key).perProfileWindow() == null;
    }

    private boolean withinLimits(List<Claim> claims, Instant at) {
        return claims.stream().allMatch(claim -> withinLimitsOf(claim.key, claims, at));
    }

    private boolean withinLimitsOf(TypedKey key, List<Claim> claims, Instant at) {
        boolean perScope = key.type().scopeRequired() && rule(key).strength() == Strength.PERSON;
        Duration window = rule(key).perProfileWindow();
        long alike = claims.stream()
                .filter(other -> other.key.type() == key.type()
                        && (!perScope || other.key.scope().equals(key.scope()))
                        && (window == null || other.firstSeen.plus(window).isAfter(at)))
                .count();
        return alike <= rule(key).perProfileMax() && claims.size() <= rules.identifiersPerProfileMax();
    }

    private static List<Claim> open(Set<Claim> person) {
        return person.stream().filter(claim -> claim.until == null).toList();
    }

    private static List<TypedKey> openKeys(Set<Claim> person) {
        return open(person).stream().map(claim -> claim.key).toList();
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
