package io.evenreach.guidecommerce.guide;

import io.evenreach.contracts.EventTypes;
import io.evenreach.contracts.Topics;
import io.evenreach.contracts.guides.GuideActed;
import io.evenreach.guidecommerce.guide.Expertise.Review;
import io.evenreach.guidecommerce.guide.domain.GuideEvent;
import io.evenreach.guidecommerce.guide.domain.GuideLife;
import io.evenreach.guidecommerce.guide.domain.GuideStatus;
import io.evenreach.guidecommerce.guide.persistence.ExpertiseStore;
import io.evenreach.guidecommerce.guide.persistence.GuideStore;
import io.evenreach.guidecommerce.readahead.ReadAhead;
import io.evenreach.platform.outbox.Outbox;
import io.evenreach.platform.page.Cursor;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Registers guides and moves them through their life. */
@Service
public class Guides {

    private static final String ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
    private static final int CODE_LENGTH = 8;

    private final GuideStore store;
    private final ExpertiseStore expertise;
    private final ExpertiseProperties policy;
    private final Outbox outbox;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final ReadAhead<UUID, Optional<Guide>> read = new ReadAhead<>();

    Guides(GuideStore store, ExpertiseStore expertise, ExpertiseProperties policy, Outbox outbox, Clock clock) {
        this.store = store;
        this.expertise = expertise;
        this.policy = policy;
        this.outbox = outbox;
        this.clock = clock;
    }

    /** What somebody says of themselves when they register. */
    public record Registration(
            String displayName,
            List<String> destinations,
            List<String> categories,
            List<String> languages,
            @Nullable String referralCode) {}

    /** What came of an action. */
    public sealed interface Moved {
        /** Done, or done before. */
        record Done(Guide guide) implements Moved {}

        record NotThere() implements Moved {}

        record Illegal(GuideStatus status) implements Moved {}
    }

    /**
     * Registers a guide under a new id; again under the same id, it changes nothing.
     *
     * @return empty where the referral code is nobody's
     */
    @Transactional
    public Optional<Guide> register(UUID guideId, Registration registration) {
        UUID referrer = null;
        if (registration.referralCode() != null) {
            Optional<UUID> known =
                    store.ofReferralCode(registration.referralCode().strip().toUpperCase(Locale.ROOT));
            if (known.isEmpty()) {
                return Optional.empty();
            }
            referrer = known.get();
        }
        Instant now = now();
        Guide guide = new Guide(
                guideId,
                1,
                GuideStatus.DRAFT,
                now,
                null,
                registration.displayName(),
                areas(ExpertiseKind.DESTINATION, registration.destinations()),
                areas(ExpertiseKind.CATEGORY, registration.categories()),
                List.copyOf(registration.languages()),
                code(),
                referrer,
                null);
        if (store.insert(guide, now)) {
            guide.destinations().forEach(area -> declare(guideId, ExpertiseKind.DESTINATION, area, now));
            guide.categories().forEach(area -> declare(guideId, ExpertiseKind.CATEGORY, area, now));
            tell(guideId, "REGISTERED", guide.status(), now);
        }
        return store.find(guideId);
    }

    private static List<String> areas(ExpertiseKind kind, List<String> said) {
        return said.stream().map(kind::area).distinct().toList();
    }

    private void declare(UUID guideId, ExpertiseKind kind, String area, Instant now) {
        expertise.keep(guideId, new Expertise(kind, area, null, null, Review.OPEN, null, false, null), now);
    }

    /**
     * Lets an event happen to a guide. Approving verifies what they declared, unless each area needs evidence.
     *
     * @param goal the status that the event leads to; where it was this event that led the guide there, nothing changes
     * @param reason as the guide is told
     * @param doneBy who does it; null where time does
     */
    @Transactional
    public Moved move(
            UUID guideId, GuideEvent event, GuideStatus goal, @Nullable String reason, @Nullable String doneBy) {
        Optional<Guide> known = store.lock(guideId);
        if (known.isEmpty()) {
            return new Moved.NotThere();
        }
        GuideStatus status = known.get().status();
        if (status == goal && lastStepIs(guideId, event)) {
            return new Moved.Done(known.get());
        }
        if (status == goal && event == GuideEvent.SUSPEND && lastStepIs(guideId, GuideEvent.LICENCE_EXPIRED)) {
            // Somebody's reason outlives that of time: a new licence does not end it.
            store.take(guideId, new GuideStep(known.get().version() + 1, now(), event, status, goal, reason, doneBy));
            return new Moved.Done(store.find(guideId).orElseThrow());
        }
        Optional<GuideStatus> next = GuideLife.after(status, event);
        if (next.isEmpty()) {
            return new Moved.Illegal(status);
        }
        Instant now = now();
        store.take(guideId, new GuideStep(known.get().version() + 1, now, event, status, next.get(), reason, doneBy));
        tell(guideId, "STATUS_CHANGED", next.get(), now);
        if (event == GuideEvent.APPROVE && !policy.evidenceRequired()) {
            expertise.verifyAll(guideId);
        }
        return new Moved.Done(store.find(guideId).orElseThrow());
    }

    private void tell(UUID guideId, String kind, GuideStatus status, Instant at) {
        outbox.append(
                Topics.GUIDE_ACTIVITY,
                guideId.toString(),
                EventTypes.GUIDE_ACTED,
                new GuideActed(0, guideId, kind, status.name(), at));
    }

    /** What happened to a guide, the newest first, from before a version on where one is given. */
    @Transactional(readOnly = true)
    public List<GuideStep> steps(UUID guideId, @Nullable Long before, int limit) {
        return store.steps(guideId, before, limit);
    }

    /** Who was asked for more before a time and has been silent since; so many of them. */
    @Transactional(readOnly = true)
    public List<UUID> silentSince(Instant before, int limit) {
        return store.standing(GuideStatus.RESUBMIT, before, limit);
    }

    /** A guide who was asked for more has not answered, and has to apply anew. */
    @Transactional
    public void fellSilent(UUID guideId) {
        happened(guideId, GuideEvent.SILENT, GuideStatus.EXPIRED);
    }

    /** A guide has had no sale for long. */
    @Transactional
    public void fellIdle(UUID guideId) {
        happened(guideId, GuideEvent.IDLE, GuideStatus.DORMANT);
    }

    /** A guide who had no sale for long has one. */
    @Transactional
    public void sold(UUID guideId) {
        happened(guideId, GuideEvent.SALE, GuideStatus.ACTIVE);
    }

    /** Active guides whose licences have all expired; so many of them. */
    @Transactional(readOnly = true)
    public List<UUID> licencesExpired(int limit) {
        return expertise.licencesExpired(null, now(), limit);
    }

    /** All licences of a guide have expired, unless one was verified just now. */
    @Transactional
    public void licenceExpired(UUID guideId) {
        store.lock(guideId);
        if (!expertise.licencesExpired(guideId, now(), 1).isEmpty()) {
            move(guideId, GuideEvent.LICENCE_EXPIRED, GuideStatus.SUSPENDED, "The licence has expired.", null);
        }
    }

    /** A licence of a guide was verified. */
    @Transactional
    void licenceRenewed(UUID guideId) {
        boolean hadExpired = store.lock(guideId)
                .filter(guide -> guide.status() == GuideStatus.SUSPENDED)
                .filter(guide -> lastStepIs(guideId, GuideEvent.LICENCE_EXPIRED))
                .isPresent();
        if (hadExpired) {
            happened(guideId, GuideEvent.RENEWED, GuideStatus.ACTIVE);
        }
    }

    private boolean lastStepIs(UUID guideId, GuideEvent event) {
        return store.steps(guideId, null, 1).stream().anyMatch(last -> last.event() == event);
    }

    /** A guide who leaves has nothing to come and owes nothing. */
    @Transactional
    public void settled(UUID guideId) {
        happened(guideId, GuideEvent.SETTLED, GuideStatus.CLOSED);
    }

    /** Where somebody was faster, the event cannot happen any more, and nothing does. */
    private void happened(UUID guideId, GuideEvent event, GuideStatus goal) {
        move(guideId, event, goal, null, null);
    }

    /** What came of a change. */
    public sealed interface Changed {
        record Done(Guide guide) implements Changed {}

        record NotThere() implements Changed {}

        /** The guide is not what the caller knew. */
        record Stale(long version) implements Changed {}
    }

    /** @param known whether the caller knew this version */
    @Transactional
    public Changed pay(UUID guideId, Guide.Payee payee, LongPredicate known) {
        return store.lock(guideId)
                .<Changed>map(guide -> {
                    if (!known.test(guide.version())) {
                        return new Changed.Stale(guide.version());
                    }
                    if (!payee.equals(guide.payee())) {
                        store.changePayee(guideId, payee, now());
                    }
                    return new Changed.Done(store.find(guideId).orElseThrow());
                })
                .orElseGet(Changed.NotThere::new);
    }

    /** Reads guides at once that the transaction needs, and {@code depth} of those who brought them. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void readAhead(Collection<UUID> guideIds, int depth) {
        Map<UUID, Optional<Guide>> found = new HashMap<>();
        Set<UUID> next = Set.copyOf(guideIds);
        for (int above = 0; above <= depth && !next.isEmpty(); above++) {
            next.forEach(id -> found.put(id, Optional.empty()));
            List<Guide> some = store.findAll(next);
            some.forEach(guide -> found.put(guide.guideId(), Optional.of(guide)));
            next = some.stream()
                    .flatMap(guide -> Stream.ofNullable(guide.referrerId()))
                    .filter(id -> !found.containsKey(id))
                    .collect(Collectors.toSet());
        }
        read.put(found);
    }

    @Transactional(readOnly = true)
    public Optional<Guide> find(UUID guideId) {
        return read.get(guideId, () -> store.find(guideId));
    }

    @Transactional(readOnly = true)
    public Map<UUID, Guide> findAll(Collection<UUID> guideIds) {
        List<Guide> found = new ArrayList<>();
        Set<UUID> unread = new HashSet<>();
        for (UUID id : guideIds) {
            Optional<Guide> known = read.find(id);
            if (known == null) {
                unread.add(id);
            } else {
                known.ifPresent(found::add);
            }
        }
        if (!unread.isEmpty()) {
            found.addAll(store.findAll(unread));
        }
        return found.stream().distinct().collect(Collectors.toMap(Guide::guideId, Function.identity()));
    }

    /** Guides of one status, whoever has stood there longest first. */
    @Transactional(readOnly = true)
    public List<Guide> queue(GuideStatus status, Cursor.@Nullable Place after, int limit) {
        return store.queue(status, after, limit);
    }

    @Transactional(readOnly = true)
    public List<Guide> page(@Nullable UUID after, int limit) {
        return store.page(after, limit);
    }

    /** Who brought a guide, who brought them, and so on, {@code depth} at most. */
    @Transactional(readOnly = true)
    public List<UUID> referrers(Guide guide, int depth) {
        List<UUID> referrers = new ArrayList<>(depth);
        Optional<Guide> next = Optional.of(guide);
        while (referrers.size() < depth && next.isPresent() && next.get().referrerId() != null) {
            next = find(Objects.requireNonNull(next.get().referrerId()));
            next.map(Guide::guideId).ifPresent(referrers::add);
        }
        return referrers;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private String code() {
        StringBuilder code = new StringBuilder(CODE_LENGTH);
        for (int i = 0; i < CODE_LENGTH; i++) {
            code.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return code.toString();
    }
}
