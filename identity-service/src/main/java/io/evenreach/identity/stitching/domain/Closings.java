package io.evenreach.identity.stitching.domain;

import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identity.vocabulary.Purpose;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * When identifiers do not count for a purpose: because that was withdrawn, or because the time is that of somebody who was
 * erased. What was seen of them in that time links nothing, and nobody owns them in it. Mutable until every sighting that
 * gives a purpose again was heard of.
 */
final class Closings {

    /** @param withdrawnAt null where the time is that of somebody who was erased */
    private record Closing(
            Instant from, Instant to, @Nullable Instant withdrawnAt) {

        boolean covers(Instant time) {
            return !time.isBefore(from) && time.isBefore(to);
        }

        Stream<Tenure> withdrawn() {
            return withdrawnAt == null ? Stream.empty() : Stream.of(Tenure.withdrawn(from, to, withdrawnAt));
        }

        boolean isEndedBy(Instant consent) {
            return withdrawnAt != null
                    && to.equals(Tenure.OPEN)
                    && consent.isAfter(withdrawnAt)
                    && consent.isAfter(from);
        }
    }

    /**
     * That a key was taken over by somebody who was erased: whoever had it before does not have it again for that.
     *
     * @param at when it was taken over
     */
    record Departure(IdentifierKey key, Instant at) {}

    private final Map<IdentifierKey, List<Closing>> closings = new HashMap<>();
    private final List<Departure> departures = new ArrayList<>(0);
    private final Set<IdentifierKey> handedOn = new HashSet<>();

    private Closings() {}

    static Closings of(Decisions decisions, Purpose purpose) {
        Closings closings = new Closings();
        for (Withdrawal withdrawal : decisions.withdrawals()) {
            withdrawal.spans().stream()
                    .filter(span -> span.purpose() == purpose)
                    .forEach(span -> closings.add(span, withdrawal.at()));
        }
        if (purpose == Purpose.ADS) {
            decisions
                    .erasedAt()
                    .forEach((key, at) -> closings.add(new Span(key, purpose, Tenure.BEGINNING, Tenure.OPEN), at));
        }
        decisions.vacancies().stream()
                .filter(vacancy -> vacancy.purpose() == purpose)
                .forEach(closings::add);
        closings.departures.sort(Comparator.comparing(Departure::at));
        return closings;
    }

    private void add(Vacancy vacancy) {
        IdentifierKey key = vacancy.key();
        Purpose purpose = vacancy.purpose();
        add(new Span(key, purpose, vacancy.from(), vacancy.to()), null);
        if (vacancy.untilSeen()) {
            departures.add(new Departure(key, vacancy.from()));
            if (purpose == Purpose.ADS) {
                add(new Span(key, purpose, vacancy.to(), Tenure.OPEN), vacancy.to());
            }
        }
    }

    private void add(Span span, @Nullable Instant withdrawnAt) {
        closings.computeIfAbsent(span.key(), unseen -> new ArrayList<>(1))
                .add(new Closing(span.from(), span.to(), withdrawnAt));
        if (!span.from().equals(Tenure.BEGINNING) || !span.to().equals(Tenure.OPEN)) {
            handedOn.add(span.key());
        }
    }

    boolean isEmpty() {
        return closings.isEmpty();
    }

    /** Hears that the purpose was allowed for a key; must be told in order of time. */
    void allowedAgain(IdentifierKey key, Instant at) {
        List<Closing> ofKey = closings.get(key);
        if (ofKey != null) {
            ofKey.replaceAll(closing ->
                    closing.isEndedBy(at) ? new Closing(closing.from(), at, closing.withdrawnAt()) : closing);
        }
    }

    /** Why a key does not count at a time; null where it does. */
    @Nullable
    Verdict verdict(IdentifierKey key, Instant at) {
        if (closings.isEmpty()) {
            return null;
        }
        Verdict verdict = null;
        for (Closing closing : of(key)) {
            if (closing.covers(at)) {
                if (closing.withdrawnAt() != null) {
                    return Verdict.WITHDRAWN;
                }
                verdict = Verdict.ERASED;
            }
        }
        return verdict;
    }

    /** Whether it was somebody else's at another time. */
    boolean changedHands(IdentifierKey key) {
        return handedOn.contains(key);
    }

    /** In order of time. */
    List<Departure> departures() {
        return departures;
    }

    /** Keys that are closed at some time. */
    Set<IdentifierKey> keys() {
        return closings.keySet();
    }

    /** The tenures of a key outside of the time in which it is closed, and those in which it is withdrawn. */
    List<Tenure> applyTo(IdentifierKey key, List<Tenure> owned) {
        List<Closing> ofKey = of(key);
        if (ofKey.isEmpty()) {
            return owned;
        }
        List<Tenure> tenures = owned;
        for (Closing closing : ofKey) {
            tenures = outside(tenures, closing);
        }
        List<Tenure> all = new ArrayList<>(tenures);
        all.addAll(withdrawn(ofKey));
        all.sort(Comparator.comparing(Tenure::from));
        return all;
    }

    private List<Closing> of(IdentifierKey key) {
        return closings.getOrDefault(key, List.of());
    }

    private static List<Tenure> outside(List<Tenure> tenures, Closing closing) {
        List<Tenure> left = new ArrayList<>(tenures.size() + 1);
        for (Tenure tenure : tenures) {
            addPart(left, tenure, tenure.from(), earlier(tenure.to(), closing.from()));
            addPart(left, tenure, later(tenure.from(), closing.to()), tenure.to());
        }
        return left;
    }

    private static void addPart(List<Tenure> into, Tenure of, Instant from, Instant to) {
        if (from.isBefore(to)) {
            into.add(new Tenure(from, to, of.profileId(), later(of.firstSeenAt(), from)));
        }
    }

    /** Without a gap or an overlap between them, they are one. */
    private static List<Tenure> withdrawn(List<Closing> ofKey) {
        List<Tenure> withdrawn = new ArrayList<>(1);
        ofKey.stream()
                .flatMap(Closing::withdrawn)
                .sorted(Comparator.comparing(Tenure::from))
                .forEach(next -> {
                    Tenure last = withdrawn.isEmpty() ? null : withdrawn.getLast();
                    if (last == null || last.to().isBefore(next.from())) {
                        withdrawn.add(next);
                    } else {
                        withdrawn.set(
                                withdrawn.size() - 1,
                                Tenure.withdrawn(
                                        last.from(),
                                        later(last.to(), next.to()),
                                        later(last.firstSeenAt(), next.firstSeenAt())));
                    }
                });
        return withdrawn;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isBefore(other) ? other : one;
    }
}
