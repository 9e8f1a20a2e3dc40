package io.evenreach.guidecommerce.sale;

import io.evenreach.guidecommerce.sale.persistence.FlagStore;
import io.evenreach.identifiers.IdentifierKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Flags guides with very many orders in an hour, and buyers who come back to one guide very often. */
@Service
public class Suspicions {

    private static final Duration SAME_BUYER_WITHIN = Duration.ofDays(30);

    private static final Duration HOURS_KEPT = Duration.ofDays(2);

    private final FlagStore store;
    private final SaleProperties properties;
    private final Clock clock;

    Suspicions(FlagStore store, SaleProperties properties, Clock clock) {
        this.store = store;
        this.properties = properties;
        this.clock = clock;
    }

    /** What is worth a look. */
    public enum Kind {
        /** Many orders of one guide in an hour. */
        VELOCITY,
        /** Many orders of one buyer with one guide in 30 days. */
        SAME_BUYER
    }

    /**
     * A note of something that is worth a look, and holds nothing.
     *
     * @param orders how many there were when it was noted
     */
    public record Flag(UUID flagId, Kind kind, UUID guideId, String subject, int orders, Instant at) {}

    /** @return whether there are so many orders of this guide in this hour that a new one is held */
    @Transactional(propagation = Propagation.MANDATORY)
    boolean note(UUID guideId, Collection<IdentifierKey> buyer) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Instant hour = now.truncatedTo(ChronoUnit.HOURS);
        int inHour = store.count(guideId, hour);
        if (inHour > properties.velocityFlagAbove()) {
            store.flag(new Flag(UUID.randomUUID(), Kind.VELOCITY, guideId, hour.toString(), inHour, now));
        }
        int ofBuyer = store.ordersOf(buyer, guideId, now.minus(SAME_BUYER_WITHIN));
        if (ofBuyer > properties.sameBuyerFlagAbove()) {
            String subject = buyer.stream()
                    .min(IdentifierKey::compareTo)
                    .map(IdentifierKey::hex)
                    .orElse("");
            store.flag(new Flag(UUID.randomUUID(), Kind.SAME_BUYER, guideId, subject, ofBuyer, now));
        }
        return inHour > properties.velocityHoldAbove();
    }

    /** Forgets counts that no new order can add to. */
    @Scheduled(fixedDelayString = "${evenreach.sale.forget-hours-every:1h}")
    @Transactional
    public void forgetHours() {
        store.forgetHours(clock.instant().minus(HOURS_KEPT));
    }

    /** The newest first, after {@code after}. */
    @Transactional(readOnly = true)
    public List<Flag> page(@Nullable UUID after, int limit) {
        return store.page(after, limit);
    }
}
