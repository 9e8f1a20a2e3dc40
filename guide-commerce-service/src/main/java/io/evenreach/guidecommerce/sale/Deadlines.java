package io.evenreach.guidecommerce.sale;

import io.evenreach.guidecommerce.sale.domain.DisputeState;
import io.evenreach.guidecommerce.sale.persistence.DisputeStore;
import io.evenreach.guidecommerce.sale.persistence.HoldStore;
import io.evenreach.guidecommerce.sale.persistence.OrderStore;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;

/** Decides what nobody decided in time, and ends what nobody paid. */
@Service
public class Deadlines {

    private static final Logger LOG = LoggerFactory.getLogger(Deadlines.class);
    private static final int BATCH = 500;

    private final HoldStore holdStore;
    private final Holds holds;
    private final DisputeStore disputeStore;
    private final Disputes disputes;
    private final OrderStore orderStore;
    private final Orders orders;
    private final SaleProperties properties;
    private final Clock clock;

    Deadlines(
            HoldStore holdStore,
            Holds holds,
            DisputeStore disputeStore,
            Disputes disputes,
            OrderStore orderStore,
            Orders orders,
            SaleProperties properties,
            Clock clock) {
        this.holdStore = holdStore;
        this.holds = holds;
        this.disputeStore = disputeStore;
        this.disputes = disputes;
        this.orderStore = orderStore;
        this.orders = orders;
        this.properties = properties;
        this.clock = clock;
    }

    /**
     * What is due, a transaction each; what cannot be taken back while a payout is under way or before identity has said
     * whose it is, and what fails, waits for the next time.
     */
    @Scheduled(fixedDelayString = "${evenreach.sale.deadlines-every:30s}")
    public void sweep() {
        Instant now = clock.instant();
        List<UUID> due = holdStore.due(now, BATCH);
        due.forEach(id -> attempt(
                id,
                () -> holdStore
                        .find(id)
                        .ifPresent(hold -> holds.decide(
                                id,
                                hold.reason().byDeadline(hold.state()),
                                Holds.BY_DEADLINE,
                                "nobody decided in time"))));
        disputeStore
                .due(now, BATCH)
                .forEach(id -> attempt(
                        id,
                        () -> disputes.decide(
                                id, DisputeState.Event.KEEP, null, Holds.BY_DEADLINE, "nobody decided in time")));
        orderStore
                .unpaid(now.minus(properties.payWithin()), BATCH)
                .forEach(key -> attempt(key, () -> orders.expire(key)));
        attempt("unclaimed sales", () -> orders.leaveUnclaimed(now.minus(properties.claimWithin()), BATCH));
    }

    private static void attempt(Object id, Runnable decision) {
        try {
            decision.run();
        } catch (RuntimeException failed) {
            LOG.atError().setCause(failed).log("The deadline of {} could not decide", id);
        }
    }
}
