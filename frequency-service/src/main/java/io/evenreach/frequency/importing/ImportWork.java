package io.evenreach.frequency.importing;

import io.evenreach.contracts.EventTypes;
import io.evenreach.contracts.Topics;
import io.evenreach.contracts.identity.ObservedHashed;
import io.evenreach.frequency.importing.domain.ImportMapping;
import io.evenreach.frequency.importing.domain.RejectionCode;
import io.evenreach.frequency.importing.domain.RowInterpreter;
import io.evenreach.frequency.importing.domain.RowOutcome;
import io.evenreach.frequency.importing.domain.RowOutcome.Exposure;
import io.evenreach.frequency.importing.domain.SourceRow;
import io.evenreach.frequency.importing.persistence.ImportStore;
import io.evenreach.frequency.importing.persistence.StoredFile;
import io.evenreach.frequency.importing.persistence.StoredImport;
import io.evenreach.frequency.importing.persistence.StoredSighting;
import io.evenreach.frequency.importing.reading.CsvRows;
import io.evenreach.frequency.importing.reading.FileFormat;
import io.evenreach.frequency.importing.reading.FileHead;
import io.evenreach.frequency.importing.reading.NdjsonRows;
import io.evenreach.frequency.importing.reading.Rows;
import io.evenreach.frequency.job.Job;
import io.evenreach.frequency.job.JobLease;
import io.evenreach.frequency.job.JobWorker;
import io.evenreach.frequency.job.Jobs;
import io.evenreach.frequency.ledger.AlongsideWork;
import io.evenreach.frequency.ledger.LedgerCommand;
import io.evenreach.frequency.ledger.Subject;
import io.evenreach.frequency.ledger.TouchLedger;
import io.evenreach.frequency.reach.FrozenReports;
import io.evenreach.frequency.reach.ReachReports;
import io.evenreach.frequency.rules.IdentityRules;
import io.evenreach.identifiers.Hashed;
import io.evenreach.identifiers.Hashing;
import io.evenreach.identifiers.Identifier;
import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identifiers.IdentifierRules;
import io.evenreach.identifiers.IdentifierType;
import io.evenreach.platform.outbox.Outbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads one import to its end, from wherever it stands.
 *
 * <p>Each batch is one ledger transaction that also moves the position, so a worker may die at any point: whoever goes on
 * begins exactly after the last batch that counted. The lease is renewed in the same transaction, so a worker that only
 * seemed dead cannot commit a batch twice.
 */
@Component
class ImportWork implements JobWorker.Work {

    private static final Logger LOG = LoggerFactory.getLogger(ImportWork.class);
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);
    private static final int SIGHTINGS_AT_A_TIME = 1_000;

    /** Several times what identity takes to stitch one. */
    private static final Duration PER_SIGHTING = Duration.ofMillis(1);

    private final Jobs jobs;
    private final ImportStore store;
    private final TouchLedger ledger;
    private final VisibleChannels channels;
    private final IdentityProgress identity;
    private final ReachReports reports;
    private final FrozenReports frozen;
    private final Hashing hashing;
    private final IdentityRules rules;
    private final Outbox outbox;
    private final TransactionTemplate transaction;
    private final ImportProperties properties;
    private final JsonMapper json;

    ImportWork(
            Jobs jobs,
            ImportStore store,
            TouchLedger ledger,
            VisibleChannels channels,
            IdentityProgress identity,
            ReachReports reports,
            FrozenReports frozen,
            Hashing hashing,
            IdentityRules rules,
            Outbox outbox,
            TransactionTemplate transaction,
            ImportProperties properties,
            JsonMapper json) {
        this.jobs = jobs;
        this.store = store;
        this.ledger = ledger;
        this.channels = channels;
        this.identity = identity;
        this.reports = reports;
        this.frozen = frozen;
        this.hashing = hashing;
        this.rules = rules;
        this.outbox = outbox;
        this.transaction = transaction;
        this.properties = properties;
        this.json = json;
    }

    /** What stays the same while one import is worked on. */
    private record Context(
            JobLease lease,
            String owner,
            StoredImport stored,
            ImportMapping mapping,
            RowInterpreter interpreter,
            IdentifierRules rules) {

        UUID jobId() {
            return lease.jobId();
        }

        /** With one identifier per row there is nothing to stitch. */
        boolean observes() {
            return mapping.customer().size() > 1;
        }
    }

    @Override
    public void run(JobLease lease) throws InterruptedException {
        Job job = jobs.find(lease.jobId()).orElseThrow();
        StoredImport stored = store.find(lease.jobId()).orElseThrow();
        LOG.atInfo().log(
                "Import {} of {} goes on at byte {}", lease.jobId(), stored.fileName(), stored.positionBytes());
        FileHead head;
        ImportMapping mapping;
        try {
            head = headOf(stored);
            mapping = json.readValue(stored.mapping(), MappingJson.class)
                    .toDomain(new HashSet<>(head.columns()), stored.dataSetId());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        IdentifierRules inForce = rules.newest();
        Context context = new Context(
                lease,
                job.owner(),
                stored,
                mapping,
                new RowInterpreter(
                        mapping, channel -> channels.find(channel, job.owner()).isPresent(), hashing, inForce),
                inForce);
        readAll(context, head.format());
        if (context.observes()) {
            tellIdentity(context);
            awaitIdentity(context);
        }
        awaitReports(context);
        transaction.executeWithoutResult(status -> {
            if (store.isNewToReport(lease.jobId())) {
                frozen.thaw(stored.campaignId());
            }
            jobs.complete(lease);
        });
    }

    private FileHead headOf(StoredImport stored) throws IOException {
        byte[] bytes = new StoredFile(store, stored.jobId(), 0).readNBytes(FileHead.BYTES);
        return switch (FileHead.read(bytes, stored.bytesTotal() > bytes.length, properties.columnsMax())) {
            case FileHead.Outcome.Recognised(FileHead head) -> head;
            case FileHead.Outcome.Unreadable(String reason) ->
                throw new IllegalStateException("an upload was accepted that cannot be read: " + reason);
        };
    }

    private void readAll(Context context, FileFormat format) throws InterruptedException {
        try {
            Rows rows = rowsOf(context.stored(), format);
            boolean atEnd = false;
            while (!atEnd) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                ImportBatch batch = nextBatch(context, rows);
                apply(context, batch);
                atEnd = batch.atEnd();
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private Rows rowsOf(StoredImport stored, FileFormat format) throws IOException {
        StoredFile file = new StoredFile(store, stored.jobId(), stored.positionBytes());
        return switch (format) {
            case FileFormat.Csv(CsvRows.Dialect dialect) -> {
                if (stored.positionBytes() == 0) {
                    yield CsvRows.fromStart(file, dialect);
                }
                List<String> header = CsvRows.fromStart(new StoredFile(store, stored.jobId(), 0), dialect)
                        .columns();
                yield CsvRows.resumed(file, dialect, header, stored.positionBytes(), stored.positionLine());
            }
            case FileFormat.Ndjson ignored -> NdjsonRows.at(file, stored.positionBytes(), stored.positionLine());
            case FileFormat.Unreadable(String reason) ->
                throw new IllegalStateException("an upload was accepted that cannot be read: " + reason);
        };
    }

    private ImportBatch nextBatch(Context context, Rows rows) throws IOException {
        List<RowOutcome> outcomes = new ArrayList<>(properties.batchRows());
        Instant now = Instant.now();
        long positionBytes = 0;
        long positionLine = 0;
        while (outcomes.size() < properties.batchRows()) {
            Rows.Read read = rows.next();
            if (read == null) {
                return new ImportBatch(
                        outcomes, context.stored().bytesTotal(), outcomes.isEmpty() ? 0 : positionLine, true);
            }
            positionBytes = read.position();
            positionLine = read.line();
            outcomes.add(
                    switch (read) {
                        case Rows.Good(SourceRow row, long ignoredPosition, long ignoredLine) ->
                            context.interpreter().interpret(row, now);
                        case Rows.Broken(long at, String detail, long ignoredPosition, long ignoredLine) ->
                            new RowOutcome.Rejected(at, RejectionCode.MALFORMED_ROW, detail);
                    });
        }
        return new ImportBatch(outcomes, positionBytes, positionLine, false);
    }

    private void apply(Context context, ImportBatch batch) {
        List<Exposure> exposures = batch.exposures();
        ExposureIds ids = ExposureIds.of(context.jobId(), context.mapping().dataSetId(), exposures, store);
        Collection<StoredSighting> sightings = context.observes() ? SightingsTogether.of(exposures, json) : List.of();
        Instant acceptedAt = Instant.now();
        List<LedgerCommand> commands = new ArrayList<>(exposures.size());
        for (int i = 0; i < exposures.size(); i++) {
            commands.add(command(context, exposures.get(i), ids.ids().get(i), acceptedAt));
        }
        AlongsideWork alongside = verdicts -> {
            jobs.renew(context.lease(), !batch.rows().isEmpty());
            ImportBatch.Result result = batch.resultOf(verdicts);
            store.advance(context.jobId(), batch.positionBytes(), batch.positionLine(), result.counts());
            store.addRejections(context.jobId(), result.rejections());
            if (!ids.seen().isEmpty()) {
                store.saveTwins(context.jobId(), ids.seen());
            }
            if (!sightings.isEmpty()) {
                store.addSightings(context.jobId(), sightings);
            }
        };
        if (commands.isEmpty()) {
            transaction.executeWithoutResult(status -> alongside.write(List.of()));
        } else {
            ledger.apply(commands, alongside);
        }
    }

    private static LedgerCommand command(Context context, Exposure exposure, String id, Instant acceptedAt) {
        return new LedgerCommand.Expose(
                context.owner(),
                id,
                context.mapping().campaignId(),
                exposure.channelId(),
                new Subject.Identifiers(exposure.identifiers(), context.rules()),
                exposure.occurredAt(),
                acceptedAt,
                null,
                context.jobId());
    }

    /** Only when the whole log has been read is it known what was seen together first. */
    private void tellIdentity(Context context) throws InterruptedException {
        boolean more = true;
        while (more) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            more = Boolean.TRUE.equals(transaction.execute(status -> {
                List<StoredSighting> next = store.takeSightings(context.jobId(), SIGHTINGS_AT_A_TIME);
                jobs.renew(context.lease(), !next.isEmpty());
                publish(
                        context.jobId(),
                        next.stream()
                                .map(sighting -> SightingsTogether.observation(
                                        context.mapping().campaignId(),
                                        context.mapping().dataSetId(),
                                        context.owner(),
                                        sighting,
                                        json))
                                .toList());
                return !next.isEmpty();
            }));
        }
    }

    /** All under one key: one partition keeps their order, which the marker at the end relies on. */
    private void publish(UUID jobId, List<ObservedHashed> observations) {
        outbox.append(observations.stream()
                .map(observation -> new Outbox.Message(
                        Topics.IDENTITY_OBSERVATIONS, jobId.toString(), EventTypes.OBSERVED, observation))
                .toList());
    }

    /**
     * Waits until identity has stitched everything this import saw together, so that a report right after it counts
     * people and not cookies: a marker is observed last, and when its birth comes back on the feed, all before it has.
     */
    private void awaitIdentity(Context context) throws InterruptedException {
        Duration patience =
                properties.identityWait().plus(PER_SIGHTING.multipliedBy(store.sightingsTold(context.jobId())));
        IdentifierKey marker = sendMarker(context);
        if (!await(context.lease(), patience, () -> identity.knows(marker))) {
            LOG.atWarn()
                    .log(
                            "Import {} ends although identity has not stitched all of it after {}",
                            context.jobId(),
                            patience);
            store.setIdentityLate(context.jobId());
        }
    }

    private IdentifierKey sendMarker(Context context) {
        IdentifierKey sent = store.find(context.jobId()).orElseThrow().markerKey();
        if (sent != null) {
            return sent;
        }
        Identifier identifier = new Identifier(
                IdentifierType.COOKIE, "evenreach", context.jobId().toString());
        Hashing.Outcome outcome = hashing.hash(identifier, SightingsTogether.markerDataSet(context.jobId()));
        if (!(outcome instanceof Hashing.Outcome.Key(Hashed marker))) {
            throw new IllegalStateException("a job id is always a usable value");
        }
        transaction.executeWithoutResult(status -> {
            jobs.renew(context.lease(), true);
            store.setMarker(context.jobId(), marker.key());
            publish(context.jobId(), List.of(SightingsTogether.marker(context.jobId(), marker, Instant.now())));
        });
        return marker.key();
    }

    private void awaitReports(Context context) throws InterruptedException {
        Instant applied = reports.now();
        if (!await(
                context.lease(), properties.reportWait(), () -> !reports.asOf().isBefore(applied))) {
            LOG.atWarn().log("Import {} ends although the reports do not show all of it yet", context.jobId());
        }
    }

    private boolean await(JobLease lease, Duration patience, BooleanSupplier done) throws InterruptedException {
        Instant deadline = Instant.now().plus(patience);
        while (!done.getAsBoolean()) {
            if (Instant.now().isAfter(deadline)) {
                return false;
            }
            jobs.renew(lease, false);
            Thread.sleep(LOOK_EVERY);
        }
        return true;
    }
}
