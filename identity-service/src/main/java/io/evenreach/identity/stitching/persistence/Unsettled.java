package io.evenreach.identity.stitching.persistence;

import static io.evenreach.platform.jdbc.Columns.bytes;

import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identity.stitching.domain.Sightings;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What is settled by other rules than those of a version, and how much it is. */
@Repository
public class Unsettled {

    /** A component, one of its keys, and how much evidence there is of it. */
    public record Founder(long componentId, IdentifierKey key, int evidenceRows) {}

    /** A component of which nobody knows who owns what, how much evidence there is of it, and how long it waits. */
    public record Waiting(long componentId, int evidenceRows, long waitedMillis) {}

    private static final String FROM_KEYS_OF_PROFILE = """
            from identifier i join component c on c.id = i.component_id
             where i.key in (select key from identifier where own_profile_id = :profile
                             union select key from founding where profile_id = :profile
                             union select key from tenure where profile_id = :profile)
            """;

    /** Decisions are few, mostly: whoever plans this may begin with them or with the keys. */
    private static final String DECISIONS_OF_FOLDED = Stream.of(
                    "cut_key", "withdrawal_span", "erasure", "vacancy", "quarantine_release")
            .map(table -> " union all select d.tableoid, d.ctid, d.xmin from " + table
                    + " d join identifier i on i.key = d.key where i.component_id = any(:ids)"
                    + " union all select tableoid, ctid, xmin from " + table + " where key = cast(:key as bytea)")
            .collect(Collectors.joining());

    private final JdbcClient jdbc;

    public Unsettled(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Quarantined keys, in the order of their keys. */
    public List<IdentifierKey> quarantined(long version, int limit) {
        return jdbc.sql("select key from quarantine where rules_version < :version order by key limit :limit")
                .param("version", version)
                .param("limit", limit)
                .query((row, number) -> IdentifierKey.of(row.getBytes(1)))
                .list();
    }

    /** Components after one, in the order of their ids. */
    public List<Founder> components(long version, long after, int limit) {
        return jdbc.sql("""
                        select id, founder, evidence_rows from component where id > :after and rules_version < :version
                         order by id limit :limit
                        """)
                .param("after", after)
                .param("version", version)
                .param("limit", limit)
                .query((row, number) -> new Founder(row.getLong(1), IdentifierKey.of(row.getBytes(2)), row.getInt(3)))
                .list();
    }

    /** Leaves a component to the background; nobody knows any more who owns what in it. */
    public void defer(long componentId) {
        jdbc.sql("""
                        update component set rules_version = -2, waits_since = case when rules_version > 0
                               then clock_timestamp() else waits_since end
                         where id = :id and rules_version <> -3
                        """).param("id", componentId).update();
    }

    /**
     * A key of a component that was left to the background.
     *
     * @param rowsMax of those with no more rows of evidence than this
     * @param except components that are known not to be foldable
     */
    public Optional<IdentifierKey> deferred(int rowsMax, Set<Long> except) {
        return jdbc.sql("""
                        select i.key from component c
                          cross join lateral (select key from identifier where component_id = c.id limit 1) i
                         where (c.rules_version = 0 or c.rules_version <= -2) and c.evidence_rows <= :max
                           and c.id <> all(:except)
                         order by random() limit 1
                        """)
                .param("max", rowsMax)
                .param("except", except.toArray(Long[]::new))
                .query((row, number) -> IdentifierKey.of(row.getBytes(1)))
                .optional();
    }

    /** Notes of components with more evidence than can be folded that nobody knows who owns what in them. */
    public int giveUp(int rowsMax) {
        return jdbc.sql("update component set rules_version = -2 where rules_version = 0 and evidence_rows > :max")
                .param("max", rowsMax)
                .update();
    }

    /** A quarantined key of which the background has to decide whether it stays so. */
    public Optional<IdentifierKey> due() {
        return jdbc.sql("select key from quarantine_due order by random() limit 1")
                .query((row, number) -> IdentifierKey.of(row.getBytes(1)))
                .optional();
    }

    /** Whether it is still to be decided if a key stays quarantined. */
    public boolean isDue(IdentifierKey key) {
        return Boolean.TRUE.equals(jdbc.sql("select exists(select from quarantine_due where key = :key)")
                .param("key", key.bytes())
                .query(Boolean.class)
                .single());
    }

    /** Locks the component of a key; empty where it was settled meanwhile. */
    public Optional<Founder> lockDeferred(IdentifierKey key) {
        return jdbc.sql("""
                        select id, founder, evidence_rows from component
                         where id = (select component_id from identifier where key = :key)
                           and (rules_version = 0 or rules_version <= -2)
                           for update
                        """)
                .param("key", key.bytes())
                .query((row, number) -> new Founder(row.getLong(1), IdentifierKey.of(row.getBytes(2)), row.getInt(3)))
                .optional();
    }

    /** Has the background decide whether a key stays quarantined. */
    public void addDue(IdentifierKey key) {
        jdbc.sql("insert into quarantine_due (key) values (:key) on conflict do nothing")
                .param("key", key.bytes())
                .update();
    }

    /** It is decided whether a key stays quarantined. */
    public void decided(IdentifierKey key) {
        jdbc.sql("delete from quarantine_due where key = :key")
                .param("key", key.bytes())
                .update();
    }

    /** Leaves it to the background whether a key stays quarantined under rules. */
    public void decideLater(IdentifierKey key, long version) {
        jdbc.sql("update quarantine set rules_version = :version where key = :key")
                .param("version", version)
                .param("key", key.bytes())
                .update();
    }

    /** Components of which nobody knows who owns what, and the feed does not say so yet; those with least evidence first. */
    public List<Waiting> undetermined() {
        return jdbc.sql("""
                        select id, evidence_rows,
                               coalesce((extract(epoch from clock_timestamp() - waits_since) * 1000)::bigint, 0)
                          from component where rules_version = -2 order by evidence_rows, id limit 1000
                        """)
                .query((row, number) -> new Waiting(row.getLong(1), row.getInt(2), row.getLong(3)))
                .list();
    }

    /** The keys of a component. */
    public List<IdentifierKey> keysOf(long componentId) {
        return jdbc.sql("select key from identifier where component_id = :id order by key")
                .param("id", componentId)
                .query((row, number) -> IdentifierKey.of(row.getBytes(1)))
                .list();
    }

    /** Locks a component of which nobody knows who owns what, and the feed does not say so yet. */
    public boolean lockUndetermined(long componentId) {
        return jdbc.sql("select id from component where id = :id and rules_version = -2 for update")
                .param("id", componentId)
                .query(Long.class)
                .optional()
                .isPresent();
    }

    /** Notes that the tenures of a locked component say that nobody owns them, where they do. */
    public void told(long componentId) {
        jdbc.sql("""
                        update component set rules_version = -3
                         where id = :id and not exists (select from identifier i join tenure t on t.key = i.key
                                                         where i.component_id = :id and t.profile_id is not null)
                        """).param("id", componentId).update();
    }

    /** Whether nobody knows whose one of these keys is, until the background settled it. */
    public boolean isUndetermined(List<IdentifierKey> keys) {
        return Boolean.TRUE.equals(
                jdbc.sql("""
                        select exists(select from identifier i join component c on c.id = i.component_id
                                       where i.key = any(:keys) and c.rules_version <= -2)
                        """).param("keys", bytes(keys)).query(Boolean.class).single());
    }

    /** Whether nobody knows what is a profile's, until the background settled it. */
    public boolean isUndetermined(UUID profileId) {
        return Boolean.TRUE.equals(
                jdbc.sql("select exists(select " + FROM_KEYS_OF_PROFILE + " and c.rules_version <= -2)")
                        .param("profile", profileId)
                        .query(Boolean.class)
                        .single());
    }

    /** A key of each component that is settled by other rules, or was left to the background, and has to do with a profile. */
    public Set<IdentifierKey> of(UUID profileId, long version) {
        return Set.copyOf(jdbc.sql("select distinct on (c.id) i.key " + FROM_KEYS_OF_PROFILE
                        + " and c.rules_version <> :version order by c.id")
                .param("profile", profileId)
                .param("version", version)
                .query((row, number) -> IdentifierKey.of(row.getBytes(1)))
                .list());
    }

    /** How much evidence there is of the components of some profiles. */
    public long evidenceRowsOf(Set<UUID> profileIds) {
        long rows = 0;
        for (UUID profileId : profileIds) {
            rows += jdbc.sql("select coalesce(sum(evidence_rows), 0) from component where id in (select c.id "
                            + FROM_KEYS_OF_PROFILE + ")")
                    .param("profile", profileId)
                    .query(Long.class)
                    .single();
        }
        return rows;
    }

    /**
     * What folding components together takes of the heap: a part for each identifier, which has owners, and for each row of
     * evidence one for itself, for the identifiers that it names and for the sightings that are kept of it. See RefoldMemoryIT.
     */
    public long heapBytes(Collection<Long> componentIds) {
        return jdbc.sql("""
                        select 2000 * (select count(*) from identifier where component_id = any(:ids))
                             + coalesce((select sum(400 + 4 * octet_length(keys) + 3 * octet_length(sightings)
                                                    + 250 * least(sighting_count, :kept))
                                           from evidence where component_id = any(:ids)), 0)
                        """)
                .param("ids", componentIds.toArray(Long[]::new))
                .param("kept", Sightings.KEPT_MAX)
                .query(Long.class)
                .single();
    }

    /** Whether this transaction may fold something; until it ends, no other may. */
    public boolean mayFold(String what) {
        return Boolean.TRUE.equals(jdbc.sql(
                        "select pg_try_advisory_xact_lock(hashtextextended('fold ' || current_schema() || ' ' || :what, 0))")
                .param("what", what)
                .query(Boolean.class)
                .single());
    }

    /**
     * Tells whether anything was written of what a fold of components, and of a key that may be in none of them, goes by:
     * another text where any of its rows was. Each row is told by where it is and who wrote it, so none is unpacked; but each is
     * visited.
     */
    public String fingerprint(Set<Long> componentIds, IdentifierKey key) {
        return jdbc.sql("""
                        select count(*) || ' ' || coalesce(sum(hashtextextended(concat_ws(' ', place, at, writer), 0)), 0)
                          from (select tableoid, ctid, xmin from component where id = any(:ids)
                                union all select tableoid, ctid, xmin from evidence where component_id = any(:ids)
                                union all select tableoid, ctid, xmin from evidence
                                           where id in (select evidence_id from evidence_key where key = cast(:key as bytea))
                                union all select tableoid, ctid, xmin from identifier
                                           where component_id = any(:ids) or key = cast(:key as bytea)
                        """ + DECISIONS_OF_FOLDED + ") as written(place, at, writer)")
                .param("ids", componentIds.toArray(Long[]::new))
                .param("key", key.bytes())
                .query(String.class)
                .single();
    }

    /** The components of some profiles. */
    public Set<Long> componentsOf(Set<UUID> profileIds) {
        Set<Long> components = new HashSet<>();
        for (UUID profileId : profileIds) {
            components.addAll(jdbc.sql("select distinct c.id " + FROM_KEYS_OF_PROFILE)
                    .param("profile", profileId)
                    .query(Long.class)
                    .list());
        }
        return components;
    }

    /** How much evidence there is of the components of some identifiers. */
    public long evidenceRows(Set<IdentifierKey> keys) {
        return jdbc.sql("""
                        select coalesce(sum(evidence_rows), 0) from component
                         where id in (select component_id from identifier where key = any(:keys))
                        """).param("keys", bytes(keys)).query(Long.class).single();
    }

    public long count(long version) {
        return jdbc.sql("select count(*) from component where rules_version < :version")
                .param("version", version)
                .query(Long.class)
                .single();
    }
}
