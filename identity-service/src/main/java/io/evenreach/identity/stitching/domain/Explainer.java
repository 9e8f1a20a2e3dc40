package io.evenreach.identity.stitching.domain;

import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identifiers.Strength;
import io.evenreach.identity.rules.Rules;
import io.evenreach.identity.stitching.domain.Explanation.Apart;
import io.evenreach.identity.stitching.domain.Explanation.Reason;
import io.evenreach.identity.stitching.domain.Explanation.Step;
import io.evenreach.identity.stitching.domain.Explanation.Together;
import io.evenreach.identity.vocabulary.Purpose;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Explains the fold of some evidence for one purpose, by folding it once more and noting what every sighting linked. */
final class Explainer {

    /** A tenure: identifiers that changed hands link different people at different times. */
    private record Node(IdentifierKey key, Instant from) {}

    /** What one sighting links. */
    private record Linked(Set<Node> nodes, Evidence evidence, Sighting sighting) {}

    private record Seen(IdentifierKey from, IdentifierKey to, Evidence evidence) {}

    private final Rules rules;
    private final Purpose purpose;
    private final List<Evidence> evidence;
    private final Decisions decisions;
    private final Folded folded;
    private final Partition partition;
    private final Map<IdentifierKey, TypedKey> typed = new HashMap<>();

    /**
     * @param evidence all that belongs to the components of both identifiers
     * @param quarantined keys that identify nobody whatever this evidence says
     */
    Explainer(
            Rules rules,
            Purpose purpose,
            Collection<Evidence> evidence,
            Set<IdentifierKey> quarantined,
            Decisions decisions) {
        this.rules = rules;
        this.purpose = purpose;
        this.evidence = evidence.stream()
                .sorted(Comparator.<Evidence, Instant>comparing(
                                each -> each.sightings().firstAt())
                        .thenComparing(Evidence::id))
                .toList();
        this.decisions = decisions;
        Set<SightingRef> all = new HashSet<>();
        for (Evidence each : evidence) {
            each.sightings().kept().forEach(sighting -> all.add(new SightingRef(each.id(), sighting)));
            each.keys().forEach(key -> typed.put(key.key(), key));
        }
        this.folded = Fold.of(rules, quarantined, evidence, decisions, all);
        this.partition = folded.of(purpose);
    }

    /** @param weakest of what may lead from one to the other, both ends included */
    Explanation explain(IdentifierKey a, IdentifierKey b, Strength weakest) {
        UUID one = ownerNow(a);
        UUID other = ownerNow(b);
        if (one == null || !one.equals(other)) {
            return apart(a, b);
        }
        if (isWeaker(a, weakest) || isWeaker(b, weakest)) {
            return new Apart(Reason.WEAKER_LINK, isWeaker(a, weakest) ? a : b, null);
        }
        List<Step> path = path(a, b, weakest);
        return path.isEmpty() && !a.equals(b) && weakest != Strength.COOKIE
                ? new Apart(Reason.WEAKER_LINK, null, null)
                : new Together(one, path);
    }

    private boolean isWeaker(IdentifierKey key, Strength weakest) {
        return rules.of(typed(key).type()).strength().compareTo(weakest) > 0;
    }

    private @Nullable UUID ownerNow(IdentifierKey key) {
        Tenure tenure = tenureNow(key);
        return tenure == null ? null : tenure.profileId();
    }

    private @Nullable Tenure tenureNow(IdentifierKey key) {
        if (folded.quarantined().contains(key)) {
            return null;
        }
        List<Tenure> tenures = partition.tenures().getOrDefault(key, List.of());
        return tenures.isEmpty() || !tenures.getLast().isNow() ? null : tenures.getLast();
    }

    private List<Step> path(IdentifierKey a, IdentifierKey b, Strength weakest) {
        Map<Node, List<Linked>> links = links();
        Node start = node(a, Objects.requireNonNull(tenureNow(a)));
        Node goal = node(b, Objects.requireNonNull(tenureNow(b)));
        Map<Node, Step> reachedBy = new HashMap<>();
        Map<Node, Node> before = new HashMap<>();
        ArrayDeque<Node> open = new ArrayDeque<>(List.of(start));
        before.put(start, start);
        while (!open.isEmpty() && !before.containsKey(goal)) {
            Node node = open.removeFirst();
            for (Linked linked : links.getOrDefault(node, List.of())) {
                for (Node next : linked.nodes()) {
                    if (!isWeaker(next.key(), weakest) && before.putIfAbsent(next, node) == null) {
                        reachedBy.put(
                                next,
                                new Step(typed(node.key()), typed(next.key()), linked.evidence(), linked.sighting()));
                        open.addLast(next);
                    }
                }
            }
        }
        List<Step> path = new ArrayList<>();
        for (Node node = goal; reachedBy.containsKey(node); node = Objects.requireNonNull(before.get(node))) {
            path.add(Objects.requireNonNull(reachedBy.get(node)));
        }
        Collections.reverse(path);
        return path;
    }

    private Node node(IdentifierKey key, Tenure tenure) {
        return new Node(key, partition.takenOver(key, tenure));
    }

    private TypedKey typed(IdentifierKey key) {
        return Objects.requireNonNull(typed.get(key));
    }

    /** Per tenure, the first sightings that link it to others of its profile. */
    private Map<Node, List<Linked>> links() {
        Map<Node, List<Linked>> links = new HashMap<>();
        for (Evidence each : evidence) {
            if (each.purposes().contains(purpose)) {
                Map<Set<Node>, Sighting> first = new LinkedHashMap<>();
                for (Sighting sighting : each.sightings().kept()) {
                    perProfile(each, sighting).forEach(nodes -> first.putIfAbsent(nodes, sighting));
                }
                first.forEach((nodes, sighting) -> {
                    Linked linked = new Linked(nodes, each, sighting);
                    nodes.forEach(node -> links.computeIfAbsent(node, unseen -> new ArrayList<>())
                            .add(linked));
                });
            }
        }
        return links;
    }

    /** What a sighting links; more than one set where a split keeps some of its identifiers from the others. */
    private Collection<Set<Node>> perProfile(Evidence each, Sighting sighting) {
        Map<IdentifierKey, Verdict> verdicts =
                partition.verdicts().getOrDefault(new SightingRef(each.id(), sighting), Map.of());
        Map<UUID, Set<Node>> nodes = new LinkedHashMap<>();
        for (TypedKey key : each.keys()) {
            Verdict verdict = verdicts.get(key.key());
            if (verdict == null || verdict == Verdict.SPLIT || !verdict.holds()) {
                partition.tenures().getOrDefault(key.key(), List.of()).stream()
                        .filter(tenure -> tenure.covers(sighting.at()) && tenure.profileId() != null)
                        .forEach(tenure -> nodes.computeIfAbsent(
                                        Objects.requireNonNull(tenure.profileId()), unseen -> new HashSet<>())
                                .add(node(key.key(), tenure)));
            }
        }
        nodes.values().removeIf(linked -> linked.size() < 2);
        return nodes.values();
    }

    private Apart apart(IdentifierKey a, IdentifierKey b) {
        for (IdentifierKey key : List.of(a, b)) {
            if (folded.quarantined().contains(key)) {
                return new Apart(Reason.QUARANTINED, key, null);
            }
            boolean seen = typed.containsKey(key);
            if (decisions.erasedAt().containsKey(key) && !seen) {
                return new Apart(Reason.ERASED, key, null);
            }
            if (isWithdrawn(key)) {
                return new Apart(Reason.WITHDRAWN, key, withdrawalOf(key));
            }
            if (tenureNow(key) == null && wasLeft(key)) {
                return new Apart(Reason.ERASED, key, null);
            }
            if (!partition.tenures().containsKey(key)) {
                return new Apart(seen ? Reason.DIFFERENT_PURPOSE : Reason.NEVER_SEEN, key, null);
            }
        }
        for (Cut cut : decisions.cuts()) {
            if (separates(cut, a, b) || separates(cut, b, a)) {
                return new Apart(Reason.SPLIT, null, cut.id());
            }
        }
        List<Seen> allowed = shortest(
                a,
                b,
                each -> each.purposes().contains(purpose),
                key -> !folded.quarantined().contains(key));
        if (!allowed.isEmpty()) {
            return refusal(allowed);
        }
        List<Seen> throughShared = shortest(a, b, each -> each.purposes().contains(purpose), key -> true);
        if (!throughShared.isEmpty()) {
            IdentifierKey shared = throughShared.stream()
                    .map(Seen::to)
                    .filter(folded.quarantined()::contains)
                    .findFirst()
                    .orElse(null);
            return new Apart(Reason.QUARANTINED, shared, null);
        }
        return new Apart(
                shortest(a, b, each -> true, key -> true).isEmpty()
                        ? Reason.NEVER_SEEN_TOGETHER
                        : Reason.DIFFERENT_PURPOSE,
                null,
                null);
    }

    /** Whether whoever had it last was erased. */
    private boolean wasLeft(IdentifierKey key) {
        return decisions.vacancies().stream()
                .anyMatch(vacancy -> vacancy.key().equals(key) && vacancy.purpose() == purpose && vacancy.untilSeen());
    }

    private boolean isWithdrawn(IdentifierKey key) {
        Tenure tenure = tenureNow(key);
        return tenure != null && tenure.withdrawn();
    }

    /** The newest withdrawal of a key; null where it is withdrawn because it was erased. */
    private @Nullable UUID withdrawalOf(IdentifierKey key) {
        return decisions.withdrawals().stream()
                .filter(withdrawal -> withdrawal.spans().stream()
                        .anyMatch(span -> span.key().equals(key) && span.purpose() == purpose))
                .max(Comparator.comparing(Withdrawal::at).thenComparing(Withdrawal::id))
                .map(Withdrawal::id)
                .orElse(null);
    }

    private static boolean separates(Cut cut, IdentifierKey apart, IdentifierKey rest) {
        return cut.apart().stream().anyMatch(key -> key.key().equals(apart))
                && cut.rest().stream().anyMatch(key -> key.key().equals(rest));
    }

    /** The first step on the way that does not link. */
    private Apart refusal(List<Seen> path) {
        for (Seen step : path) {
            UUID from = ownerNow(step.from());
            UUID to = ownerNow(step.to());
            if (from == null || to == null) {
                IdentifierKey nobodys = from == null ? step.from() : step.to();
                return new Apart(
                        isWithdrawn(nobodys) ? Reason.WITHDRAWN : Reason.SHARED,
                        nobodys,
                        step.evidence().id());
            }
            if (!from.equals(to)) {
                Map<IdentifierKey, Verdict> held =
                        partition.held().getOrDefault(step.evidence().id(), Map.of());
                for (IdentifierKey key : List.of(step.to(), step.from())) {
                    Verdict verdict = held.get(key);
                    if (verdict != null) {
                        return new Apart(
                                Reason.of(verdict), key, step.evidence().id());
                    }
                }
                return new Apart(
                        Reason.CHANGED_HANDS, changed(step), step.evidence().id());
            }
        }
        throw new IllegalStateException("every step links, and yet they are two people's");
    }

    private IdentifierKey changed(Seen step) {
        return partition.tenures().getOrDefault(step.from(), List.of()).size() > 1 ? step.from() : step.to();
    }

    /** The fewest sets that lead from one identifier to the other; empty where none do. */
    private List<Seen> shortest(
            IdentifierKey a, IdentifierKey b, Predicate<Evidence> rows, Predicate<IdentifierKey> keys) {
        Map<IdentifierKey, List<Evidence>> mentioning = new HashMap<>();
        evidence.stream()
                .filter(rows)
                .forEach(each -> each.keys()
                        .forEach(key -> mentioning
                                .computeIfAbsent(key.key(), unseen -> new ArrayList<>())
                                .add(each)));
        Map<IdentifierKey, Seen> reachedBy = new HashMap<>();
        Set<UUID> read = new HashSet<>();
        ArrayDeque<IdentifierKey> open = new ArrayDeque<>(List.of(a));
        while (!open.isEmpty() && !reachedBy.containsKey(b)) {
            IdentifierKey node = open.removeFirst();
            for (Evidence each : mentioning.getOrDefault(node, List.of())) {
                if (read.add(each.id())) {
                    for (TypedKey next : each.keys()) {
                        if (keys.test(next.key())
                                && !next.key().equals(a)
                                && reachedBy.putIfAbsent(next.key(), new Seen(node, next.key(), each)) == null) {
                            open.addLast(next.key());
                        }
                    }
                }
            }
        }
        List<Seen> path = new ArrayList<>();
        for (Seen step = reachedBy.get(b); step != null; step = reachedBy.get(step.from())) {
            path.add(step);
        }
        Collections.reverse(path);
        return path;
    }
}
