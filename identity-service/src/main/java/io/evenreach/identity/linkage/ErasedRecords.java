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
import org.springframework.transaction.support.TransactionTemplate;

/** Erases the records that name an erased identifier, whoever's they are; in the background, a moment after the erasure. */
@Component
public class ErasedRecords implements ErasureListener {

    private static final int AT_ONCE = 500;

    private final RecordStore records;
    private final RunStore runs;
    private final PairStore pairs;
    private final TransactionTemplate transaction;

    ErasedRecords(RecordStore records, RunStore runs, PairStore pairs, TransactionTemplate transaction) {
        this.records = records;
        this.runs = runs;
        this.pairs = pairs;
        this.transaction = transaction;
    }

    @Override
    public void erased(Set<IdentifierKey> keys, Instant at) {
        records.noteErased(keys, at);
    }

    /** @return whether more may wait */
    boolean step() {
        if (Boolean.TRUE.equals(transaction.execute(status -> records.nameSome(AT_ONCE)))) {
            return true;
        }
        List<Long> waiting = records.erasuresWaiting(AT_ONCE);
        if (waiting.isEmpty()) {
            return false;
        }
        transaction.executeWithoutResult(status -> records.awaitRecordsOnTheirWay());
        return Boolean.TRUE.equals(transaction.execute(status -> {
            List<Long> claimed = records.claimErasures(waiting);
            erase(claimed);
            // Where that is nothing, another instance or a run that is being written has to end first.
            return records.forgetErased(claimed) > 0;
        }));
    }

    /** Records of an owner whose run is being written, which takes long, are left for later and keep nobody else's waiting. */
    private void erase(List<Long> erasures) {
        for (Map.Entry<String, List<Long>> ofOwner : records.erasedBy(erasures).entrySet()) {
            if (!runs.tryLockPersonsOf(ofOwner.getKey())) {
                continue;
            }
            // A run that has read them leaves them out in the end, and better does not work with them at all.
            runs.restart(ofOwner.getKey());
            records.erase(ofOwner.getValue());
            pairs.removeReviews(ofOwner.getValue());
        }
    }
}
