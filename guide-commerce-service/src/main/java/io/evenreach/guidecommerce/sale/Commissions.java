package io.evenreach.guidecommerce.sale;

import io.evenreach.guidecommerce.books.Commission;
import io.evenreach.guidecommerce.sale.persistence.CommissionStore;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Commissions for whoever pays them. All of it happens in the caller's transaction, which keeps what it reads. */
@Service
@Transactional(propagation = Propagation.MANDATORY)
public class Commissions {

    private final CommissionStore store;

    Commissions(CommissionStore store) {
        this.store = store;
    }

    /** Commissions that can be paid out, those of one guide together and the oldest first. */
    public List<Commission> payable(String currency, Instant through) {
        return store.lockPayable(currency, through);
    }

    /** Commissions with debt that payouts can net, of these guides, the oldest first. */
    public List<Commission> indebted(Collection<String> guideIds, String currency) {
        return store.lockIndebted(guideIds, currency);
    }

    public List<Commission> find(Collection<UUID> commissionIds) {
        return store.lock(commissionIds);
    }

    /** @param itemId the payout that has them now; null where none has */
    public void change(List<Commission> commissions, @Nullable UUID itemId) {
        store.change(commissions);
        store.assign(commissions.stream().map(Commission::commissionId).toList(), itemId);
    }

    /** Changes commissions that stay in whatever payout they are. */
    public void change(List<Commission> commissions) {
        store.change(commissions);
    }
}
