package io.evenreach.identity.stitching;

import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identity.changes.ChangeFeed;
import io.evenreach.identity.rules.Rules;
import io.evenreach.identity.rules.RulesInForce;
import io.evenreach.identity.rules.RulesInForce.Version;
import io.evenreach.identity.stitching.domain.Reworked;
import io.evenreach.identity.stitching.domain.Stitcher;
import io.evenreach.identity.stitching.persistence.ObservationLog;
import io.evenreach.identity.stitching.persistence.PostgresStitchingStore;
import io.evenreach.identity.stitching.persistence.Unsettled;
import io.evenreach.identity.stitching.persistence.Unsettled.Founder;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Changes the rules. From that moment everybody stitches by the new ones, and people who were settled by others are folded
 * anew: at once where something is seen of them, else in the background, step by step. How far that is stands in the
 * rows, so that whoever goes on needs to know nothing.
 */
@Service
public class RuleChanges {

    private static final Logger LOG = LoggerFactory.getLogger(RuleChanges.class);

    private final JdbcTemplate jdbc;
    private final ObservationLog log;
    private final RulesInForce rules;
    private final Unsettled unsettled;
    private final ChangeFeed feed;
    private final Clock clock;
    private final StitchingProperties properties;
    private final TransactionTemplate transaction;
    private final TransactionTemplate snapshot;

    /** How many components are folded together at most. */
    private int atOnce;

    /** What is folded alone in the step under way. */
    private @Nullable IdentifierKey alone;

    private @Nullable IdentifierKey failedAlone;

    RuleChanges(
            JdbcTemplate jdbc,
            ObservationLog log,
            RulesInForce rules,
            Unsettled unsettled,
            ChangeFeed feed,
            Clock clock,
            StitchingProperties properties,
            PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.log = log;
        this.rules = rules;
        this.unsettled = unsettled;
        this.feed = feed;
        this.clock = clock;
        this.properties = properties;
        this.atOnce = properties.ruleStepComponents();
        this.transaction = new TransactionTemplate(transactions);
        this.snapshot = new TransactionTemplate(transactions);
        this.snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        this.snapshot.setReadOnly(true);
    }

    /** Is told how far a preview is, of how much, and says whether to go on. */
    interface Progress {
        boolean goOn(long done, long total);
    }

    /**
     * What rules would change. It keeps nobody waiting.
     *
     * @return empty where it was told not to go on
     */
    Optional<RuleDiff> preview(Rules candidate, Progress progress) {
        Rules as = candidate.as(Long.MAX_VALUE);
        return Objects.requireNonNull(snapshot.execute(status -> preview(as, progress, new RuleDiff())));
    }

    private Optional<RuleDiff> preview(Rules as, Progress progress, RuleDiff diff) {
        Stitcher stitcher = new Stitcher(as, properties.foldRowsMax());
        PostgresStitchingStore store = PostgresStitchingStore.readingOnly(jdbc);
        Set<Long> components = new HashSet<>();
        Set<IdentifierKey> judged = new HashSet<>();
        List<IdentifierKey> quarantined = unsettled.quarantined(as.version(), Integer.MAX_VALUE);
        long total = quarantined.size() + unsettled.count(as.version());
        long done = 0;
        for (IdentifierKey key : quarantined) {
            if (!progress.goOn(done++, total)) {
                return Optional.empty();
            }
            if (!judged.contains(key)) {
                Reworked reworked = stitcher.rework(store, Set.of(key), true);
                if (reworked.deferred()) {
                    diff.addNotFolded(1);
                } else {
                    components.addAll(reworked.components());
                    judged.addAll(reworked.judged());
                    diff.add(reworked.flows());
                }
            }
        }
        long last = Long.MIN_VALUE;
        while (progress.goOn(done, total)) {
            List<Founder> page = together(
                    unsettled.components(as.version(), last, properties.ruleStepComponents()),
                    properties.foldBytesMax());
            if (page.isEmpty()) {
                return Optional.of(diff);
            }
            last = page.getLast().componentId();
            done += page.size();
            if (isTooHeavy(page, properties.foldBytesMax())) {
                diff.addNotFolded(page.size());
                continue;
            }
            Set<IdentifierKey> founders = page.stream()
                    .filter(founder -> !components.contains(founder.componentId()))
                    .map(Founder::key)
                    .collect(Collectors.toSet());
            Reworked reworked = stitcher.rework(store, founders, false);
            diff.addNotFolded(reworked.deferred() ? founders.size() : 0);
            diff.add(reworked.flows());
        }
        return Optional.empty();
    }

    /**
     * Puts rules in force; the same as those in force change nothing.
     *
     * @param expected whether the decision was about the version in force
     * @param restores the version that is repeated; null for others
     * @return the rules in force now; empty where it was about others
     */
    public Optional<Rules> change(Rules candidate, LongPredicate expected, String decidedBy, @Nullable Long restores) {
        return Objects.requireNonNull(transaction.execute(status -> {
            log.lockExclusively();
            Rules before = rules.now();
            if (!expected.test(before.version())) {
                return Optional.<Rules>empty();
            }
            if (candidate.as(before.version()).equals(before)) {
                return Optional.of(before);
            }
            Rules after = candidate.as(before.version() + 1);
            Instant decidedAt = clock.instant();
            rules.append(after, decidedBy, decidedAt, restores);
            feed.append(after, decidedAt);
            return Optional.of(after);
        }));
    }

    /** How many components are settled by other rules than those in force. */
    public long left() {
        return unsettled.count(rules.now().version());
    }

    /**
     * Folds some more people by the rules in force; for one thread. Where that fails it folds fewer the next time, and
     * somebody who cannot be folded alone is left to the background and keeps the rules from nobody else.
     *
     * @return whether there may be more to do
     */
    boolean step() {
        Optional<Version> latest = rules.latest();
        if (latest.isEmpty() || latest.get().appliedAt() != null) {
            return false;
        }
        try {
            boolean more = Boolean.TRUE.equals(transaction.execute(status -> apply()));
            failedAlone = null;
            atOnce = Math.min(2 * atOnce, properties.ruleStepComponents());
            return more;
        } catch (RuntimeException failure) {
            if (!isOfTheDatabase(failure)) {
                failedAlone = alone;
                atOnce = Math.max(1, atOnce / 2);
            }
            throw failure;
        }
    }

    /** What fails of itself, whoever is folded. */
    private static boolean isOfTheDatabase(RuntimeException failure) {
        return failure instanceof TransactionException
                || failure instanceof TransientDataAccessException
                || failure instanceof NonTransientDataAccessResourceException
                || failure instanceof RecoverableDataAccessException;
    }

    private boolean apply() {
        alone = null;
        log.lockExclusively();
        Version version = rules.latest().orElseThrow();
        List<IdentifierKey> quarantined = unsettled.quarantined(version.version(), 1);
        if (!quarantined.isEmpty()) {
            settleQuarantined(quarantined.getFirst(), version.version());
            return true;
        }
        List<Founder> page = together(
                unsettled.components(version.version(), version.appliedUntil(), atOnce), properties.refoldBytesMax());
        if (page.isEmpty()) {
            rules.applied(version.version(), clock.instant());
            return false;
        }
        IdentifierKey first = page.getFirst().key();
        alone = page.size() == 1 ? first : null;
        if (page.getFirst().evidenceRows() > properties.refoldRowsMax()
                || isTooHeavy(page, properties.refoldBytesMax())
                || hasFailedAlone(first)) {
            unsettled.defer(page.getFirst().componentId());
            page = page.subList(0, 1);
        } else {
            save(new Stitcher(rules.now())
                    .rework(
                            new PostgresStitchingStore(jdbc, Map.of()),
                            page.stream().map(Founder::key).collect(Collectors.toSet()),
                            false));
        }
        rules.progress(version.version(), page.getLast().componentId(), page.size());
        return true;
    }

    private boolean hasFailedAlone(IdentifierKey key) {
        if (!key.equals(failedAlone)) {
            return false;
        }
        LOG.atWarn()
                .addKeyValue("key", key)
                .log("Somebody could not be settled by changed rules; the background tries again");
        return true;
    }

    /** The first of some components, as many as may be folded together; the first always. */
    private List<Founder> together(List<Founder> page, long bytesMax) {
        long rows = 0;
        int together = 0;
        while (together < page.size()) {
            rows += page.get(together).evidenceRows();
            if (together > 0 && rows > properties.refoldRowsMax()) {
                break;
            }
            together++;
        }
        List<Founder> first = page.subList(0, together);
        return isTooHeavy(first, bytesMax) ? first.subList(0, 1) : first;
    }

    private boolean isTooHeavy(List<Founder> page, long bytesMax) {
        return unsettled.heapBytes(page.stream().map(Founder::componentId).toList()) > bytesMax;
    }

    private void settleQuarantined(IdentifierKey key, long version) {
        alone = key;
        if (hasFailedAlone(key)) {
            unsettled.addDue(key);
            unsettled.decideLater(key, version);
            return;
        }
        Reworked reworked = new Stitcher(rules.now(), properties.refoldRowsMax(), properties.refoldBytesMax())
                .rework(new PostgresStitchingStore(jdbc, Map.of()), Set.of(key), true);
        save(reworked);
        if (reworked.deferred()) {
            unsettled.decideLater(key, version);
        }
    }

    private void save(Reworked reworked) {
        new PostgresStitchingStore(jdbc, Map.of()).save(reworked.changes());
        feed.append(FeedMoves.of(reworked.changes()), "RULES_CHANGED");
    }
}
