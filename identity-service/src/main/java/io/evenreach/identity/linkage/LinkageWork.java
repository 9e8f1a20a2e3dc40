package io.evenreach.identity.linkage;

import io.evenreach.identity.linkage.domain.Known;
import io.evenreach.identity.linkage.domain.Linkage;
import io.evenreach.identity.linkage.domain.LinkageOptions;
import io.evenreach.identity.linkage.domain.Linked;
import io.evenreach.identity.linkage.domain.Table;
import io.evenreach.identity.linkage.persistence.PairStore;
import io.evenreach.identity.linkage.persistence.RecordStore;
import io.evenreach.identity.linkage.persistence.RecordStore.Stored;
import io.evenreach.identity.linkage.persistence.RunStore;
import io.evenreach.identity.linkage.persistence.RunStore.Lease;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
    private final PairStore pairs;
    private final TransactionTemplate transaction;
    private final LinkageOptions options;
    private final Linkage linkage;

    LinkageWork(
            RecordStore records,
            RunStore runs,
            PairStore pairs,
            TransactionTemplate transaction,
            LinkageProperties properties) {
        this.records = records;
        this.runs = runs;
        this.pairs = pairs;
        this.transaction = transaction;
        this.options = properties.options();
        this.linkage = new Linkage(options);
    }

    /** What a run keeps of its records beside their values. A profile is known by when the record came that founded it. */
    private static final class Rows {
        private final Table.Builder table = new Table.Builder();
        private long[] seqs = new long[1024];
        private long[] founders = new long[1024];
        private int size;
        private int old;

        void add(Stored stored) {
            if (size == seqs.length) {
                seqs = Arrays.copyOf(seqs, size + (size >> 1));
                founders = Arrays.copyOf(founders, seqs.length);
            }
            table.add(stored.content());
            seqs[size] = stored.seq();
            founders[size] = stored.founderSeq();
            size++;
            old += stored.linked() ? 1 : 0;
        }

        /** For each row the first one of its profile. */
        int[] personOf() {
            long[] sorted = Arrays.copyOf(founders, size);
            Arrays.sort(sorted);
            int profiles = 0;
            for (int i = 0; i < size; i++) {
                if (i == 0 || sorted[i] != sorted[i - 1]) {
                    sorted[profiles++] = sorted[i];
                }
            }
            int[] first = new int[profiles];
            Arrays.fill(first, -1);
            int[] personOf = new int[size];
            for (int row = 0; row < size; row++) {
                int profile = Arrays.binarySearch(sorted, 0, profiles, founders[row]);
                first[profile] = first[profile] < 0 ? row : first[profile];
                personOf[row] = first[profile];
            }
            return personOf;
        }

        /** The row of a record, which is among those that were compared before or among the new ones; negative for none. */
        int rowOf(long seq) {
            int row = Arrays.binarySearch(seqs, 0, old, seq);
            return row >= 0 ? row : Arrays.binarySearch(seqs, old, size, seq);
        }

        /** One row of each of these profiles, by the seq of their founders; those without a record here are absent. */
        Map<Long, Integer> rowsOf(Set<Long> profiles) {
            Map<Long, Integer> rowOf = new HashMap<>();
            for (int row = 0; row < size; row++) {
                if (profiles.contains(founders[row])) {
                    rowOf.putIfAbsent(founders[row], row);
                }
            }
            return rowOf;
        }
    }

    void run(Lease lease) {
        int count = records.count(lease.owner(), lease.source());
        Optional<String> tooMany = options.refusal(count, Runtime.getRuntime().maxMemory());
        if (tooMany.isPresent()) {
            runs.fail(lease, tooMany.get());
            return;
        }
        LoggedProgress progress = new LoggedProgress(lease.runId());
        Rows rows = new Rows();
        records.read(lease.owner(), lease.source(), rows::add);
        Table table = rows.table.build();
        Known known = known(lease, rows);
        progress.read(rows.size);
        Linked linked = linkage.run(table, known, progress);
        boolean written = Boolean.TRUE.equals(transaction.execute(status -> write(lease, rows, linked)));
        if (written) {
            progress.written(linked.figures().persons());
        }
        LOG.info("Linkage run {} {}: {}", lease.runId(), written ? "completed" : "went on elsewhere", linked.figures());
    }

    private Known known(Lease lease, Rows rows) {
        List<long[]> profiles = runs.apart(lease.owner());
        Set<Long> founders = new HashSet<>();
        profiles.forEach(pair -> founders.addAll(List.of(pair[0], pair[1])));
        Map<Long, Integer> rowOf = rows.rowsOf(founders);
        long[][] apart = profiles.stream()
                .filter(pair -> rowOf.containsKey(pair[0]) && rowOf.containsKey(pair[1]))
                .map(pair -> new long[] {rowOf.getOrDefault(pair[0], 0), rowOf.getOrDefault(pair[1], 0)})
                .toArray(long[][]::new);
        return new Known(
                rows.personOf(),
                rows.old,
                apart,
                runs.lastParameters(lease.owner(), lease.source()).orElse(null));
    }

    private boolean write(Lease lease, Rows rows, Linked linked) {
        // Nothing of it is on a feed: evidence follows in transactions of its own.
        runs.holdUpNoFeed();
        runs.lockPersonsOf(lease.owner());
        Standing standing = standing(lease, rows, linked);
        if (!runs.complete(lease, standing.figures(), linked.parameters())) {
            return false;
        }
        merge(rows, linked.personOf(), standing);
        runs.addPairs(lease.runId(), "LINKED", standing.links(), rows.seqs);
        runs.addPairs(lease.runId(), "REVIEW", standing.review(), rows.seqs);
        records.markLinked(
                lease.source(),
                Arrays.stream(standing.compared())
                        .mapToLong(row -> rows.seqs[row])
                        .toArray());
        if (lease.link()) {
            pairs.addDue(lease.owner());
        }
        return true;
    }

    /** Under the lock of the owner: whoever decided or was erased since the records were read has done so by now. */
    private Standing standing(Lease lease, Rows rows, Linked linked) {
        long[] foundersNow = new long[rows.size];
        Arrays.fill(foundersNow, Standing.GONE);
        records.readFounders(lease.owner(), lease.source(), (seq, founder) -> {
            int row = rows.rowOf(seq);
            if (row >= 0) {
                foundersNow[row] = founder;
            }
        });
        return new Standing(
                Arrays.copyOf(rows.founders, rows.size), foundersNow, rows.old, linked, runs.apart(lease.owner()));
    }

    /** Profiles become part of others: a person has the profile that was founded first. */
    private void merge(Rows rows, int[] personOf, Standing standing) {
        long[] founder = new long[rows.size];
        Arrays.fill(founder, Long.MAX_VALUE);
        for (int row = 0; row < rows.size; row++) {
            founder[personOf[row]] = Math.min(founder[personOf[row]], rows.founders[row]);
        }
        int[] profileOf = rows.personOf();
        long[] from = new long[rows.size];
        long[] into = new long[rows.size];
        int merges = 0;
        for (int row = 0; row < rows.size; row++) {
            if (profileOf[row] == row && standing.stands(row) && rows.founders[row] != founder[personOf[row]]) {
                from[merges] = rows.founders[row];
                into[merges] = founder[personOf[row]];
                merges++;
            }
        }
        records.merge(Arrays.copyOf(from, merges), Arrays.copyOf(into, merges));
    }
}
