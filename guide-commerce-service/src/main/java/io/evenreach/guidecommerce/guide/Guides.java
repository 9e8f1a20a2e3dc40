package io.evenreach.guidecommerce.guide;

import io.evenreach.guidecommerce.guide.domain.GuideEvent;
import io.evenreach.guidecommerce.guide.domain.GuideLife;
import io.evenreach.guidecommerce.guide.domain.GuideStatus;
import io.evenreach.guidecommerce.guide.persistence.GuideStore;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Registers guides and moves them through their life. */
@Service
public class Guides {

    private static final String ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
    private static final int CODE_LENGTH = 8;

    private final GuideStore store;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    Guides(GuideStore store, Clock clock) {
        this.store = store;
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

    /** @return empty where the referral code is nobody's */
    @Transactional
    public Optional<Guide> register(Registration registration) {
        UUID referrer = null;
        if (registration.referralCode() != null) {
            Optional<UUID> known = store.ofReferralCode(registration.referralCode());
            if (known.isEmpty()) {
                return Optional.empty();
            }
            referrer = known.get();
        }
        Guide guide = new Guide(
                UUID.randomUUID(),
                1,
                GuideStatus.DRAFT,
                registration.displayName(),
                List.copyOf(registration.destinations()),
                List.copyOf(registration.categories()),
                List.copyOf(registration.languages()),
                code(),
                referrer,
                null);
        store.insert(guide, clock.instant());
        return Optional.of(guide);
    }

    /**
     * Lets an event happen to a guide.
     *
     * @param goal the status that the event leads to; where the guide is there already, nothing changes
     */
    @Transactional
    public Moved move(UUID guideId, GuideEvent event, GuideStatus goal) {
        Optional<Guide> known = store.lock(guideId);
        if (known.isEmpty()) {
            return new Moved.NotThere();
        }
        GuideStatus status = known.get().status();
        if (status == goal) {
            return new Moved.Done(known.get());
        }
        Optional<GuideStatus> next = GuideLife.after(status, event);
        if (next.isEmpty()) {
            return new Moved.Illegal(status);
        }
        store.changeStatus(guideId, next.get(), clock.instant());
        return new Moved.Done(store.find(guideId).orElseThrow());
    }

    /** @return empty where there is no such guide */
    @Transactional
    public Optional<Guide> pay(UUID guideId, Guide.Payee payee) {
        return store.lock(guideId).map(guide -> {
            if (!payee.equals(guide.payee())) {
                store.changePayee(guideId, payee, clock.instant());
            }
            return store.find(guideId).orElseThrow();
        });
    }

    @Transactional(readOnly = true)
    public Optional<Guide> find(UUID guideId) {
        return store.find(guideId);
    }

    @Transactional(readOnly = true)
    public Map<UUID, Guide> findAll(Collection<UUID> guideIds) {
        return store.findAll(guideIds).stream().collect(Collectors.toMap(Guide::guideId, Function.identity()));
    }

    @Transactional(readOnly = true)
    public List<Guide> page(@Nullable GuideStatus status, @Nullable UUID after, int limit) {
        return store.page(status, after, limit);
    }

    /** Who brought a guide, who brought them, and so on, {@code depth} at most. */
    @Transactional(readOnly = true)
    public List<UUID> referrers(Guide guide, int depth) {
        List<UUID> referrers = new ArrayList<>(depth);
        Optional<Guide> next = Optional.of(guide);
        while (referrers.size() < depth && next.isPresent() && next.get().referrerId() != null) {
            next = store.find(java.util.Objects.requireNonNull(next.get().referrerId()));
            next.map(Guide::guideId).ifPresent(referrers::add);
        }
        return referrers;
    }

    private String code() {
        StringBuilder code = new StringBuilder(CODE_LENGTH);
        for (int i = 0; i < CODE_LENGTH; i++) {
            code.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return code.toString();
    }
}
