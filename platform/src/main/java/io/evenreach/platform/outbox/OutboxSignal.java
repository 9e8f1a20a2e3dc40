package io.evenreach.platform.outbox;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Wakes the relay of this process as soon as something has been committed, so that the poll is only a safety net. */
final class OutboxSignal {

    private final Semaphore pending = new Semaphore(0);

    void afterCommit() {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                if (pending.availablePermits() == 0) {
                    pending.release();
                }
            }
        });
    }

    void await(long millis) throws InterruptedException {
        if (pending.tryAcquire(millis, TimeUnit.MILLISECONDS)) {
            pending.drainPermits();
        }
    }
}
