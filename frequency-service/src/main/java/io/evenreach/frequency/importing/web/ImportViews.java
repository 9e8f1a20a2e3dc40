package io.evenreach.frequency.importing.web;

import io.evenreach.frequency.importing.persistence.ImportStore;
import io.evenreach.frequency.importing.persistence.StoredImport;
import io.evenreach.frequency.job.Job;
import io.evenreach.frequency.job.JobKind;
import io.evenreach.frequency.job.JobViews;
import org.springframework.stereotype.Component;

/** Shows import jobs. */
@Component
class ImportViews implements JobViews {

    private static final int REJECTIONS_SHOWN = 100;

    private final ImportStore store;

    ImportViews(ImportStore store) {
        this.store = store;
    }

    @Override
    public JobKind kind() {
        return JobKind.IMPORT;
    }

    @Override
    public ImportJson view(Job job) {
        StoredImport stored = store.find(job.jobId()).orElseThrow();
        return ImportJson.of(
                job,
                stored,
                stored.rows().rejected() == 0
                        ? java.util.List.of()
                        : store.rejections(job.jobId(), 0, REJECTIONS_SHOWN));
    }
}
