package io.evenreach.frequency.decision;

import io.evenreach.frequency.decision.domain.AskWindow;
import io.evenreach.frequency.decision.domain.AskWindow.Part;
import io.evenreach.frequency.decision.persistence.AskWindowStore;
import io.evenreach.frequency.decision.persistence.AskWindowStore.Taken;
import io.evenreach.frequency.policy.AskLimit;
import io.evenreach.frequency.policy.Policies;
import io.evenreach.platform.security.Caller;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Lets no more asks of a partner's clients be decided than its limit says, over all instances. Each instance takes parts of
 * the running span from one row in the database and uses them up in memory, so that most asks wait for nobody; what was taken
 * is never used after its span, by the clock of whoever gave it. The brand's own clients are not limited.
 */
@Component
public class AskLimits {

    private static final Logger LOG = LoggerFactory.getLogger(AskLimits.class);

    /** Whoever waits longer for others of the same partner would be answered too late to show anything. */
    private static final long WAIT_SECONDS_MAX = 5;

    private final Policies policies;
    private final AskWindowStore store;
    private final MeterRegistry registry;
    /** By partner: those that are limited, or were. */
    private final Map<String, Account> accounts = new ConcurrentHashMap<>();

    AskLimits(Policies policies, AskWindowStore store, MeterRegistry registry) {
        this.policies = policies;
        this.store = store;
        this.registry = registry;
    }

    /** Whether asks may be decided. */
    public sealed interface Admission {

        record Admitted() implements Admission {}

        /** Fewer are left of this span. */
        record Above(long count, Duration per, Duration retryAfter) implements Admission {}

        /** More than a whole span has. */
        record NeverFits(long count, Duration per) implements Admission {}

        /** Nobody can tell: the database does not answer. */
        record Unknown() implements Admission {}
    }

    private static final Admission ADMITTED = new Admission.Admitted();
    private static final Admission UNKNOWN = new Admission.Unknown();

    /** Uses up so many asks of what the caller's partner has, or none. */
    public Admission admit(Caller caller, int asks) {
        String partnerId = caller.partnerId();
        AskLimit limit =
                partnerId == null ? null : policies.current().governance().askLimitOf(partnerId);
        if (partnerId == null || limit == null) {
            return ADMITTED;
        }
        Admission admission =
                accounts.computeIfAbsent(partnerId, any -> new Account()).admit(limit, asks);
        if (admission instanceof Admission.Above || admission instanceof Admission.NeverFits) {
            registry.counter("evenreach.decisions.refused", "partner", partnerId)
                    .increment(asks);
        }
        return admission;
    }

    /** What this instance holds for one partner. */
    private final class Account {

        private final ReentrantLock lock = new ReentrantLock();
        private Part held = Part.NONE;
        /** As it was when this instance last took of it; others can only have taken more. */
        private @Nullable AskWindow window;

        private long endsNanos;

        Admission admit(AskLimit limit, int asks) {
            try {
                if (!lock.tryLock(WAIT_SECONDS_MAX, TimeUnit.SECONDS)) {
                    return UNKNOWN;
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return UNKNOWN;
            }
            try {
                return use(limit, asks);
            } catch (DataAccessException | TransactionException away) {
                LOG.atWarn().setCause(away).log("Nobody can tell how many asks partner {} has left", limit.id());
                return UNKNOWN;
            } finally {
                lock.unlock();
            }
        }

        private Admission use(AskLimit limit, int asks) {
            AskWindow known = window;
            if (known == null || known.version() < limit.version() || System.nanoTime() - endsNanos >= 0) {
                known = take(limit, asks);
            } else if (held.asks() < asks && known.left() >= asks - held.asks()) {
                known = take(limit, asks);
            }
            if (held.asks() >= asks) {
                held = held.less(asks);
                return ADMITTED;
            }
            Duration per = Duration.ofMillis(known.lengthMillis());
            return asks > known.count()
                    ? new Admission.NeverFits(known.count(), per)
                    : new Admission.Above(known.count(), per, Duration.ofNanos(endsNanos - System.nanoTime()));
        }

        private AskWindow take(AskLimit limit, int asks) {
            // From before the question: by what others understand as now, it ends no earlier than this instance
            // believes.
            long askedNanos = System.nanoTime();
            Taken taken = store.take(limit, asks, held);
            held = taken.held();
            window = taken.window();
            endsNanos = askedNanos + TimeUnit.MILLISECONDS.toNanos(taken.endsInMillis());
            return taken.window();
        }
    }
}
