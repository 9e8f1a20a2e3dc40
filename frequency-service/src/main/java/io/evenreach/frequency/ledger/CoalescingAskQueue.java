package io.evenreach.frequency.ledger;

import io.evenreach.frequency.ledger.LedgerCommand.Ask;
import io.evenreach.frequency.ledger.LedgerCommand.Expose;
import io.evenreach.frequency.ledger.LedgerCommand.Release;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * A few workers, each with a queue. A worker takes whatever waits and decides it as one batch, without waiting for more:
 * under load batches grow by themselves, and when it is quiet nobody waits. A person always goes to the same worker, so
 * that workers do not queue up behind each other's locks.
 */
final class CoalescingAskQueue implements AskQueue, SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(CoalescingAskQueue.class);

    private record Waiting(LedgerCommand command, CompletableFuture<LedgerVerdict> verdict) {}

    private final TouchLedger ledger;
    private final int coalescedMax;
    private final List<BlockingQueue<Waiting>> queues = new ArrayList<>();
    private final List<Thread> workers = new ArrayList<>();
    private volatile boolean running;

    CoalescingAskQueue(TouchLedger ledger, LedgerProperties properties) {
        this.ledger = ledger;
        this.coalescedMax = properties.coalescedMax();
        int count = properties.workers() > 0
                ? properties.workers()
                : Math.max(2, Runtime.getRuntime().availableProcessors());
        for (int i = 0; i < count; i++) {
            queues.add(new LinkedBlockingQueue<>(properties.queuedMax()));
        }
    }

    @Override
    public CompletableFuture<LedgerVerdict> submit(LedgerCommand command) {
        Waiting waiting = new Waiting(command, new CompletableFuture<>());
        BlockingQueue<Waiting> queue = queues.get(Math.floorMod(placeOf(command), queues.size()));
        if (!running || !queue.offer(waiting)) {
            waiting.verdict().complete(new LedgerVerdict.Unavailable("too many asks are waiting"));
        }
        return waiting.verdict();
    }

    private static int placeOf(LedgerCommand command) {
        return switch (command) {
            case Ask ask -> placeOf(ask.subject());
            case Expose exposure -> placeOf(exposure.subject());
            case Release(GrantRef grant) -> grant.filedUnder().hashCode();
            case LedgerCommand.MoveTenures moves -> moves.changeId().hashCode();
        };
    }

    private static int placeOf(Subject subject) {
        return switch (subject) {
            case Subject.Profile(var profileId) -> profileId.hashCode();
            case Subject.Identifiers(var identifiers, var ignored) ->
                identifiers.isEmpty() ? 0 : identifiers.getFirst().key().hashCode();
        };
    }

    @Override
    public void start() {
        running = true;
        for (int i = 0; i < queues.size(); i++) {
            BlockingQueue<Waiting> queue = queues.get(i);
            workers.add(Thread.ofPlatform().name("ledger-" + i).daemon().start(() -> work(queue)));
        }
    }

    private void work(BlockingQueue<Waiting> queue) {
        List<Waiting> batch = new ArrayList<>(coalescedMax);
        while (running) {
            batch.clear();
            try {
                batch.add(queue.take());
            } catch (InterruptedException stopping) {
                break;
            }
            queue.drainTo(batch, coalescedMax - 1);
            decide(batch);
        }
        queue.drainTo(batch);
        batch.forEach(waiting -> waiting.verdict().complete(new LedgerVerdict.Unavailable("the service is stopping")));
    }

    private void decide(List<Waiting> batch) {
        try {
            List<LedgerVerdict> verdicts =
                    ledger.apply(batch.stream().map(Waiting::command).toList());
            for (int i = 0; i < batch.size(); i++) {
                batch.get(i).verdict().complete(verdicts.get(i));
            }
        } catch (LedgerUnavailableException away) {
            LOG.atWarn().setCause(away).log("A batch of asks could not be decided");
            batch.forEach(waiting -> waiting.verdict().complete(new LedgerVerdict.Unavailable("the ledger is away")));
        } catch (RuntimeException defect) {
            if (batch.size() == 1) {
                LOG.atError().setCause(defect).log("An ask could not be decided");
                batch.getFirst().verdict().complete(new LedgerVerdict.Unavailable("the ask could not be decided"));
            } else {
                // One command must not spoil the answers of the others.
                batch.forEach(waiting -> decide(List.of(waiting)));
            }
        }
    }

    @Override
    public void stop() {
        running = false;
        workers.forEach(Thread::interrupt);
        for (Thread worker : workers) {
            try {
                worker.join(5_000);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        workers.clear();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
