package io.evenreach.identity.stitching;

import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identity.changes.ChangeFeed;
import io.evenreach.identity.rules.RulesInForce;
import io.evenreach.identity.stitching.domain.Changes;
import io.evenreach.identity.stitching.domain.Component;
import io.evenreach.identity.stitching.domain.KnownKey;
import io.evenreach.identity.stitching.domain.Reworked;
import io.evenreach.identity.stitching.domain.Stitcher;
import io.evenreach.identity.stitching.persistence.ObservationLog;
import io.evenreach.identity.stitching.persistence.PostgresStitchingStore;
import io.evenreach.identity.stitching.persistence.Unsettled;
import io.evenreach.identity.stitching.persistence.Unsettled.Founder;
import io.evenreach.identity.stitching.persistence.Unsettled.Waiting;
import io.evenreach.platform.horizon.WriteHorizon;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Settles people of whom so much is known that whoever sees or takes back more of them does not. Once for all that came
 * since; and then it rests for several times as long as it took, so that somebody who is seen all the time takes a bounded
 * share, and others of whom little is known are settled meanwhile. Of whom nobody knows meanwhile who they are, and who
 * will not be settled soon, the feed says so. What is to be done stands in the rows, so whoever goes on needs to know
 * nothing.
 */
@Service
class Deferred {

    private static final Logger LOG = LoggerFactory.getLogger(Deferred.class);

    private static final int RESTS = 4;

    /** How often somebody is folded without keeping others waiting, where they are written to meanwhile. */
    private static final int FOLDED_APART = 2;

    private static final long LOOKED_AT_AGAIN_NANOS = TimeUnit.HOURS.toNanos(1);

    /** How many keys are told to be nobody's in one transaction. */
    private static final int TOLD_KEYS = 1_000;

    /** How many rows of evidence are taken to be folded and saved in a second. */
    private static final long ROWS_PER_SECOND = 10_000;

    /** And of rows in which there is much, how many bytes of the heap. */
    private static final long BYTES_PER_SECOND = ROWS_PER_SECOND * Component.HEAP_BYTES_PER_ROW;

    private final JdbcTemplate jdbc;
    private final ObservationLog log;
    private final RulesInForce rules;
    private final Unsettled unsettled;
    private final ChangeFeed feed;
    private final StitchingProperties properties;
    private final TransactionTemplate transaction;
    private final TransactionTemplate snapshot;
    private final TransactionTemplate withNobodyElse;
    private volatile long restsUntilNanos = System.nanoTime();
    private boolean failed;
    private final Map<Long, Long> tooHeavyUntilNanos = new ConcurrentHashMap<>();
    private final Map<Long, Heavy> heavy = new ConcurrentHashMap<>();

    Deferred(
            JdbcTemplate jdbc,
            ObservationLog log,
            RulesInForce rules,
            Unsettled unsettled,
            ChangeFeed feed,
            StitchingProperties properties,
            PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.log = log;
        this.rules = rules;
        this.unsettled = unsettled;
        this.feed = feed;
        this.properties = properties;
        this.withNobodyElse = new TransactionTemplate(transactions);
        // Inside that one, which only holds a lock.
        this.transaction = new TransactionTemplate(transactions);
        this.transaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        this.snapshot = new TransactionTemplate(transactions);
        this.snapshot.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        this.snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        this.snapshot.setReadOnly(true);
    }

    /**
     * Settles somebody, where there is somebody and it does not rest; for one thread. Whoever cannot be settled holds nobody
     * else up: the next step takes anybody.
     *
     * @return whether there may be somebody for whom it need not rest
     */
    boolean step() {
        int givenUp = unsettled.giveUp(properties.foldRowsMax());
        if (givenUp > 0) {
            LOG.atWarn()
                    .addKeyValue("groups", givenUp)
                    .addKeyValue("foldRowsMax", properties.foldRowsMax())
                    .log("More is known of somebody than this process has memory to fold; they stay undetermined");
        }
        tellWhoWaits();
        boolean anybody = failed;
        failed = true;
        boolean more = settleNext(anybody);
        failed = false;
        return more;
    }

    /** Few rows of evidence in which there is much, and when that is reckoned anew. */
    private record Heavy(long heapBytes, long untilNanos) {}

    /**
     * Those of whom little is known are settled without a rest: only what reaches many at once leaves them to this. They wait
     * for the decision about a quarantined identifier, which may reach them, but not for one that rests or is another's.
     */
    private boolean settleNext(boolean anybody) {
        boolean rests = System.nanoTime() - restsUntilNanos < 0;
        Optional<IdentifierKey> due = anybody || rests ? Optional.empty() : unsettled.due();
        if (due.isPresent() && andThenRest(() -> decide(due.get()))) {
            return true;
        }
        if (!anybody) {
            Optional<IdentifierKey> small = unsettled.deferred(properties.refoldRowsMax(), heavyOrTooHeavy());
            if (small.isPresent()) {
                settleSmall(small.get());
                return true;
            }
        }
        if (rests || due.isPresent()) {
            return false;
        }
        Optional<IdentifierKey> large = unsettled.deferred(properties.foldRowsMax(), tooHeavy());
        return large.isPresent() && andThenRest(() -> settle(large.get()));
    }

    /** Rests where that did something. */
    private boolean andThenRest(BooleanSupplier fold) {
        long begin = System.nanoTime();
        if (!fold.getAsBoolean()) {
            return false;
        }
        long now = System.nanoTime();
        restsUntilNanos = now + RESTS * (now - begin);
        return true;
    }

    /**
     * Folds a moment of somebody, and saves that where nothing of it was written meanwhile, so that nobody waits for a fold.
     * Who is seen all the time is folded with others waiting in the end.
     *
     * @return false where another instance folds them
     */
    private boolean settle(IdentifierKey key) {
        Optional<Long> component = foldable(key);
        return component.isEmpty() || withNobodyElseAt(foldOf(component.get()), () -> settleApart(key));
    }

    private void settleApart(IdentifierKey key) {
        for (int attempt = 0; attempt < FOLDED_APART; attempt++) {
            Optional<Folded> folded = foldApart(key);
            if (folded.isEmpty()) {
                break;
            }
            if (isTrue(transaction.execute(status -> saveSettled(key, folded.get())))) {
                return;
            }
        }
        settleAlone(key);
    }

    private static String foldOf(long componentId) {
        return "component " + componentId;
    }

    /**
     * Does something while no other instance does it; what it does has transactions of its own.
     *
     * @return false where another instance is at it, and nothing was done
     */
    private boolean withNobodyElseAt(String what, Runnable work) {
        return isTrue(withNobodyElse.execute(status -> {
            if (!unsettled.mayFold(what)) {
                return false;
            }
            work.run();
            return true;
        }));
    }

    /** @return whether there is nothing more to do for it */
    private boolean saveSettled(IdentifierKey key, Folded folded) {
        holdUpNoFeed();
        log.lockShared();
        if (unsettled.lockDeferred(key).isEmpty()) {
            return true;
        }
        if (!isUnchanged(key, folded)) {
            return false;
        }
        save(folded.reworked());
        return true;
    }

    /** Of whom little is known, a fold takes no longer than in a request; whose rows hold much are settled like the large. */
    private void settleSmall(IdentifierKey key) {
        transaction.executeWithoutResult(status -> {
            log.lockShared();
            Optional<Founder> component = unsettled.lockDeferred(key);
            if (component.isPresent() && isLight(component.get())) {
                save(rework(new PostgresStitchingStore(jdbc, Map.of()), key));
            }
        });
    }

    private boolean isLight(Founder component) {
        long heapBytes = unsettled.heapBytes(List.of(component.componentId()));
        if (component.evidenceRows() <= properties.refoldRowsMax() && heapBytes <= properties.refoldBytesMax()) {
            return true;
        }
        heavy.put(component.componentId(), new Heavy(heapBytes, System.nanoTime() + LOOKED_AT_AGAIN_NANOS));
        return false;
    }

    /** With others waiting, who may write nothing of it meanwhile. */
    private void settleAlone(IdentifierKey key) {
        transaction.executeWithoutResult(status -> {
            holdUpNoFeed();
            log.lockShared();
            Optional<Founder> component = unsettled.lockDeferred(key);
            if (component.isPresent() && isFoldable(component.get().componentId())) {
                save(rework(new PostgresStitchingStore(jdbc, Map.of()), key));
            }
        });
    }

    /**
     * Says, before anything is written, that nobody waits for what this transaction tells: that these people are not settled
     * was answered and, where it is for long, told, and what they withdrew was told at once. However much is known of them,
     * the feed of everybody else is as fresh as ever.
     */
    private void holdUpNoFeed() {
        jdbc.execute(WriteHorizon.NOT_AWAITED);
    }

    private Optional<Long> foldable(IdentifierKey key) {
        return Objects.requireNonNull(transaction.execute(status -> {
            log.lockShared();
            return unsettled.lockDeferred(key).map(Founder::componentId).filter(this::isFoldable);
        }));
    }

    /** Whether there is memory for a component, which must be locked; where there is not, it is undetermined for a while. */
    private boolean isFoldable(long id) {
        long heapBytes = unsettled.heapBytes(List.of(id));
        if (heapBytes <= properties.foldBytesMax()) {
            return true;
        }
        LOG.atWarn()
                .addKeyValue("heapBytes", heapBytes)
                .addKeyValue("foldBytesMax", properties.foldBytesMax())
                .log("More is known of somebody than this process has memory to fold; they stay undetermined");
        unsettled.defer(id);
        tooHeavyUntilNanos.put(id, System.nanoTime() + LOOKED_AT_AGAIN_NANOS);
        return false;
    }

    /**
     * What a moment was folded to.
     *
     * @param rulesVersion the rules it was folded by
     * @param goneBy tells whether what it was folded from is still the same
     */
    private record Folded(Reworked reworked, long rulesVersion, String goneBy) {}

    /** @return empty where there is no memory for what the key belongs to at this moment */
    private Optional<Folded> foldApart(IdentifierKey key) {
        return Objects.requireNonNull(snapshot.execute(status -> {
            PostgresStitchingStore store = PostgresStitchingStore.readingOnly(jdbc);
            Set<Long> components =
                    store.lock(Set.of(key), Set.of()).components().keySet();
            if (store.heapBytes(components) > properties.foldBytesMax()) {
                return Optional.empty();
            }
            long version = rules.now().version();
            Reworked reworked = rework(store, key);
            return Optional.of(new Folded(reworked, version, unsettled.fingerprint(reworked.components(), key)));
        }));
    }

    private boolean isUnchanged(IdentifierKey key, Folded folded) {
        return rules.now().version() == folded.rulesVersion()
                && unsettled.fingerprint(folded.reworked().components(), key).equals(folded.goneBy());
    }

    /** Components that were too heavy a while ago; each instance finds that out, as it may have another heap. */
    private Set<Long> tooHeavy() {
        long now = System.nanoTime();
        tooHeavyUntilNanos.values().removeIf(until -> until - now < 0);
        return tooHeavyUntilNanos.keySet();
    }

    /** The same, and those whose few rows hold much. */
    private Set<Long> heavyOrTooHeavy() {
        long now = System.nanoTime();
        heavy.values().removeIf(each -> each.untilNanos() - now < 0);
        Set<Long> components = new HashSet<>(tooHeavy());
        components.addAll(heavy.keySet());
        return components;
    }

    /**
     * Whether a key may link again, whatever it is seen with; nobody else may stitch while that is saved.
     *
     * @return false where another instance finds that out
     */
    private boolean decide(IdentifierKey key) {
        return withNobodyElseAt("key " + key.hex(), () -> decideApart(key));
    }

    private void decideApart(IdentifierKey key) {
        for (int attempt = 0; attempt < FOLDED_APART; attempt++) {
            Optional<Folded> folded = foldApart(key);
            if (folded.isEmpty()) {
                break;
            }
            if (isTrue(transaction.execute(status -> saveDecided(key, folded.get())))) {
                return;
            }
        }
        transaction.executeWithoutResult(status -> {
            holdUpNoFeed();
            log.lockExclusively();
            if (unsettled.isDue(key)) {
                decide(key, rework(new PostgresStitchingStore(jdbc, Map.of()), key));
            }
        });
    }

    /** @return whether there is nothing more to do for it */
    private boolean saveDecided(IdentifierKey key, Folded folded) {
        holdUpNoFeed();
        log.lockExclusively();
        if (!unsettled.isDue(key)) {
            return true;
        }
        if (!isUnchanged(key, folded)) {
            return false;
        }
        decide(key, folded.reworked());
        return true;
    }

    private void decide(IdentifierKey key, Reworked reworked) {
        if (reworked.deferred()) {
            LOG.atWarn()
                    .addKeyValue("key", key)
                    .addKeyValue("foldRowsMax", properties.foldRowsMax())
                    .log("An identifier would join more than this process has memory to fold; it stays quarantined");
        } else {
            save(reworked);
        }
        unsettled.decided(key);
    }

    private Reworked rework(PostgresStitchingStore store, IdentifierKey key) {
        return new Stitcher(rules.now(), properties.foldRowsMax()).rework(store, Set.of(key), false);
    }

    private static boolean isTrue(@Nullable Boolean answer) {
        return Boolean.TRUE.equals(answer);
    }

    private void save(Reworked reworked) {
        new PostgresStitchingStore(jdbc, Map.of()).save(reworked.changes());
        feed.append(FeedMoves.of(reworked.changes()), "REFOLDED");
    }

    /**
     * Whoever follows the feed goes by what it said last, so it says so where that would be for long, or is already,
     * whatever was reckoned. Told beside the folds, too: whoever is left to the background during a long one waits for it.
     */
    synchronized void tellWhoWaits() {
        long restMillis = TimeUnit.NANOSECONDS.toMillis(restsUntilNanos - System.nanoTime());
        long waitsMillis = 0;
        for (Waiting component : unsettled.undetermined()) {
            Heavy much = heavy.get(component.componentId());
            boolean small = component.evidenceRows() <= properties.refoldRowsMax() && much == null;
            long foldMillis = Math.max(
                    component.evidenceRows() * 1_000L / ROWS_PER_SECOND,
                    much == null ? 0 : much.heapBytes() * 1_000L / BYTES_PER_SECOND);
            // Who is seen all the time is folded once more with others waiting.
            long takesMillis = small ? foldMillis : (FOLDED_APART + 1) * foldMillis;
            waitsMillis = small ? waitsMillis : Math.max(waitsMillis, restMillis);
            long toldAfterMillis = properties.undeterminedToldAfter().toMillis();
            if (waitsMillis + takesMillis >= toldAfterMillis
                    || component.waitedMillis() >= toldAfterMillis
                    || component.evidenceRows() > properties.foldRowsMax()
                    || tooHeavyUntilNanos.containsKey(component.componentId())) {
                tell(component.componentId());
            }
            waitsMillis += small ? takesMillis : (1 + RESTS) * takesMillis;
        }
    }

    /** Whoever is being folded will be told of with what that comes to; what is told before would make it be folded again. */
    private void tell(long componentId) {
        withNobodyElseAt(foldOf(componentId), () -> tellAll(componentId));
    }

    private void tellAll(long componentId) {
        List<IdentifierKey> keys = unsettled.keysOf(componentId);
        for (int from = 0; from < keys.size(); from += TOLD_KEYS) {
            List<IdentifierKey> page = keys.subList(from, Math.min(keys.size(), from + TOLD_KEYS));
            transaction.executeWithoutResult(status -> tell(componentId, page));
        }
        transaction.executeWithoutResult(status -> {
            log.lockShared();
            if (unsettled.lockUndetermined(componentId)) {
                unsettled.told(componentId);
            }
        });
    }

    private void tell(long componentId, List<IdentifierKey> page) {
        log.lockShared();
        if (unsettled.lockUndetermined(componentId)) {
            PostgresStitchingStore store = new PostgresStitchingStore(jdbc, Map.of());
            List<KnownKey> keys = store.membersAmong(componentId, page);
            Changes changes =
                    new Stitcher(rules.now()).undetermined(store, keys, PostgresStitchingStore.timelines(jdbc, page));
            store.save(changes);
            feed.append(FeedMoves.of(changes), "UNDETERMINED");
        }
    }
}
