package io.evenreach.guidecommerce.sale;

import io.evenreach.guidecommerce.books.Commission;
import io.evenreach.guidecommerce.books.Posting;
import io.evenreach.guidecommerce.books.SaleLine;
import io.evenreach.guidecommerce.ledger.Ledger;
import io.evenreach.guidecommerce.sale.domain.AttributionEvent;
import io.evenreach.guidecommerce.sale.domain.AttributionLife;
import io.evenreach.guidecommerce.sale.persistence.CommissionStore;
import io.evenreach.guidecommerce.sale.persistence.CommissionStore.Due;
import io.evenreach.guidecommerce.sale.persistence.OrderStore;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/** Makes commissions payable when the goods were delivered and cannot be returned any more. */
@Service
public class Maturity {

    private static final Logger LOG = LoggerFactory.getLogger(Maturity.class);
    private static final int BATCH = 500;

    private final CommissionStore commissions;
    private final OrderStore orders;
    private final Ledger ledger;
    private final SaleBooks books;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Maturity(
            CommissionStore commissions,
            OrderStore orders,
            Ledger ledger,
            SaleBooks books,
            TransactionTemplate transaction,
            Clock clock) {
        this.commissions = commissions;
        this.orders = orders;
        this.ledger = ledger;
        this.books = books;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** Every order that is due, a transaction each; what fails waits for the next time. */
    @Scheduled(fixedDelayString = "${evenreach.sale.mature-every:5s}")
    public void sweep() {
        long matured;
        do {
            matured = commissions.due(clock.instant(), BATCH).stream()
                    .filter(this::hasMatured)
                    .count();
        } while (matured == BATCH);
    }

    private boolean hasMatured(Order.Key order) {
        try {
            transaction.executeWithoutResult(status -> {
                orders.lock(order);
                mature(order);
            });
            return true;
        } catch (RuntimeException failed) {
            LOG.atError()
                    .setCause(failed)
                    .log("Order {} of {} could not become payable", order.orderId(), order.merchantId());
            return false;
        }
    }

    /** What is due on one order, which the caller has locked. */
    @Transactional
    public void mature(Order.Key order) {
        mature(List.of(order));
    }

    /** What is due on several, which the caller has locked. */
    @Transactional
    public void mature(Collection<Order.Key> some) {
        List<Commission> matured = new ArrayList<>();
        List<Posting> postings = new ArrayList<>();
        Map<Order.Key, Set<String>> lines = new TreeMap<>();
        for (Due due : commissions.lockDue(some, clock.instant())) {
            Commission.Step step = due.commission().matured();
            matured.add(step.after());
            lines.computeIfAbsent(due.order(), order -> new HashSet<>()).add(due.lineId());
            postings.add(new Posting(
                    due.order().source(),
                    "MATURE",
                    externalId(due),
                    SaleLine.entriesOf("payee", due.commission(), step.moves())));
        }
        if (matured.isEmpty()) {
            return;
        }
        commissions.change(matured);
        commissions.matured(matured);
        ledger.post(postings);
        List<Order.LineOf> closed = new ArrayList<>();
        orders.linesOf(lines.keySet()).forEach((order, all) -> {
            for (Order.Line line : all) {
                if (Objects.requireNonNull(lines.get(order)).contains(line.lineId())) {
                    AttributionLife.after(line.attribution(), AttributionEvent.WINDOW_CLOSED)
                            .ifPresent(next -> closed.add(new Order.LineOf(order, line.with(next))));
                }
            }
        });
        orders.change(closed);
        books.tell(lines.keySet());
    }

    private static String externalId(Due due) {
        String first = due.lineId() + "/" + due.commission().commissionId();
        return due.maturedTimes() == 0 ? first : first + "/" + due.maturedTimes();
    }
}
