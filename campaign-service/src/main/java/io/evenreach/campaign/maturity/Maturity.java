package io.evenreach.campaign.maturity;

import io.evenreach.campaign.maturity.domain.Flow;
import io.evenreach.campaign.maturity.domain.Stage;
import io.evenreach.campaign.maturity.domain.Stages;
import io.evenreach.campaign.maturity.persistence.FlowStore;
import io.evenreach.campaign.maturity.persistence.PurchaseStore;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/** At which stage people are, and were. */
@Service
public class Maturity {

    private final StageRules rules;
    private final PurchaseStore purchases;
    private final FlowStore flows;
    private final MaturityProperties properties;
    private final Clock clock;
    private final TransactionTemplate reading;
    private final Semaphore counts;

    Maturity(
            StageRules rules,
            PurchaseStore purchases,
            FlowStore flows,
            MaturityProperties properties,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.rules = rules;
        this.purchases = purchases;
        this.flows = flows;
        this.properties = properties;
        this.clock = clock;
        this.reading = new TransactionTemplate(transactions);
        this.reading.setReadOnly(true);
        this.counts = new Semaphore(properties.countsAtOnce(), true);
    }

    /**
     * The stage of one person.
     *
     * @param profileId whom the id that was asked for stands for now
     * @param orders when each paid order was placed, the oldest first
     * @param changes the oldest first
     */
    public record Standing(UUID profileId, Stage stage, List<Instant> orders, List<Stages.Change> changes) {}

    /** Of a person now; an older id of the person will do. Empty where nothing is known of anybody by this id. */
    @Transactional(readOnly = true)
    public Optional<Standing> of(UUID profileId) {
        UUID current = purchases.standsFor(profileId).orElse(profileId);
        Instant now = now();
        List<Instant> orders = purchases.placedBy(current).stream()
                .filter(placed -> !placed.isAfter(now))
                .toList();
        if (orders.isEmpty() && !purchases.isKnown(current)) {
            return Optional.empty();
        }
        Stages stages = rules.now().stages();
        return Optional.of(new Standing(current, stages.stageAt(orders, now), orders, stages.changes(orders, now)));
    }

    /**
     * Who was at which stage at one time and at another, by the stages that hold now. However many ask at once, they leave
     * connections to others: holds and ownership must not wait for this.
     *
     * @throws QueryTimeoutException where it is not its turn in time, or the database takes too long
     */
    public Flow flow(Instant from, Instant to) {
        awaitTurn();
        try {
            return Objects.requireNonNull(
                    reading.execute(counting -> flows.count(rules.now().stages(), from, to, properties.countWithin())));
        } finally {
            counts.release();
        }
    }

    private void awaitTurn() {
        try {
            if (!counts.tryAcquire(properties.countWithin().toMillis(), TimeUnit.MILLISECONDS)) {
                throw new QueryTimeoutException("too many others are counted for");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new QueryTimeoutException("interrupted while others are counted for", interrupted);
        }
    }

    public Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
