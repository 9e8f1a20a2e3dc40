package io.evenreach.frequency.decision;

import io.evenreach.frequency.decision.persistence.NoteStore;
import io.evenreach.frequency.ledger.Candidate;
import io.evenreach.frequency.ledger.Candidates;
import io.evenreach.frequency.ledger.LedgerCommand.Ask;
import io.evenreach.frequency.ledger.LedgerVerdict;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Keeps notes of answers without making anybody wait: they are written behind the answer, by one thread, in whatever
 * batches have come together. Denials are many, and written in the ledger's own transaction they would be paid for under
 * its locks; so a note is lost where the process dies in that moment, or is dropped and counted where too many wait.
 */
@Component
public class DecisionNotes implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(DecisionNotes.class);
    private static final int BATCH_MAX = 500;

    private final NoteStore store;
    private final Candidates candidates;
    private final BlockingQueue<DecisionNote> waiting = new LinkedBlockingQueue<>();
    private final Semaphore room;
    private final Counter full;
    private final Counter failed;
    private volatile boolean running;
    private volatile Thread writer = Thread.currentThread();

    DecisionNotes(NoteStore store, Candidates candidates, NoteProperties properties, MeterRegistry registry) {
        this.store = store;
        this.candidates = candidates;
        this.room = new Semaphore(properties.waitingMax());
        this.full = registry.counter("evenreach.decision.notes.dropped", "cause", "full");
        this.failed = registry.counter("evenreach.decision.notes.dropped", "cause", "failed");
    }

    /** Takes note of an answer, where there is anything to note; never waits. */
    public void keep(Ask ask, LedgerVerdict verdict, Instant decidedAt) {
        DecisionNote.of(ask, verdict, decidedAt, candidates).ifPresent(note -> {
            if (running && room.tryAcquire(note.weight())) {
                waiting.add(note);
            } else {
                full.increment();
            }
        });
    }

    /** The newest note on what became, or would have become, this touch; of the last seven days. */
    public Optional<DecisionNote> find(long touchId) {
        return store.find(touchId);
    }

    /** Every other campaign that was considered, with the reason it was not chosen. */
    public List<Candidate> candidates(DecisionNote note) {
        return note.considered() == null
                ? note.candidates()
                : candidates.of(candidates.read(Base64.getDecoder().decode(note.considered())), Integer.MAX_VALUE);
    }

    @Override
    public void start() {
        running = true;
        writer = Thread.ofPlatform().name("decision-notes").daemon().start(this::write);
    }

    private void write() {
        List<DecisionNote> batch = new ArrayList<>(BATCH_MAX);
        while (running || !waiting.isEmpty()) {
            batch.clear();
            try {
                if (running) {
                    batch.add(waiting.take());
                }
            } catch (InterruptedException stopping) {
                // What still waits is written before the end.
                running = false;
            }
            waiting.drainTo(batch, BATCH_MAX - batch.size());
            save(batch);
            room.release(batch.stream().mapToInt(DecisionNote::weight).sum());
        }
    }

    private void save(List<DecisionNote> batch) {
        try {
            store.save(batch);
        } catch (DataAccessException | TransactionException failure) {
            failed.increment(batch.size());
            LOG.atWarn().setCause(failure).log("{} decisions cannot be explained later", batch.size());
        }
    }

    @Scheduled(fixedDelayString = "1h", initialDelayString = "30s")
    void makeRoom() {
        store.makeRoom(Instant.now());
    }

    @Override
    public void stop() {
        running = false;
        writer.interrupt();
        try {
            writer.join(5_000);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
