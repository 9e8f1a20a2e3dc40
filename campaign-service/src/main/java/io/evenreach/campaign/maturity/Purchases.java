package io.evenreach.campaign.maturity;

import io.evenreach.campaign.erasure.ErasedSpan;
import io.evenreach.campaign.erasure.Erasures;
import io.evenreach.campaign.maturity.domain.Purchase;
import io.evenreach.campaign.maturity.persistence.PurchaseStore;
import java.util.Collection;
import java.util.Comparator;
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

    /** Of each order what was told last holds, in whatever order it comes; who has bought is as it was told first. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void take(Collection<Purchase> purchases) {
        if (purchases.isEmpty()) {
            return;
        }
        Map<Purchase.Order, Purchase> now = new HashMap<>();
        purchases.stream()
                .sorted(Comparator.comparingLong(Purchase::sequence))
                .forEach(purchase -> now.merge(purchase.order(), purchase, Purchase::followedBy));
        // Erasures wait until the transaction ends, so none comes in between.
        List<ErasedSpan> erased = erasures.of(now.values().stream()
                .flatMap(purchase -> purchase.buyer().stream())
                .collect(Collectors.toSet()));
        store.keepNewest(now.values());
        if (!erased.isEmpty()) {
            store.erase(erased);
        }
    }
}
