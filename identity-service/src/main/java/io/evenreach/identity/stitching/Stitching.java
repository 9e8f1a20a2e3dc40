package io.evenreach.identity.stitching;

import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identity.changes.ChangeFeed;
import io.evenreach.identity.rules.RulesInForce;
import io.evenreach.identity.stitching.Answer.Outcome;
import io.evenreach.identity.stitching.domain.Evidence;
import io.evenreach.identity.stitching.domain.Provenance;
import io.evenreach.identity.stitching.domain.Sighting;
import io.evenreach.identity.stitching.domain.Stitched;
import io.evenreach.identity.stitching.domain.Stitcher;
import io.evenreach.identity.stitching.domain.StitchingStore.ConcurrentStitching;
import io.evenreach.identity.stitching.domain.TypedKey;
import io.evenreach.identity.stitching.domain.Verdict;
import io.evenreach.identity.stitching.persistence.ObservationLog;
import io.evenreach.identity.stitching.persistence.PostgresStitchingStore;
import io.evenreach.identity.stitching.persistence.TakenBack;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes observations in. A batch is one transaction: evidence, tenures and the changes told on the feed are written
 * together or not at all.
 */
@Service
public class Stitching {

    /** The same observation id was sent before and said something else. */
    public static final String CONFLICTING_DUPLICATE = "CONFLICTING_DUPLICATE";

    /** The observation is dated before somebody it names was erased. */
    public static final String ERASED = "ERASED";

    private static final Logger LOG = LoggerFactory.getLogger(Stitching.class);

    private final JdbcTemplate jdbc;
    private final ObservationLog log;
    private final TakenBack takenBack;
    private final ChangeFeed feed;
    private final TransactionTemplate transaction;
    private final StitchingProperties properties;
    private final RulesInForce rules;
    private final Counter restarts;

    Stitching(
            JdbcTemplate jdbc,
            ObservationLog log,
            TakenBack takenBack,
            ChangeFeed feed,
            PlatformTransactionManager transactions,
            StitchingProperties properties,
            RulesInForce rules,
            MeterRegistry meters) {
        this.jdbc = jdbc;
        this.log = log;
        this.takenBack = takenBack;
        this.feed = feed;
        this.transaction = new TransactionTemplate(transactions);
        // Inside somebody's transaction, such as that of a kept answer, an attempt is a savepoint: a lost race takes
        // back no more than the attempt, its lock included, which the next attempt may then ask for exclusively.
        this.transaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
        this.properties = properties;
        this.rules = rules;
        this.restarts = meters.counter("evenreach.stitching.restarts");
    }

    /** One new observation of a batch, and where its answer belongs. */
    private record Fresh(Observed observed, UUID id, UUID body, Evidence evidence) {}

    /**
     * Takes a batch in.
     *
     * @return one answer per observation, in their order
     */
    public List<Answer> observe(List<Observed> batch) {
        for (int attempt = 1; attempt <= properties.attemptsMax(); attempt++) {
            try {
                return attempt(batch, false);
            } catch (ConcurrentStitching | ConcurrencyFailureException | DuplicateKeyException lostTheRace) {
                restarts.increment();
                LOG.atDebug()
                        .addKeyValue("attempt", attempt)
                        .addKeyValue("reason", lostTheRace.getMessage())
                        .log("Others stitch the same people; starting again");
            }
        }
        return attempt(batch, true);
    }

    private List<Answer> attempt(List<Observed> batch, boolean alone) {
        List<Answer> answers = transaction.execute(status -> {
            if (alone) {
                log.lockExclusively();
            } else {
                log.lockShared();
            }
            return stitch(batch);
        });
        if (answers == null) {
            throw new IllegalStateException("a transaction without an answer");
        }
        return answers;
    }

    /** What is dated before one of its identifiers was erased is of somebody who was erased: nothing is kept of it. */
    private List<Answer> stitch(List<Observed> batch) {
        Set<IdentifierKey> keys = new HashSet<>();
        batch.forEach(observed -> observed.identifiers().forEach(each -> keys.add(each.key())));
        Map<IdentifierKey, Instant> erasedAt = takenBack.erasedAt(keys);
        if (erasedAt.isEmpty()) {
            return stitchAll(batch);
        }
        List<Observed> usable =
                batch.stream().filter(observed -> !isErased(observed, erasedAt)).toList();
        Iterator<Answer> answers = stitchAll(usable).iterator();
        return batch.stream()
                .map(observed -> isErased(observed, erasedAt) ? Answer.ignored(ERASED) : answers.next())
                .toList();
    }

    private static boolean isErased(Observed observed, Map<IdentifierKey, Instant> erasedAt) {
        return observed.identifiers().stream()
                .map(each -> erasedAt.get(each.key()))
                .anyMatch(at -> at != null && !observed.observedAt().isAfter(at));
    }

    private List<Answer> stitchAll(List<Observed> batch) {
        List<UUID> ids = batch.stream().map(Fingerprint::ofId).toList();
        Map<UUID, ObservationLog.Entry> known = new HashMap<>(log.find(ids));
        Map<UUID, Fresh> fresh = new LinkedHashMap<>();
        for (int i = 0; i < batch.size(); i++) {
            UUID id = ids.get(i);
            if (!known.containsKey(id)) {
                Observed observed = batch.get(i);
                fresh.computeIfAbsent(
                        id, unseen -> new Fresh(observed, id, Fingerprint.ofBody(observed), evidence(observed)));
            }
        }
        for (ObservationLog.Entry entry : takeIn(List.copyOf(fresh.values()))) {
            known.put(entry.id(), entry);
        }
        List<Answer> answers = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            answers.add(answer(batch.get(i), known.get(ids.get(i))));
        }
        return answers;
    }

    private static Answer answer(Observed observed, ObservationLog.@Nullable Entry entry) {
        if (entry == null) {
            throw new IllegalStateException("an observation without an answer");
        }
        return entry.body().equals(Fingerprint.ofBody(observed))
                ? new Answer(
                        entry.profileId(),
                        Outcome.valueOf(entry.outcome()),
                        entry.reasons().isEmpty()
                                ? List.of()
                                : List.of(entry.reasons().split(",", -1)),
                        entry.evidenceId())
                : Answer.ignored(CONFLICTING_DUPLICATE);
    }

    private List<ObservationLog.Entry> takeIn(List<Fresh> fresh) {
        if (fresh.isEmpty()) {
            return List.of();
        }
        Map<IdentifierKey, String> masks = new HashMap<>();
        fresh.forEach(each -> each.observed()
                .identifiers()
                .forEach(identifier -> masks.putIfAbsent(identifier.key(), identifier.mask())));
        Stitcher stitcher = new Stitcher(rules.now(), properties.refoldRowsMax(), properties.refoldBytesMax());
        List<ObservationLog.Entry> entries = new ArrayList<>(fresh.size());
        PostgresStitchingStore store = new PostgresStitchingStore(jdbc, masks);
        List<List<Fresh>> parts =
                Portions.of(fresh, each -> each.observed().identifiers().size());
        if (parts.size() > 1) {
            store.reserve(fresh.stream().map(Fresh::evidence).toList());
        }
        Set<Long> folded = Set.of();
        for (List<Fresh> part : parts) {
            Stitcher.Outcome outcome =
                    stitcher.stitch(store, part.stream().map(Fresh::evidence).toList(), folded);
            folded = outcome.folded();
            for (int i = 0; i < part.size(); i++) {
                entries.add(entry(part.get(i), outcome.stitched().get(i)));
            }
            feed.append(FeedMoves.of(outcome.changes()), outcome.refolded() ? "REFOLDED" : "OBSERVED");
        }
        log.append(entries);
        return entries;
    }

    private static ObservationLog.Entry entry(Fresh fresh, Stitched stitched) {
        boolean held = stitched.verdicts().values().stream().anyMatch(Verdict::holds);
        String reasons = String.join(
                ",",
                stitched.verdicts().values().stream()
                        .map(Verdict::name)
                        .distinct()
                        .sorted()
                        .toList());
        return new ObservationLog.Entry(
                fresh.id(),
                fresh.body(),
                fresh.evidence().id(),
                fresh.observed().observedAt().toEpochMilli(),
                (held ? Outcome.HELD : Outcome.LINKED).name(),
                stitched.profileId(),
                reasons);
    }

    private static Evidence evidence(Observed observed) {
        Provenance provenance = new Provenance(
                observed.owner(),
                observed.source(),
                observed.domain().name(),
                observed.evidence(),
                observed.dataSetId());
        List<TypedKey> keys = observed.identifiers().stream()
                .map(identifier -> new TypedKey(identifier.key(), identifier.type(), identifier.scope()))
                .toList();
        Instant at = Instant.ofEpochMilli(observed.observedAt().toEpochMilli());
        return Evidence.of(
                provenance, keys, observed.purposes(), observed.stated(), new Sighting(at, observed.observationId()));
    }
}
