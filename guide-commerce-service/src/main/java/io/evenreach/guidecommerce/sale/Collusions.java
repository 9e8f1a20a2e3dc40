package io.evenreach.guidecommerce.sale;

import io.evenreach.guidecommerce.identity.GuideIdentifiers;
import io.evenreach.guidecommerce.sale.domain.HoldReason;
import io.evenreach.guidecommerce.sale.persistence.FlagStore;
import io.evenreach.guidecommerce.sale.persistence.OrderStore.Head;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Holds sales between guides who buy from each other: each would earn of what the other buys. They are known by identifiers
 * that name a person and that guides have stated; nobody is asked.
 */
@Service
class Collusions {

    private static final Duration WITHIN = Duration.ofDays(30);

    private final FlagStore store;
    private final GuideIdentifiers guides;
    private final Holds holds;

    Collusions(FlagStore store, GuideIdentifiers guides, Holds holds) {
        this.store = store;
        this.guides = guides;
        this.holds = holds;
    }

    /**
     * Judges an order that the caller has locked.
     *
     * @param lines as they stand; read only where another guide has bought
     * @return whether anything is held, unless it was settled before
     */
    @Transactional(propagation = Propagation.MANDATORY)
    boolean judge(Head order, Supplier<List<Order.Line>> lines) {
        Set<UUID> buyers = order.persons().isEmpty() ? Set.of() : guides.whoState(order.persons());
        if (buyers.isEmpty()) {
            return false;
        }
        boolean held = false;
        Instant since = order.placedAt().minus(WITHIN);
        for (Order.Line line : lines.get()) {
            if (line.isSomebodys()) {
                UUID seller = line.payees().getFirst();
                boolean buysBack = buyers.stream()
                        .filter(buyer -> !buyer.equals(seller))
                        .anyMatch(buyer -> store.hasSold(buyer, guides.personsOf(seller), since));
                if (buysBack) {
                    holds.open(order.key(), line, HoldReason.COLLUSION);
                    held = true;
                }
            }
        }
        return held;
    }
}
