package io.evenreach.guidecommerce.sale;

import io.evenreach.guidecommerce.sale.persistence.FlagStore;
import io.evenreach.identifiers.IdentifierKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
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
     * @param orders how many there were when it was noted; of one buyer no more are counted than it takes
     */
    public record Flag(UUID flagId, Kind kind, UUID guideId, String subject, int orders, Instant at) {}

    /** A new order of a guide. */
    public record Sale(Order.Key order, UUID guideId, List<IdentifierKey> buyer) {

        BuyerOf buyerOf() {
            return new BuyerOf(guideId, buyer);
        }
    }

    /** Somebody who buys from a guide. */
    public record BuyerOf(UUID guideId, List<IdentifierKey> keys) {}

    /** @return those of them that come when there are so many orders of their guide in this hour that they are held */
    @Transactional(propagation = Propagation.MANDATORY)
    List<Order.Key> note(List<Sale> sales) {
        if (sales.isEmpty()) {
            return List.of();
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Map<UUID, Integer> inHour = store.count(
                sales.stream().collect(Collectors.groupingBy(Sale::guideId, Collectors.summingInt(sale -> 1))),
                now.truncatedTo(ChronoUnit.HOURS));
        Map<BuyerOf, Integer> ofBuyer = store.ordersOf(
                sales.stream().map(Sale::buyerOf).collect(Collectors.toSet()),
                now.minus(SAME_BUYER_WITHIN),
                properties.sameBuyerFlagAbove() + 1);
        List<Order.Key> tooFast = new ArrayList<>();
        List<Flag> flags = new ArrayList<>();
        // The last of a guide's is the last that was counted.
        for (Sale sale : sales.reversed()) {
            int counted = Objects.requireNonNull(inHour.get(sale.guideId()));
            inHour.put(sale.guideId(), counted - 1);
            if (counted > properties.velocityHoldAbove()) {
                tooFast.add(sale.order());
            }
            int orders = Objects.requireNonNullElse(ofBuyer.get(sale.buyerOf()), 0);
            flags.addAll(flags(sale.buyerOf(), counted, orders, now));
        }
        if (!flags.isEmpty()) {
            store.flag(flags);
        }
        return tooFast;
    }

    private List<Flag> flags(BuyerOf sale, int inHour, int ofBuyer, Instant now) {
        List<Flag> flags = new ArrayList<>();
        if (inHour > properties.velocityFlagAbove()) {
            String hour = now.truncatedTo(ChronoUnit.HOURS).toString();
            flags.add(new Flag(UUID.randomUUID(), Kind.VELOCITY, sale.guideId(), hour, inHour, now));
        }
        if (ofBuyer > properties.sameBuyerFlagAbove()) {
            String subject = sale.keys().stream()
                    .min(IdentifierKey::compareTo)
                    .map(IdentifierKey::hex)
                    .orElse("");
            flags.add(new Flag(UUID.randomUUID(), Kind.SAME_BUYER, sale.guideId(), subject, ofBuyer, now));
        }
        return flags;
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
