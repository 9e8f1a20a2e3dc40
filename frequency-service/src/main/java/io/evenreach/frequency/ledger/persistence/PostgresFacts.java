package io.evenreach.frequency.ledger.persistence;

import static io.evenreach.platform.jdbc.Columns.bytes;
import static io.evenreach.platform.jdbc.Timestamps.utc;

import io.evenreach.frequency.ledger.DenialGround;
import io.evenreach.frequency.ledger.LedgerFacts;
import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identifiers.ProfileIds;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Holds, lists, zones and watermarks. Held keys, listed profiles and zones are stored with whom they stand for now. Changes of ownership
 * keep that up to date; the advisory lock makes sure that neither misses the other.
 */
@Component
class PostgresFacts implements LedgerFacts {

    /** Taken alone by whoever resolves, and shared by changes of ownership. */
    static final long RESOLUTION_LOCK = 0x45_56_52_46_41_43_54L;

    private final JdbcTemplate jdbc;

    PostgresFacts(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public void hold(
            UUID holdId,
            long version,
            boolean active,
            Instant since,
            @Nullable Instant until,
            List<IdentifierKey> keys) {
        keep(new DenialGround.Hold(holdId, version, since, until, false), version, active, keys);
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public void withdrawal(UUID holdId, long version, @Nullable Instant since, IdentifierKey key) {
        keep(new DenialGround.Hold(holdId, version, since, null, true), version, since != null, List.of(key));
    }

    private void keep(DenialGround.Hold hold, long version, boolean active, List<IdentifierKey> keys) {
        UUID holdId = hold.holdId();
        int changed = jdbc.update("""
                insert into hold as h (hold_id, version, state) values (?, ?, ?)
                on conflict (hold_id) do update set version = excluded.version, state = excluded.state
                 where h.version < excluded.version
                """, holdId, version, active ? "ACTIVE" : "OVER");
        if (changed == 0) {
            return;
        }
        lockResolution();
        jdbc.update("delete from hold_key where hold_id = ?", holdId);
        if (!active) {
            return;
        }
        Map<IdentifierKey, UUID> owners = ownersNow(keys);
        List<Object[]> rows = new ArrayList<>();
        OffsetDateTime begin = utc(hold.since());
        OffsetDateTime end = utc(hold.until());
        for (IdentifierKey key : keys.stream().distinct().toList()) {
            UUID owner = owners.getOrDefault(key, ProfileIds.foundedBy(key));
            rows.add(new Object[] {holdId, key.bytes(), owner, version, begin, end, hold.withdrawn()});
        }
        jdbc.batchUpdate(
                "insert into hold_key (hold_id, key, resolved, active, version, since, until, withdrawn)"
                        + " values (?, ?, ?, true, ?, ?, ?, ?)",
                rows);
    }

    @Override
    public Set<UUID> active(Set<UUID> holdIds) {
        return Set.copyOf(jdbc.query(
                "select hold_id from hold where hold_id = any(?) and state = 'ACTIVE'",
                (row, number) -> row.getObject(1, UUID.class),
                (Object) holdIds.toArray(UUID[]::new)));
    }

    private void lockResolution() {
        jdbc.query("select pg_advisory_xact_lock(?)", row -> {}, RESOLUTION_LOCK);
    }

    /** Owners as of now, where this service was told of one. A shared key resolves to nobody's bucket. */
    private Map<IdentifierKey, UUID> ownersNow(List<IdentifierKey> keys) {
        Map<IdentifierKey, UUID> owners = new HashMap<>();
        jdbc.query(
                """
                select distinct on (key) key, profile_id, quarantined from owner
                 where key = any(?) and (profile_id is not null or quarantined)
                   and valid_from <= extract(epoch from clock_timestamp()) * 1000
                   and valid_to > extract(epoch from clock_timestamp()) * 1000
                 order by key, valid_from desc
                """,
                row -> {
                    IdentifierKey key = IdentifierKey.of(row.getBytes(1));
                    owners.put(
                            key,
                            row.getBoolean(3)
                                    ? ProfileIds.foundedBy(key, "undetermined")
                                    : row.getObject(2, UUID.class));
                },
                (Object) bytes(keys));
        return owners;
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public void zone(IdentifierKey key, ZoneId zone, Instant saidAt, String messageId) {
        lockResolution();
        UUID owner = ownersNow(List.of(key)).getOrDefault(key, ProfileIds.foundedBy(key));
        jdbc.update("""
                insert into customer_zone as z (key, resolved, zone, said_at, message_id) values (?, ?, ?, ?, ?)
                on conflict (key) do update
                   set zone = excluded.zone, said_at = excluded.said_at, message_id = excluded.message_id
                 where (z.said_at, z.message_id) < (excluded.said_at, excluded.message_id)
                """, key.bytes(), owner, zone.getId(), utc(saidAt), messageId);
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public void audience(UUID campaignId, long version, List<UUID> profileIds) {
        lockResolution();
        // Members of the version before are kept until the campaign itself follows; older ones are of no use.
        jdbc.update("delete from audience_member where campaign_id = ? and version < ?", campaignId, version - 1);
        jdbc.update("""
                insert into audience_member (campaign_id, version, profile_id, resolved)
                select ?, ?, p.id, coalesce(o.profile_id, p.id)
                  from unnest(?) p (id) left join owner o on o.founds = p.id
                on conflict do nothing
                """, campaignId, version, profileIds.toArray(UUID[]::new));
    }

    @Override
    @Transactional
    public void appliedThrough(Map<Integer, Long> millisByPartition) {
        List<Object[]> rows = new ArrayList<>();
        // Always in the same order, so that two instances never wait for each other.
        millisByPartition.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> rows.add(new Object[] {entry.getValue(), entry.getKey(), entry.getValue()}));
        jdbc.batchUpdate(
                "update exposure_watermark set applied_through = ? where partition = ? and applied_through < ?", rows);
    }

    @Override
    public void settledThrough(String instance, long millis) {
        jdbc.update("""
                insert into exposure_producer as p (instance, settled_through, seen_at) values (?, ?, clock_timestamp())
                on conflict (instance) do update
                   set settled_through = greatest(p.settled_through, excluded.settled_through), seen_at = excluded.seen_at
                """, instance, millis);
    }

    @Override
    public OptionalLong settledThrough(Duration goneAfter) {
        Long least = jdbc.queryForObject(
                "select min(settled_through) from exposure_producer"
                        + " where seen_at > clock_timestamp() - make_interval(secs => ?)",
                Long.class,
                goneAfter.toMillis() / 1000.0);
        return least == null ? OptionalLong.empty() : OptionalLong.of(least);
    }

    @Override
    public void acceptsNoMore(String instance) {
        jdbc.update("delete from exposure_producer where instance = ?", instance);
    }

    @Override
    public void forgetProducersNotSeenFor(Duration age) {
        jdbc.update(
                "delete from exposure_producer where seen_at < clock_timestamp() - make_interval(secs => ?)",
                age.toMillis() / 1000.0);
    }

    @Override
    @Transactional
    public void exposurePartitions(int count) {
        jdbc.update(
                "insert into exposure_watermark (partition, applied_through) select p, 0 from generate_series(0, ? - 1) p"
                        + " on conflict do nothing",
                count);
    }
}
