package io.evenreach.frequency.importing;

import io.evenreach.frequency.importing.persistence.ImportStore;
import io.evenreach.frequency.importing.persistence.StoredImport;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Which campaign an import went into. */
@Component
public class ImportedCampaigns {

    private final ImportStore store;

    ImportedCampaigns(ImportStore store) {
        this.store = store;
    }

    public Optional<UUID> campaignOf(UUID importId) {
        return store.find(importId).map(StoredImport::campaignId);
    }
}
