package io.evenreach.identity.linkage;

import io.evenreach.identity.linkage.domain.Known;
import io.evenreach.identity.linkage.domain.Linkage;
import io.evenreach.identity.linkage.domain.Linked;
import io.evenreach.identity.linkage.domain.Table;
import io.evenreach.identity.linkage.persistence.RecordStore;
import io.evenreach.identity.linkage.persistence.RecordStore.Stored;
import io.evenreach.identity.linkage.persistence.RunStore;
import io.evenreach.identity.linkage.persistence.RunStore.Lease;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** One run: reads the records, links them, and writes who is one person in one transaction. */
@Component
class LinkageWork {

    private static final Logger LOG = LoggerFactory.getLogger(LinkageWork.class);

    private final RecordStore records;
    private final RunStore runs;
    private final TransactionTemplate transaction;
    private final Linkage linkage;

    LinkageWork(RecordStore records, RunStore runs, TransactionTemplate transaction, LinkageProperties properties) {
        this.records = records;
        this.runs = runs;
        this.transaction = transaction;
        this.linkage = new Linkage(properties.options());
    }

    /** What a run keeps of its records beside their values. */
    private static final class Rows {
        private final Table.Builder table = new Table.Builder();
        private final List<Long> seqs = new ArrayList<>();
        private final List<UUID> profiles = new ArrayList<>();
        private final List<Long> founderSeqs = new ArrayList<>();
        private final Map<UUID, Integer> firstOfProfile = new HashMap<>();
        private final List<Integer> personOf = new ArrayList<>();
        private int old;

        void add(Stored stored) {
            int row = seqs.size();
            table.add(stored.content());
            seqs.add(stored.seq());
            profiles.add(stored.profileId());
            founderSeqs.add(stored.founderSeq());
            Integer first = firstOfProfile.putIfAbsent(stored.profileId(), row);
            personOf.add(first == null ? row : first);
            old += stored.linked() ? 1 : 0;
        }

        long[] seqs() {
            return seqs.stream().mapToLong(Long::longValue).toArray();
        }
    }

    void run(Lease lease) {
        Rows rows = new Rows();
        records.read(lease.owner(), lease.source(), rows::add);
        Linked linked = linkage.run(rows.table.build(), known(lease, rows));
        Boolean written = transaction.execute(status -> write(lease, rows, linked));
        LOG.atInfo()
                .addKeyValue("runId", lease.runId())
                .addKeyValue("figures", linked.figures())
                .log(Boolean.TRUE.equals(written) ? "Linked records" : "A linkage run went on elsewhere");
    }

    private Known known(Lease lease, Rows rows) {
        Map<Long, Integer> rowOf = new HashMap<>();
        List<long[]> apart = runs.apart(lease.owner());
        if (!apart.isEmpty()) {
            for (int row = 0; row < rows.seqs.size(); row++) {
                rowOf.put(rows.seqs.get(row), row);
            }
        }
        long[][] apartRows = apart.stream()
                .filter(pair -> rowOf.containsKey(pair[0]) && rowOf.containsKey(pair[1]))
                .map(pair -> new long[] {rowOf.getOrDefault(pair[0], 0), rowOf.getOrDefault(pair[1], 0)})
                .toArray(long[][]::new);
        return new Known(
                rows.personOf.stream().mapToInt(Integer::intValue).toArray(),
                rows.old,
                apartRows,
                runs.lastParameters(lease.owner(), lease.source()).orElse(null));
    }

    private boolean write(Lease lease, Rows rows, Linked linked) {
        if (!runs.complete(lease, linked.figures(), linked.parameters())) {
            return false;
        }
        records.merge(merges(rows, linked.personOf()));
        long[] seqs = rows.seqs();
        runs.addPairs(lease.runId(), "LINKED", linked.links(), seqs);
        runs.addPairs(lease.runId(), "REVIEW", linked.review(), seqs);
        records.markLinked(lease.source(), Arrays.copyOfRange(seqs, rows.old, seqs.length));
        return true;
    }

    /** Which profiles become part of which: a person has the profile that was founded first. */
    private static Map<UUID, UUID> merges(Rows rows, int[] personOf) {
        int[] founder = new int[personOf.length];
        Arrays.fill(founder, -1);
        for (int row = 0; row < personOf.length; row++) {
            int person = personOf[row];
            if (founder[person] < 0 || rows.founderSeqs.get(row) < rows.founderSeqs.get(founder[person])) {
                founder[person] = row;
            }
        }
        Map<UUID, UUID> merges = new HashMap<>();
        for (int row = 0; row < personOf.length; row++) {
            UUID now = rows.profiles.get(founder[personOf[row]]);
            if (!now.equals(rows.profiles.get(row))) {
                merges.put(rows.profiles.get(row), now);
            }
        }
        return merges;
    }
}
