package io.evenreach.frequency.verification;

import io.evenreach.frequency.job.JobKind;
import io.evenreach.frequency.job.JobLease;
import io.evenreach.frequency.job.JobProperties;
import io.evenreach.frequency.job.JobWorker;
import io.evenreach.frequency.job.Jobs;
import io.evenreach.frequency.ledger.JournalVerification;
import io.evenreach.frequency.ledger.JournalVerification.Findings;
import io.evenreach.frequency.verification.persistence.VerificationStore;
import java.util.concurrent.CancellationException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Runs one verification; one that was abandoned starts again, for it changes nothing. */
@Component
class VerificationWork implements JobWorker.Work {

    private final Jobs jobs;
    private final VerificationStore store;
    private final JournalVerification verification;
    private final TransactionTemplate transaction;

    VerificationWork(
            Jobs jobs, VerificationStore store, JournalVerification verification, TransactionTemplate transaction) {
        this.jobs = jobs;
        this.store = store;
        this.verification = verification;
        this.transaction = transaction;
    }

    @Override
    public void run(JobLease lease) {
        Findings findings = verification.verify((entries, profiles) -> {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException("the service is stopping");
            }
            transaction.executeWithoutResult(status -> {
                store.progress(lease.jobId(), entries, profiles);
                jobs.renew(lease, false);
            });
        });
        transaction.executeWithoutResult(status -> {
            store.save(lease.jobId(), findings);
            jobs.complete(lease);
        });
    }

    /** One worker per instance. */
    @Configuration(proxyBeanMethods = false)
    static class Workers {

        @Bean
        JobWorker verificationWorker(Jobs jobs, JobProperties properties, VerificationWork work) {
            return new JobWorker(JobKind.JOURNAL_VERIFICATION, jobs, properties, work);
        }
    }
}
