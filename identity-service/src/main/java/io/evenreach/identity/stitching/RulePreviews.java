package io.evenreach.identity.stitching;

import io.evenreach.identity.rules.Rules;
import io.evenreach.identity.stitching.persistence.RulePreviewStore;
import io.evenreach.identity.stitching.persistence.RulePreviewStore.Lease;
import io.evenreach.identity.stitching.persistence.RulePreviewStore.Preview;
import io.evenreach.platform.lifecycle.SteppingThread;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/**
 * Finds out what rules would change, one preview after the other, on every instance. A preview has no effect, so one whose
 * instance died is simply done again by whoever finds its lease run out.
 */
@Component
public class RulePreviews extends SteppingThread {

    /**
     * How far a preview is.
     *
     * @param status {@code QUEUED}, {@code RUNNING}, {@code COMPLETED} or {@code FAILED}
     * @param done groups of identifiers that were looked at
     * @param total that there are, as far as that is known
     * @param error why it failed; null where it did not
     * @param diff what it came to; null until it is completed
     */
    public record Shown(
            UUID previewId,
            String status,
            long done,
            long total,
            Instant createdAt,
            @Nullable Instant finishedAt,
            @Nullable String error,
            @Nullable RuleDiffSummary diff) {}

    private static final Logger LOG = LoggerFactory.getLogger(RulePreviews.class);

    private static final int ATTEMPTS_MAX = 3;
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration RENEWED_EVERY = LEASE.dividedBy(3);
    private static final Duration KEPT_FOR = Duration.ofDays(7);
    private static final Duration LOOKS_EVERY = Duration.ofMillis(25);

    private final RulePreviewStore store;
    private final RuleChanges changes;
    private final StitchingProperties properties;
    private final JsonMapper json;
    private final TransactionTemplate beside;

    RulePreviews(
            RulePreviewStore store,
            RuleChanges changes,
            StitchingProperties properties,
            JsonMapper json,
            PlatformTransactionManager transactions) {
        super(
                "rule-previews",
                properties.rulePollEvery(),
                failure -> LOG.atWarn()
                        .setCause(failure)
                        .log("A preview of rules was interrupted and will be taken up again"));
        this.store = store;
        this.changes = changes;
        this.properties = properties;
        this.json = json;
        // A preview sees one moment and may write nothing; how far it is is written beside it.
        this.beside = new TransactionTemplate(transactions);
        this.beside.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    /** Queues a preview, and waits for it as long as anybody likes to wait for an answer. */
    public Shown preview(Rules candidate, String by) {
        UUID id = store.queue(candidate, by, KEPT_FOR);
        long until = System.nanoTime() + properties.previewAnswersWithin().toNanos();
        while (true) {
            Shown shown = find(id).orElseThrow();
            if (shown.finishedAt() != null || System.nanoTime() >= until) {
                return shown;
            }
            try {
                Thread.sleep(LOOKS_EVERY);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return shown;
            }
        }
    }

    public Optional<Shown> find(UUID id) {
        return store.find(id).map(this::shown);
    }

    private Shown shown(Preview preview) {
        String diff = preview.diff();
        return new Shown(
                preview.previewId(),
                preview.status(),
                preview.done(),
                preview.total(),
                preview.createdAt(),
                preview.finishedAt(),
                preview.error(),
                diff == null ? null : json.readValue(diff, RuleDiffSummary.class));
    }

    @Override
    protected boolean step() {
        Optional<Lease> claimed = store.claim(LEASE);
        claimed.ifPresent(this::work);
        return claimed.isPresent();
    }

    private void work(Lease lease) {
        if (lease.attempts() > ATTEMPTS_MAX) {
            store.fail(lease, "The preview was taken up " + ATTEMPTS_MAX + " times and never ended.");
            return;
        }
        CountDownLatch over = new CountDownLatch(1);
        Thread.ofVirtual().name("rule-preview-lease").start(() -> keep(lease, over));
        try {
            Optional<RuleDiff> diff = changes.preview(
                    lease.rules(),
                    (done, total) ->
                            Boolean.TRUE.equals(beside.execute(status -> store.progress(lease, done, total, LEASE))));
            diff.ifPresent(found -> store.complete(lease, json.writeValueAsString(found.summary())));
        } finally {
            over.countDown();
        }
    }

    /** One group may take longer to look at than a lease lasts. */
    private void keep(Lease lease, CountDownLatch over) {
        try {
            boolean held = true;
            while (held && !over.await(RENEWED_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                held = renew(lease);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean renew(Lease lease) {
        try {
            return store.renew(lease, LEASE);
        } catch (DataAccessException failure) {
            LOG.atWarn().setCause(failure).log("The lease of a preview of rules could not be renewed; trying again");
            return true;
        }
    }
}
