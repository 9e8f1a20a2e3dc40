package io.evenreach.identity.stitching.persistence;

import io.evenreach.identifiers.IdentifierKey;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What is settled by other rules than those of a version, and how much it is. */
@Repository
public class Unsettled {

    /** A component, one of its keys, and how much evidence there is of it. */
    public record Founder(long componentId, IdentifierKey key, int evidenceRows) {}

    private final JdbcClient jdbc;

    Unsettled(JdbcClient jdbc) {
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

    /** Leaves a component to the background. */
    public void defer(long componentId) {
        jdbc.sql("update component set rules_version = 0 where id = :id")
                .param("id", componentId)
                .update();
    }

    /** A key of a component that was left to the background. */
    public Optional<IdentifierKey> deferred() {
        return jdbc.sql("""
                        select i.key from component c
                          cross join lateral (select key from identifier where component_id = c.id limit 1) i
                         where c.rules_version = 0 order by random() limit 1
                        """)
                .query((row, number) -> IdentifierKey.of(row.getBytes(1)))
                .optional();
    }

    /** A key of each component that is settled by other rules, or was left to the background, and has to do with a profile. */
    public Set<IdentifierKey> of(UUID profileId, long version) {
        return Set.copyOf(jdbc.sql("""
                        select distinct on (c.id) i.key
                          from identifier i join component c on c.id = i.component_id
                         where c.rules_version <> :version
                           and (i.own_profile_id = :profile
                                or i.key in (select key from tenure where profile_id = :profile))
                         order by c.id
                        """)
                .param("profile", profileId)
                .param("version", version)
                .query((row, number) -> IdentifierKey.of(row.getBytes(1)))
                .list());
    }

    /** How much evidence there is of the components of some identifiers. */
    public long evidenceRows(Set<IdentifierKey> keys) {
        return jdbc.sql("""
                        select coalesce(sum(evidence_rows), 0) from component
                         where id in (select component_id from identifier where key = any(:keys))
                        """)
                .param("keys", keys.stream().map(IdentifierKey::bytes).toArray(byte[][]::new))
                .query(Long.class)
                .single();
    }

    public long count(long version) {
        return jdbc.sql("select count(*) from component where rules_version < :version")
                .param("version", version)
                .query(Long.class)
                .single();
    }
}
