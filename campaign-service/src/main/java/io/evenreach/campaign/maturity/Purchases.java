package io.evenreach.campaign.maturity;

import io.evenreach.campaign.erasure.ErasedSpan;
import io.evenreach.campaign.erasure.Erasures;
import io.evenreach.campaign.maturity.domain.Purchase;
import io.evenreach.campaign.maturity.persistence.PurchaseStore;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Takes in what is bought. */
@Service
public class Purchases {

    private final PurchaseStore store;
    private final Erasures erasures;

    Purchases(PurchaseStore store, Erasures erasures) {
        this.store = store;
        this.erasures = erasures;
    }

    /** Of each order what was told last holds, in whatever order it comes. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void take(Collection<Purchase> purchases) {
        if (purchases.isEmpty()) {
            return;
        }
        Map<Purchase.Order, Purchase> newest = new HashMap<>();
        for (Purchase purchase : purchases) {
            newest.merge(purchase.order(), purchase, (one, other) -> one.sequence() >= other.sequence() ? one : other);
        }
        // Erasures wait until the transaction ends, so none comes in between.
        List<ErasedSpan> erased = erasures.of(newest.values().stream()
                .flatMap(purchase -> purchase.buyer().stream())
                .collect(Collectors.toSet()));
        store.keepNewest(newest.values());
        if (!erased.isEmpty()) {
            store.erase(erased);
        }
    }
}
