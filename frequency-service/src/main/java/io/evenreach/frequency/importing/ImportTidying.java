package io.evenreach.frequency.importing;

import io.evenreach.frequency.importing.persistence.ImportStore;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Gives back the space of finished imports. */
@Component
class ImportTidying {

    private static final Logger LOG = LoggerFactory.getLogger(ImportTidying.class);
    private static final int ROWS_AT_A_TIME = 20_000;

    private final ImportStore store;
    private final ImportProperties properties;

    ImportTidying(ImportStore store, ImportProperties properties) {
        this.store = store;
        this.properties = properties;
    }

    @Scheduled(fixedDelayString = "30s", initialDelayString = "20s")
    void tidy() {
        int deleted;
        int total = 0;
        do {
            deleted = store.tidy(Instant.now().minus(properties.keepFor()), ROWS_AT_A_TIME);
            total += deleted;
        } while (deleted > 0);
        if (total > 0) {
            LOG.atDebug().log("Gave back {} rows of finished imports", total);
        }
    }
}
