package io.evenreach.guidecommerce.guide;

import io.evenreach.guidecommerce.guide.Expertise.EvidenceKind;
import io.evenreach.guidecommerce.guide.Expertise.Review;
import io.evenreach.guidecommerce.guide.persistence.ExpertiseStore;
import io.evenreach.guidecommerce.guide.persistence.GuideStore;
import io.evenreach.guidecommerce.readahead.ReadAhead;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * What guides know: declared with evidence by them, verified by the brand. What was verified counts until it expires,
 * also while a guide's newer evidence waits to be looked at.
 */
@Service
public class Expertises {

    /** As many as a guide can declare when they register. */
    private static final int AREAS_MAX = 50;

    private final GuideStore guides;
    private final Guides life;
    private final ExpertiseStore store;
    private final ExpertiseProperties policy;
    private final Clock clock;
    private final ReadAhead<Knowing, Boolean> read = new ReadAhead<>();

    Expertises(GuideStore guides, Guides life, ExpertiseStore store, ExpertiseProperties policy, Clock clock) {
        this.guides = guides;
        this.life = life;
        this.store = store;
        this.policy = policy;
        this.clock = clock;
    }

    /** What came of a request. */
    public sealed interface Outcome {
        record Done(Expertise expertise) implements Outcome {}

        record NotThere() implements Outcome {}

        /** The evidence has expired already. */
        record Expired() implements Outcome {}

        /** Nothing is verified without evidence. */
        record NoEvidence() implements Outcome {}

        record TooMany() implements Outcome {}
    }

    /** Something that a guide says they know, and since when they say it so. */
    public record Reviewable(UUID guideId, String displayName, Instant saidAt, Expertise expertise) {

        public Place place() {
            return new Place(saidAt, guideId, expertise.kind(), expertise.area());
        }
    }

    /** Where a page ended. */
    public record Place(Instant saidAt, UUID guideId, ExpertiseKind kind, String area) {}

    /** What approved guides say they know that stands so in its review, the oldest first. */
    @Transactional(readOnly = true)
    public List<Reviewable> inReview(Review review, @Nullable Place after, int limit) {
        return store.inReview(review, after, limit);
    }

    @Transactional(readOnly = true)
    public List<Expertise> of(UUID guideId) {
        return store.of(guideId);
    }

    /** Declares an area, or says more of one. The same again changes nothing. */
    @Transactional
    public Outcome declare(
            UUID guideId,
            ExpertiseKind kind,
            String said,
            Expertise.@Nullable Evidence evidence,
            @Nullable Instant expiresAt) {
        Guide guide = guides.lock(guideId).orElse(null);
        if (guide == null) {
            return new Outcome.NotThere();
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        if (expiresAt != null && !expiresAt.isAfter(now)) {
            return new Outcome.Expired();
        }
        String area = kind.area(said);
        Expertise before = store.find(guideId, kind, area)
                .orElse(new Expertise(kind, area, null, null, Review.OPEN, null, false, null));
        Expertise after = new Expertise(
                kind, area, evidence, expiresAt, Review.OPEN, null, before.verified(), before.verifiedUntil());
        List<String> declared = kind == ExpertiseKind.DESTINATION ? guide.destinations() : guide.categories();
        boolean isNew = !declared.contains(area);
        if (isNew && declared.size() >= AREAS_MAX) {
            return new Outcome.TooMany();
        }
        boolean saysTheSame = !isNew
                && java.util.Objects.equals(before.evidence(), evidence)
                && java.util.Objects.equals(before.expiresAt(), expiresAt);
        if (saysTheSame) {
            return new Outcome.Done(before);
        }
        store.keep(guideId, after, now);
        if (isNew) {
            List<String> more = new ArrayList<>(declared);
            more.add(area);
            changeDeclared(guide, kind, more, now);
        }
        return new Outcome.Done(after);
    }

    /**
     * Finds true what the guide said last, for as long as they said. Who was suspended because their licence had expired is
     * active again with a new one.
     */
    @Transactional
    public Outcome verify(UUID guideId, ExpertiseKind kind, String said) {
        Expertise known = locked(guideId, kind, said);
        if (known == null) {
            return new Outcome.NotThere();
        }
        if (policy.evidenceRequired() && known.evidence() == null) {
            return new Outcome.NoEvidence();
        }
        if (known.expiresAt() != null && !known.expiresAt().isAfter(clock.instant())) {
            return new Outcome.Expired();
        }
        Outcome verified = kept(
                guideId,
                new Expertise(
                        kind,
                        known.area(),
                        known.evidence(),
                        known.expiresAt(),
                        Review.VERIFIED,
                        null,
                        true,
                        known.expiresAt()));
        if (known.evidence() != null && known.evidence().kind() == EvidenceKind.LICENCE) {
            life.licenceRenewed(guideId);
        }
        return verified;
    }

    /** Does not find it true, and takes back that it was. */
    @Transactional
    public Outcome refuse(UUID guideId, ExpertiseKind kind, String said, @Nullable String reason) {
        Expertise known = locked(guideId, kind, said);
        if (known == null) {
            return new Outcome.NotThere();
        }
        return kept(
                guideId,
                new Expertise(
                        kind, known.area(), known.evidence(), known.expiresAt(), Review.REFUSED, reason, false, null));
    }

    /** The guide does not claim it any more. Repeated, it changes nothing. */
    @Transactional
    public boolean withdraw(UUID guideId, ExpertiseKind kind, String said) {
        Guide guide = guides.lock(guideId).orElse(null);
        if (guide == null) {
            return false;
        }
        String area = kind.area(said);
        store.delete(guideId, kind, area);
        List<String> declared = kind == ExpertiseKind.DESTINATION ? guide.destinations() : guide.categories();
        if (declared.contains(area)) {
            List<String> left =
                    declared.stream().filter(other -> !other.equals(area)).toList();
            changeDeclared(guide, kind, left, clock.instant().truncatedTo(ChronoUnit.MICROS));
        }
        return true;
    }

    /** Whether a guide knew both the place and the goods at a time, as far as the brand has found it true. */
    @Transactional(readOnly = true)
    public boolean knows(UUID guideId, String destination, String category, Instant at) {
        Knowing asked = new Knowing(
                guideId, ExpertiseKind.DESTINATION.area(destination), ExpertiseKind.CATEGORY.area(category), at);
        return read.get(asked, () -> store.knows(asked.guideId(), asked.destination(), asked.category(), at));
    }

    /** What {@link #knows} is asked. */
    public record Knowing(UUID guideId, String destination, String category, Instant at) {}

    /** Reads at once what {@link #knows} will be asked in this transaction. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void readAhead(Collection<Knowing> asked) {
        read.put(store.know(asked.stream()
                .map(one -> new Knowing(
                        one.guideId(),
                        ExpertiseKind.DESTINATION.area(one.destination()),
                        ExpertiseKind.CATEGORY.area(one.category()),
                        one.at()))
                .collect(Collectors.toSet())));
    }

    private @Nullable Expertise locked(UUID guideId, ExpertiseKind kind, String said) {
        return guides.lock(guideId)
                .flatMap(guide -> store.find(guideId, kind, kind.area(said)))
                .orElse(null);
    }

    private Outcome kept(UUID guideId, Expertise expertise) {
        store.keep(guideId, expertise, clock.instant());
        return new Outcome.Done(expertise);
    }

    private void changeDeclared(Guide guide, ExpertiseKind kind, List<String> areas, Instant now) {
        boolean places = kind == ExpertiseKind.DESTINATION;
        guides.changeDeclared(
                guide.guideId(), places ? areas : guide.destinations(), places ? guide.categories() : areas, now);
    }
}
