package io.evenreach.identity.stitching.domain;

import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identity.vocabulary.Purpose;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What goes with a person who is erased, and nothing of anybody else.
 *
 * @param alone identifiers that nobody else has or had
 * @param times when the person had others
 */
public record Belongings(Set<IdentifierKey> alone, List<Vacancy> times) {

    public Belongings {
        alone = Set.copyOf(alone);
        times = List.copyOf(times);
    }

    /**
     * @param profiles those of the person
     * @param identifiers all that the person has, had or withdrew, with everybody who owned them
     * @param withdrawals about these identifiers, of whomever
     */
    public static Belongings of(
            Collection<UUID> profiles,
            Map<IdentifierKey, Timeline> identifiers,
            Collection<Withdrawal> withdrawals,
            Instant erasedAt) {
        Set<IdentifierKey> alone = new HashSet<>();
        List<Vacancy> times = new ArrayList<>();
        identifiers.forEach((key, timeline) -> {
            List<Withdrawal> about = withdrawals.stream()
                    .filter(each -> each.keys().contains(key))
                    .toList();
            List<Span> ofOthers = about.stream()
                    .filter(each -> !profiles.contains(each.profileId()))
                    .flatMap(each -> each.spans().stream())
                    .filter(span -> span.key().equals(key))
                    .toList();
            if (timeline.isSomebodyElsesToo(profiles, ofOthers)) {
                times.addAll(times(profiles, key, timeline, about, erasedAt));
            } else {
                alone.add(key);
            }
        });
        return new Belongings(alone, times);
    }

    /** The time that a person had an identifier until they were erased. */
    static List<Vacancy> times(
            Collection<UUID> profiles,
            IdentifierKey key,
            Timeline timeline,
            Collection<Withdrawal> withdrawals,
            Instant erasedAt) {
        List<Vacancy> times = new ArrayList<>();
        timeline.tenures().forEach((purpose, tenures) -> {
            Stream<Span> owned = tenures.stream()
                    .filter(tenure -> tenure.profileId() != null && profiles.contains(tenure.profileId()))
                    .map(tenure -> new Span(key, purpose, tenure.from(), tenure.to()));
            Stream.concat(owned, withdrawnBy(profiles, key, purpose, tenures, withdrawals))
                    .filter(span -> span.from().isBefore(erasedAt))
                    .map(span -> vacancy(span, erasedAt))
                    .forEach(times::add);
        });
        return times;
    }

    private static Vacancy vacancy(Span span, Instant erasedAt) {
        Instant to = span.to().isBefore(erasedAt) ? span.to() : erasedAt;
        return new Vacancy(
                span.key(), span.purpose(), span.from(), to, span.to().equals(Tenure.OPEN));
    }

    private static boolean isOf(Span span, IdentifierKey key, Purpose purpose) {
        return span.key().equals(key) && span.purpose() == purpose;
    }

    /**
     * The time of a person that they withdrew. It is theirs still where it has not ended, and nobody else withdrew the same
     * from a later time on.
     */
    private static Stream<Span> withdrawnBy(
            Collection<UUID> profiles,
            IdentifierKey key,
            Purpose purpose,
            List<Tenure> tenures,
            Collection<Withdrawal> withdrawals) {
        boolean withdrawn = tenures.getLast().withdrawn() && tenures.getLast().isNow();
        Instant byOthers = withdrawals.stream()
                .filter(each -> !profiles.contains(each.profileId()))
                .flatMap(each -> each.spans().stream())
                .filter(span -> isOf(span, key, purpose) && span.to().equals(Tenure.OPEN))
                .map(Span::from)
                .max(Comparator.naturalOrder())
                .orElse(null);
        return withdrawals.stream()
                .filter(each -> profiles.contains(each.profileId()))
                .flatMap(each -> each.spans().stream())
                .filter(span -> isOf(span, key, purpose))
                .filter(span -> !span.to().equals(Tenure.OPEN)
                        || (withdrawn && (byOthers == null || span.from().isAfter(byOthers))));
    }
}
