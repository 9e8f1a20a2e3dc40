package io.evenreach.frequency.importing.persistence;

import static io.evenreach.platform.jdbc.Timestamps.utc;

import io.evenreach.identifiers.IdentifierKey;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Imports in PostgreSQL. Every method takes part in the transaction of its caller, where there is one. */
@Repository
public class ImportStore {

    private final JdbcClient jdbc;
    private final JdbcTemplate template;

    ImportStore(JdbcClient jdbc, JdbcTemplate template) {
        this.jdbc = jdbc;
        this.template = template;
    }

    public void insert(StoredImport stored) {
        jdbc.sql("""
                        insert into import (job_id, campaign_id, data_set_id, file_name, mapping, bytes_total)
                        values (:jobId, :campaignId, :dataSetId, :fileName, cast(:mapping as jsonb), :bytesTotal)""")
                .param("jobId", stored.jobId())
                .param("campaignId", stored.campaignId())
                .param("dataSetId", stored.dataSetId())
                .param("fileName", stored.fileName())
                .param("mapping", stored.mapping())
                .param("bytesTotal", stored.bytesTotal())
                .update();
    }

    public Optional<StoredImport> find(UUID jobId) {
        return jdbc.sql("select * from import where job_id = :jobId")
                .param("jobId", jobId)
                .query((row, number) -> {
                    byte[] marker = row.getBytes("marker_key");
                    return new StoredImport(
                            row.getObject("job_id", UUID.class),
                            row.getObject("campaign_id", UUID.class),
                            row.getString("data_set_id"),
                            row.getString("file_name"),
                            row.getString("mapping"),
                            row.getLong("bytes_total"),
                            row.getLong("position_bytes"),
                            row.getLong("position_line"),
                            new RowCounts(
                                    row.getLong("rows_read"),
                                    row.getLong("rows_accepted"),
                                    row.getLong("rows_skipped"),
                                    row.getLong("rows_duplicate"),
                                    row.getLong("rows_rejected")),
                            marker == null ? null : IdentifierKey.of(marker),
                            row.getBoolean("identity_late"));
                })
                .optional();
    }

    /** Moves the position on and adds what was read since. */
    public void advance(UUID jobId, long positionBytes, long positionLine, RowCounts added) {
        jdbc.sql("""
                        update import set position_bytes = :bytes, position_line = :line,
                               rows_read = rows_read + :read, rows_accepted = rows_accepted + :accepted,
                               rows_skipped = rows_skipped + :skipped, rows_duplicate = rows_duplicate + :duplicate,
                               rows_rejected = rows_rejected + :rejected
                        where job_id = :jobId""")
                .param("bytes", positionBytes)
                .param("line", positionLine)
                .param("read", added.read())
                .param("accepted", added.accepted())
                .param("skipped", added.skipped())
                .param("duplicate", added.duplicate())
                .param("rejected", added.rejected())
                .param("jobId", jobId)
                .update();
    }

    /**
     * Whether the report of its campaign misses something that is there once this import has ended: touches that it
     * brought, or that one brought which failed since the last one was completed. Those are in the ledger though it was never
     * told that they had come, and when their file is imported again, all of them are known.
     */
    public boolean isNewToReport(UUID jobId) {
        return jdbc.sql("""
                        with same as (
                            select job_id, rows_accepted, status, finished_at from import join job using (job_id)
                            where campaign_id = (select campaign_id from import where job_id = :jobId))
                        select exists (
                            select from same brought
                            where rows_accepted > 0
                              and (job_id = :jobId
                                   or status = 'FAILED'
                                      and not exists (select from same settled
                                                      where settled.status = 'COMPLETED'
                                                        and settled.finished_at >= brought.finished_at)))""").param("jobId", jobId).query(Boolean.class).single();
    }

    public void addRejections(UUID jobId, List<Rejection> rejections) {
        if (rejections.isEmpty()) {
            return;
        }
        template.batchUpdate(
                "insert into import_rejection (job_id, line, code, detail) values (?, ?, ?, ?) on conflict do nothing",
                rejections.stream()
                        .map(rejection ->
                                new Object[] {jobId, rejection.line(), rejection.code(), withoutNul(rejection.detail())
                                })
                        .toList());
    }

    /** @param afterLine only rejections of later lines */
    public List<Rejection> rejections(UUID jobId, long afterLine, int limit) {
        return jdbc.sql("""
                        select line, code, detail from import_rejection
                        where job_id = :jobId and line > :after order by line limit :limit""")
                .param("jobId", jobId)
                .param("after", afterLine)
                .param("limit", limit)
                .query((row, number) -> new Rejection(row.getLong(1), row.getString(2), row.getString(3)))
                .list();
    }

    /** How often rows of these contents were seen in earlier batches; those never seen are absent. */
    public Map<IdentifierKey, Integer> twins(UUID jobId, List<IdentifierKey> contents) {
        Map<IdentifierKey, Integer> seen = new HashMap<>();
        template.query(
                "select content, seen from import_twin where job_id = ? and content = any(?)",
                row -> {
                    seen.put(IdentifierKey.of(row.getBytes(1)), row.getInt(2));
                },
                jobId,
                keyArray(contents));
        return seen;
    }

    public void saveTwins(UUID jobId, Map<IdentifierKey, Integer> seen) {
        List<IdentifierKey> contents = List.copyOf(seen.keySet());
        template.update(
                """
                insert into import_twin (job_id, content, seen)
                select ?, content, seen from unnest(?::bytea[], ?::int[]) as fresh(content, seen)
                on conflict (job_id, content) do update set seen = excluded.seen""", jobId, keyArray(contents), contents.stream().map(seen::get).toArray(Integer[]::new));
    }

    /** Notes what was seen together, at its earliest. */
    public void addSightings(UUID jobId, Collection<StoredSighting> sightings) {
        List<StoredSighting> rows = List.copyOf(sightings);
        template.update(
                """
                insert into import_sighting as known (job_id, set_id, earliest, identifiers)
                select ?, set_id, earliest, identifiers
                from unnest(?::bytea[], ?::timestamptz[], ?::text[]) as fresh(set_id, earliest, identifiers)
                on conflict (job_id, set_id) do update set
                    earliest = least(known.earliest, excluded.earliest),
                    identifiers = least(known.identifiers, excluded.identifiers)
                where excluded.identifiers < known.identifiers or excluded.earliest < known.earliest""",
                jobId,
                keyArray(rows.stream().map(StoredSighting::set).toList()),
                rows.stream().map(row -> Timestamp.from(row.earliest())).toArray(Timestamp[]::new),
                rows.stream().map(StoredSighting::identifiers).toArray(String[]::new));
    }

    /** Takes out the earliest sightings that are left, in order; none when all have been taken. */
    public List<StoredSighting> takeSightings(UUID jobId, int max) {
        List<StoredSighting> taken = template.query(
                """
                delete from import_sighting
                where job_id = ? and set_id in (
                    select set_id from import_sighting where job_id = ? order by earliest, set_id limit ?)
                returning set_id, earliest, identifiers""",
                (row, number) -> new StoredSighting(
                        IdentifierKey.of(row.getBytes(1)), row.getTimestamp(2).toInstant(), row.getString(3)),
                jobId,
                jobId,
                max);
        jdbc.sql("update import set sightings_told = sightings_told + :count where job_id = :jobId")
                .param("count", taken.size())
                .param("jobId", jobId)
                .update();
        return taken.stream()
                .sorted(Comparator.comparing(StoredSighting::earliest).thenComparing(StoredSighting::set))
                .toList();
    }

    public long sightingsTold(UUID jobId) {
        return jdbc.sql("select sightings_told from import where job_id = :jobId")
                .param("jobId", jobId)
                .query(Long.class)
                .single();
    }

    public void setMarker(UUID jobId, IdentifierKey key) {
        jdbc.sql("update import set marker_key = :key where job_id = :jobId")
                .param("key", key.bytes())
                .param("jobId", jobId)
                .update();
    }

    public void setIdentityLate(UUID jobId) {
        jdbc.sql("update import set identity_late = true where job_id = :jobId")
                .param("jobId", jobId)
                .update();
    }

    public void insertChunk(UUID jobId, int number, byte[] bytes) {
        template.update("insert into import_chunk (job_id, number, bytes) values (?, ?, ?)", jobId, number, bytes);
    }

    public Optional<byte[]> chunk(UUID jobId, int number) {
        return jdbc.sql("select bytes from import_chunk where job_id = :jobId and number = :number")
                .param("jobId", jobId)
                .param("number", number)
                .query((row, index) -> row.getBytes(1))
                .optional();
    }

    /**
     * Deletes some of what finished imports and abandoned uploads no longer need.
     *
     * <p>A little at a time, because a transaction that runs long holds back every reader of feeds and journal.
     *
     * @return how many rows were deleted; 0 when nothing is left to do
     */
    public int tidy(Instant uploadedBefore, int rowsMax) {
        int deleted = 0;
        for (String table : List.of("import_twin", "import_sighting", "import_chunk")) {
            deleted += template.update(
                    "delete from " + table + " where ctid = any(array(select leftover.ctid from " + table
                            + " leftover join job using (job_id) where job.status in ('COMPLETED', 'FAILED') limit ?))",
                    rowsMax);
        }
        return deleted + template.update("""
                        delete from import_chunk where ctid = any(array(
                            select chunk.ctid from import_chunk chunk
                            where chunk.stored_at < ?
                              and not exists (select 1 from import where import.job_id = chunk.job_id) limit ?))""", utc(uploadedBefore), rowsMax);
    }

    private static byte[][] keyArray(List<IdentifierKey> keys) {
        List<byte[]> bytes = new ArrayList<>(keys.size());
        keys.forEach(key -> bytes.add(key.bytes()));
        return bytes.toArray(byte[][]::new);
    }

    /** PostgreSQL has no character for it. */
    private static String withoutNul(String text) {
        return text.replace('\0', '\uFFFD');
    }
}
