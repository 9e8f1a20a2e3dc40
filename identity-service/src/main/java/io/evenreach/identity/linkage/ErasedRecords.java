package io.evenreach.identity.linkage;

import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identity.linkage.persistence.PairStore;
import io.evenreach.identity.linkage.persistence.RecordStore;
import io.evenreach.identity.linkage.persistence.RunStore;
import io.evenreach.identity.stitching.ErasureListener;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Erases the records that name an erased identifier, whoever's they are; in the background, a moment after the erasure. */
@Component
public class ErasedRecords implements ErasureListener {

    private static final int AT_ONCE = 500;

    private final RecordStore records;
    private final RunStore runs;
    private final PairStore pairs;

    ErasedRecords(RecordStore records, RunStore runs, PairStore pairs) {
        this.records = records;
        this.runs = runs;
        this.pairs = pairs;
    }

    @Override
    public void erased(Set<IdentifierKey> keys, Instant at) {
        records.noteErased(keys, at);
    }

    /** @return whether more may wait */
    @Transactional
    public boolean step() {
        if (records.nameSome(AT_ONCE)) {
            return true;
        }
        List<Long> erasures = records.claimErasures(AT_ONCE);
        for (Map.Entry<String, List<Long>> ofOwner : records.erasedBy(erasures).entrySet()) {
            runs.lockPersonsOf(ofOwner.getKey());
            // A run that has read them would bring them to review again.
            runs.restart(ofOwner.getKey());
            records.erase(ofOwner.getValue());
            pairs.removeReviews(ofOwner.getValue());
        }
        records.forgetErasures(erasures);
        return !erasures.isEmpty();
    }
}
