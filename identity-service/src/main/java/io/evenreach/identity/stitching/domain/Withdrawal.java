package io.evenreach.identity.stitching.domain;

import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identity.vocabulary.Purpose;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A person's word that their identifiers may not be used for a purpose any more. It is evidence like a split: whenever it
 * is given or removed, people are what the fold of all that is left says.
 *
 * @param profileId the profile whose identifiers they are
 * @param spans the time that the identifiers were the person's. One that is open ends with the first sighting after
 *     it began and after {@code at} whose sender says that the purpose is allowed; until then nothing that is seen of it counts
 * @param reason in the words of whoever withdrew it; null where they gave none
 */
public record Withdrawal(
        UUID id,
        UUID profileId,
        List<Span> spans,
        String decidedBy,
        Instant at,
        @Nullable String reason) {

    private static final Comparator<Span> ORDER =
            Comparator.comparing(Span::key).thenComparing(Span::purpose).thenComparing(Span::from);

    public Withdrawal {
        spans = spans.stream().distinct().sorted(ORDER).toList();
        if (spans.isEmpty()) {
            throw new IllegalArgumentException("a withdrawal is about some identifier");
        }
    }

    /**
     * What a profile withdraws: the identifiers it has now, whatever they are its for, and the time that others were its
     * for these purposes. What is withdrawn already is not among them.
     *
     * @param identifiers those of the profile that it is about, with everybody who owned them
     */
    public static List<Span> spansOf(
            UUID profileId, Map<IdentifierKey, Timeline> identifiers, Collection<Purpose> purposes) {
        List<Span> spans = new ArrayList<>();
        identifiers.forEach((key, timeline) -> {
            for (Purpose purpose : purposes) {
                List<Tenure> tenures = timeline.of(purpose);
                for (Tenure tenure : tenures) {
                    boolean ended = !tenure.to().equals(Tenure.OPEN);
                    if (ended
                            ? profileId.equals(tenure.profileId())
                            : isNow(profileId, timeline) && !tenure.withdrawn()) {
                        spans.add(new Span(key, purpose, tenure.from(), tenure.to()));
                    }
                }
                Instant ended =
                        tenures.isEmpty() ? Tenure.BEGINNING : tenures.getLast().to();
                if (!ended.equals(Tenure.OPEN) && isNow(profileId, timeline)) {
                    spans.add(new Span(key, purpose, ended, Tenure.OPEN));
                }
            }
        });
        return spans;
    }

    /** Whether a profile has an identifier now, for whatever purpose. */
    private static boolean isNow(UUID profileId, Timeline timeline) {
        return timeline.tenures().values().stream()
                .map(List::getLast)
                .anyMatch(tenure -> tenure.isNow() && profileId.equals(tenure.profileId()));
    }

    /** What is left of it without some keys; empty where nothing is. */
    Optional<Withdrawal> without(Set<IdentifierKey> gone) {
        List<Span> left =
                spans.stream().filter(span -> !gone.contains(span.key())).toList();
        return left.isEmpty()
                ? Optional.empty()
                : Optional.of(new Withdrawal(id, profileId, left, decidedBy, at, reason));
    }

    public List<IdentifierKey> keys() {
        return spans.stream().map(Span::key).distinct().toList();
    }
}
