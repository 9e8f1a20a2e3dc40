package io.evenreach.identity.stitching.persistence;

import io.evenreach.identity.stitching.domain.StitchingStore.ConcurrentStitching;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** Which observations were taken in, so that each takes effect once and a repeat gets the first answer again. */
@Repository
public class ObservationLog {

    /**
     * One observation.
     *
     * @param id of (owner, observationId)
     * @param body a fingerprint of what it said
     */
    public record Entry(
            UUID id,
            UUID body,
            UUID evidenceId,
            long observedAtMillis,
            String outcome,
            @Nullable UUID profileId,
            String reasons) {}

    /** Both kinds of writers take this lock: shared while they race, exclusive when one has lost too often. */
    private static final String LOCK = "hashtextextended('stitching ' || current_schema(), 0)";

    /**
     * Who asks for the lock shared waits behind whoever waits for it exclusively. Where somebody has it for long, as a fold
     * in the background may, these would all wait for that; so whoever waits steps aside for as long as it has waited, one at a
     * time. A wait is longer than PostgreSQL takes to look for a deadlock (1 s). After two minutes it does not step aside
     * any more, so that it comes to its turn however many take long.
     */
    private static final String LOCK_EXCLUSIVELY = """
            do $$
            declare
                before constant text := current_setting('lock_timeout');
            begin
                perform pg_advisory_xact_lock(hashtextextended('stitching alone ' || current_schema(), 0));
                for attempt in 1..40 loop
                    begin
                        set local lock_timeout = '1500ms';
                        perform pg_advisory_xact_lock(%1$s);
                        perform set_config('lock_timeout', before, true);
                        return;
                    exception when lock_not_available then
                        perform pg_sleep(1.5);
                    end;
                end loop;
                perform pg_advisory_xact_lock(%1$s);
            end $$
            """.formatted(LOCK);

    private final JdbcTemplate jdbc;

    ObservationLog(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    public void lockShared() {
        jdbc.execute("select pg_advisory_xact_lock_shared(" + LOCK + ")");
    }

    /**
     * Waits until nobody else stitches, and keeps everybody from it until the transaction ends. While it waits for somebody
     * who takes long, others stitch.
     */
    public void lockExclusively() {
        jdbc.execute(LOCK_EXCLUSIVELY);
    }

    public Map<UUID, Entry> find(Collection<UUID> ids) {
        Map<UUID, Entry> found = new HashMap<>();
        SetStatement.of("""
                        select id, body, evidence_id, observed_at, outcome, profile_id, reasons from observation
                         where id = any(?::uuid[])
                        """, ids)
                .texts(id -> id)
                .query(
                        jdbc,
                        row -> new Entry(
                                row.getObject(1, UUID.class),
                                row.getObject(2, UUID.class),
                                row.getObject(3, UUID.class),
                                row.getLong(4),
                                row.getString(5),
                                row.getObject(6, UUID.class),
                                row.getString(7)))
                .forEach(entry -> found.put(entry.id(), entry));
        return found;
    }

    /** @throws ConcurrentStitching where somebody else took one of them in first */
    public void append(List<Entry> entries) {
        List<Entry> sorted =
                entries.stream().sorted(Comparator.comparing(Entry::id)).toList();
        int inserted = SetStatement.of("""
                        insert into observation (id, body, evidence_id, observed_at, outcome, profile_id, reasons)
                        select * from unnest(?::uuid[], ?::uuid[], ?::uuid[], ?::bigint[], ?::text[], ?::uuid[], ?::text[])
                        on conflict (id) do nothing
                        """, sorted)
                .texts(Entry::id)
                .texts(Entry::body)
                .texts(Entry::evidenceId)
                .longs(Entry::observedAtMillis)
                .texts(Entry::outcome)
                .texts(Entry::profileId)
                .texts(Entry::reasons)
                .update(jdbc);
        if (inserted != entries.size()) {
            throw new ConcurrentStitching("somebody else took in one of these observations");
        }
    }

    /** Has an observation taken in anew when it comes again. */
    public void forget(UUID id) {
        jdbc.update("delete from observation where id = ?", id);
    }
}
