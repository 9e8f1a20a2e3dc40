package io.evenreach.guidecommerce.sale;

import io.evenreach.guidecommerce.books.Commission;
import io.evenreach.guidecommerce.sale.persistence.CommissionStore;
import io.evenreach.platform.page.Cursor;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    /** Keeps everybody else from what a payout may change. */
    public void lockForPayout(String currency, Instant through) {
        store.lockForPayout(currency, through);
    }

    /** Locks the orders that some payouts pay for; to be called before anything of them is locked. */
    public void lockOrders(Collection<UUID> itemIds) {
        store.lockOrders(itemIds);
    }

    /** Those of some payouts that pay for a sale under a hold that nobody has decided. */
    public Set<UUID> undecided(Collection<UUID> itemIds) {
        return store.undecided(itemIds);
    }

    /** Guides with something to pay out, after {@code after} in the order of their ids. */
    public List<UUID> guidesWithPayable(String currency, Instant through, @Nullable UUID after, int limit) {
        return store.guidesWithPayable(currency, through, after, limit);
    }

    /** Commissions that can be paid out, those of one guide together and the oldest first. */
    public List<Commission> payable(Collection<UUID> guideIds, String currency, Instant through) {
        return store.lockPayable(guideIds, currency, through);
    }

    /** Commissions with debt that payouts can net, of these guides, the oldest first. */
    public List<Commission> indebted(Collection<UUID> guideIds, String currency) {
        return store.lockIndebted(guideIds, currency);
    }

    /** A guide's commissions with debt that has been owed since {@code before}. */
    public List<Commission> indebtedSince(UUID guideId, String currency, Instant before) {
        return store.lockIndebtedSince(guideId, currency, before);
    }

    /** What a guide owes for one line of an order, and since when. */
    public record Debt(
            UUID commissionId,
            String merchantId,
            String orderId,
            String lineId,
            String currency,
            long debtMinor,
            Instant since) {}

    /**
     * A guide's debts, the oldest first.
     *
     * @param after the last one of the page before; null for the first page
     */
    public List<Debt> debts(UUID guideId, Cursor.@Nullable Place after, int limit) {
        return store.debts(guideId, after, limit);
    }

    public List<Commission> find(Collection<UUID> commissionIds) {
        return store.lock(commissionIds);
    }

    /** Changes commissions that stay in whatever payout they are. */
    public void change(List<Commission> commissions) {
        store.change(commissions);
    }

    /** @param items the payouts that some of them are in from now on; the others stay where they are */
    public void change(List<Commission> commissions, Map<UUID, UUID> items) {
        store.change(commissions, items);
    }

    /** These commissions are in no payout any more. */
    public void free(Collection<UUID> commissionIds) {
        store.free(commissionIds);
    }
}
