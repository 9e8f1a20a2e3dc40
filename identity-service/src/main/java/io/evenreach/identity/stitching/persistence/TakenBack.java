package io.evenreach.identity.stitching.persistence;

import static io.evenreach.platform.jdbc.Timestamps.instant;
import static io.evenreach.platform.jdbc.Timestamps.utc;

import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identity.stitching.domain.Cut;
import io.evenreach.identity.stitching.domain.Decisions;
import io.evenreach.identity.stitching.domain.Evidence;
import io.evenreach.identity.stitching.domain.Release;
import io.evenreach.identity.stitching.domain.Timeline;
import io.evenreach.identity.stitching.domain.TypedKey;
import io.evenreach.identity.stitching.domain.Withdrawal;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** What can be taken back, and what was. */
@Repository
public class TakenBack {

    private static final String ALL_SIGHTINGS = "";

    private final JdbcTemplate jdbc;

    TakenBack(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    public Optional<Cut> cut(UUID id) {
        return PostgresStitchingStore.cuts(jdbc, List.of(id)).stream().findFirst();
    }

    /** Splits about an identifier that a profile has or had. */
    public List<Cut> cutsAbout(UUID profileId) {
        List<UUID> ids = jdbc.query(
                "select distinct k.cut_id from cut_key k join tenure t on t.key = k.key where t.profile_id = ?",
                (row, number) -> row.getObject(1, UUID.class),
                profileId);
        return PostgresStitchingStore.cuts(jdbc, ids);
    }

    public Optional<Evidence> evidence(UUID id) {
        return PostgresStitchingStore.evidence(jdbc, List.of(id), "").stream().findFirst();
    }

    /** The identifiers a profile has or had, for whatever purpose; in the order of their keys. */
    public List<TypedKey> identifiersOf(UUID profileId) {
        return jdbc.query(
                """
                select i.key, i.type, i.scope from identifier i
                 where i.key in (select t.key from tenure t where t.profile_id = ?) order by i.key
                """,
                (row, number) -> new TypedKey(
                        IdentifierKey.of(row.getBytes(1)), EvidenceCodec.type(row.getString(2)), row.getString(3)),
                profileId);
    }

    /** The identifiers that these profiles have or had for whatever purpose, or withdrew, with everybody who owned them. */
    public Map<IdentifierKey, Timeline> timelinesOfAll(Collection<UUID> profileIds) {
        List<IdentifierKey> keys = SetStatement.of("""
                        select key from tenure where profile_id = any(?::uuid[])
                        union
                        select s.key from withdrawal_span s join withdrawal w on w.id = s.withdrawal_id
                         where w.profile_id = any(?::uuid[])
                        """, profileIds)
                .texts(id -> id)
                .texts(id -> id)
                .query(jdbc, row -> IdentifierKey.of(row.getBytes(1)));
        Map<IdentifierKey, Timeline> timelines = new HashMap<>();
        keys.forEach(key -> timelines.put(key, Timeline.NONE));
        timelines.putAll(PostgresStitchingStore.timelines(jdbc, keys));
        return timelines;
    }

    /** Ids that identifiers which a profile has or had founded, and that withdrew something. */
    public List<UUID> withdrawersWithin(UUID profileId) {
        return jdbc.query("""
                select distinct w.profile_id from withdrawal w where w.profile_id in (
                    select i.own_profile_id from identifier i join tenure t on t.key = i.key where t.profile_id = ?
                    union
                    select f.profile_id from founding f join tenure t on t.key = f.key where t.profile_id = ?)
                """, (row, number) -> row.getObject(1, UUID.class), profileId, profileId);
    }

    /** Who withdrew what founded an id, so that nobody has it now; the last who did. */
    public Optional<UUID> withdrawerOf(UUID id) {
        return jdbc.query("""
                        select w.profile_id from withdrawal w
                         where w.profile_id = ? or w.id in (
                               select s.withdrawal_id from withdrawal_span s join tenure t on t.key = s.key and t.withdrawn
                                where s.key in (select key from identifier where own_profile_id = ?
                                                union select key from founding where profile_id = ?))
                         order by w.profile_id = ? desc, w.withdrawn_at desc, w.id limit 1
                        """, (row, number) -> row.getObject(1, UUID.class), id, id, id, id).stream()
                .findFirst();
    }

    /** The identifiers a profile has or had for whatever purpose, with everybody who owned them. */
    public Map<IdentifierKey, Timeline> timelinesOf(UUID profileId) {
        return PostgresStitchingStore.timelines(
                jdbc, identifiersOf(profileId).stream().map(TypedKey::key).toList());
    }

    /** All evidence that mentions one of these identifiers. */
    public List<Evidence> evidenceMentioning(Collection<IdentifierKey> keys) {
        return PostgresStitchingStore.evidence(
                jdbc,
                SetStatement.of("select distinct evidence_id from evidence_key where key = any(?)", keys)
                        .bytes(IdentifierKey::bytes)
                        .query(jdbc, row -> row.getObject(1, UUID.class)),
                "");
    }

    /** All evidence of one owner that mentions one of these identifiers. */
    public List<Evidence> evidenceMentioning(Collection<IdentifierKey> keys, String owner) {
        return PostgresStitchingStore.evidence(
                jdbc,
                SetStatement.of("""
                                select distinct e.id from evidence_key k join evidence e on e.id = k.evidence_id
                                 where k.key = any(?) and e.owner = any(?)
                                """, keys)
                        .bytes(IdentifierKey::bytes)
                        .texts(key -> owner)
                        .query(jdbc, row -> row.getObject(1, UUID.class)),
                "");
    }

    public List<Evidence> evidence(Collection<UUID> ids) {
        return PostgresStitchingStore.evidence(jdbc, ids, "");
    }

    /** What was decided about some identifiers. */
    public Decisions decisionsAbout(Collection<IdentifierKey> keys) {
        return PostgresStitchingStore.decisions(jdbc, keys);
    }

    public Optional<Release> release(UUID id) {
        return PostgresStitchingStore.release(jdbc, id).stream().findFirst();
    }

    /** How many persons identifiers are quarantined for having been seen with more than; those that are not are absent. */
    public Optional<Integer> quarantined(IdentifierKey key) {
        return jdbc
                .query("select persons_max from quarantine where key = ?", (row, number) -> row.getInt(1), key.bytes())
                .stream()
                .findFirst();
    }

    public Optional<Withdrawal> withdrawal(UUID id) {
        return PostgresStitchingStore.withdrawals(jdbc, List.of(id)).stream().findFirst();
    }

    /** Withdrawals of a profile, or about an identifier that it has or had for whatever purpose. */
    public List<Withdrawal> withdrawalsAbout(UUID profileId) {
        List<UUID> ids = jdbc.query("""
                select id from withdrawal where profile_id = ?
                union
                select s.withdrawal_id from withdrawal_span s join tenure t on t.key = s.key where t.profile_id = ?
                """, (row, number) -> row.getObject(1, UUID.class), profileId, profileId);
        return PostgresStitchingStore.withdrawals(jdbc, ids);
    }

    /** The clock that what arrives is dated by, to the millisecond. */
    public Instant now() {
        return Objects.requireNonNull(jdbc.queryForObject(
                "select date_trunc('milliseconds', clock_timestamp())", (row, number) -> instant(row, 1)));
    }

    /** When identifiers were erased; those that never were are absent. */
    public Map<IdentifierKey, Instant> erasedAt(Collection<IdentifierKey> keys) {
        Map<IdentifierKey, Instant> erasedAt = new HashMap<>();
        SetStatement.of("select key, erased_at from erasure where key = any(?)", keys)
                .bytes(IdentifierKey::bytes)
                .query(jdbc, row -> Map.entry(IdentifierKey.of(row.getBytes(1)), Instant.ofEpochMilli(row.getLong(2))))
                .forEach(erased -> erasedAt.put(erased.getKey(), erased.getValue()));
        return erasedAt;
    }

    /** Notes that a profile was erased, under every id that named it. */
    public void noteErasure(Collection<UUID> profileIds, Instant at, String erasedBy, int identifiers) {
        for (UUID profileId : Set.copyOf(profileIds)) {
            jdbc.update(
                    "insert into erased_profile (profile_id, erased_at, erased_by, identifiers) values (?, ?, ?, ?)"
                            + " on conflict (profile_id) do nothing",
                    profileId,
                    utc(at),
                    erasedBy,
                    identifiers);
        }
    }

    /** When a profile was erased, and how many identifiers it had. */
    public Optional<Erased> erasure(UUID profileId) {
        return jdbc
                .query(
                        "select erased_at, identifiers from erased_profile where profile_id = ?",
                        (row, number) -> new Erased(instant(row, 1), row.getInt(2)),
                        profileId)
                .stream()
                .findFirst();
    }

    /** An erasure that was. */
    public record Erased(Instant at, int identifiers) {}

    /** What may be shown of the values of these identifiers. */
    public Map<IdentifierKey, String> masks(Collection<IdentifierKey> keys) {
        Map<IdentifierKey, String> masks = new HashMap<>();
        SetStatement.of("select key, mask from identifier where key = any(?)", keys)
                .bytes(IdentifierKey::bytes)
                .query(jdbc, row -> Map.entry(IdentifierKey.of(row.getBytes(1)), row.getString(2)))
                .forEach(mask -> masks.put(mask.getKey(), mask.getValue()));
        return masks;
    }

    public Optional<TypedKey> typed(IdentifierKey key) {
        return jdbc
                .query(
                        "select type, scope from identifier where key = ?",
                        (row, number) -> new TypedKey(key, EvidenceCodec.type(row.getString(1)), row.getString(2)),
                        key.bytes())
                .stream()
                .findFirst();
    }

    /** Whose these identifiers are now, for advertising where they are known for it; those of nobody are absent. */
    public Map<IdentifierKey, UUID> ownersNow(Collection<IdentifierKey> keys) {
        Map<IdentifierKey, UUID> owners = new HashMap<>();
        SetStatement.of("""
                        select key, profile_id from tenure
                         where key = any(?) and profile_id is not null and valid_to = 9223372036854775807
                         order by purposes & 1
                        """, keys)
                .bytes(IdentifierKey::bytes)
                .query(jdbc, row -> Map.entry(IdentifierKey.of(row.getBytes(1)), row.getObject(2, UUID.class)))
                .forEach(owned -> owners.put(owned.getKey(), owned.getValue()));
        return owners;
    }

    /** @param observationId null for evidence with all its sightings */
    public void noteRemoval(
            UUID evidenceId,
            @Nullable String observationId,
            List<IdentifierKey> keys,
            String removedBy,
            Instant removedAt) {
        jdbc.update("""
                insert into removal (evidence_id, observation_id, removed_by, removed_at) values (?, ?, ?, ?)
                on conflict (evidence_id, observation_id)
                do update set removed_by = excluded.removed_by, removed_at = excluded.removed_at
                """, evidenceId, observationId == null ? ALL_SIGHTINGS : observationId, removedBy, utc(removedAt));
        SetStatement.of("""
                        insert into removal_key (key, evidence_id) select * from unnest(?::bytea[], ?::uuid[])
                        on conflict do nothing
                        """, keys)
                .bytes(IdentifierKey::bytes)
                .texts(key -> evidenceId)
                .update(jdbc);
    }

    /** Whether evidence, or one sighting of it, was removed before. */
    public boolean wasRemoved(UUID evidenceId, @Nullable String observationId) {
        return Boolean.TRUE.equals(jdbc.queryForObject(
                "select exists(select from removal where evidence_id = ? and observation_id in ('', ?))",
                Boolean.class,
                evidenceId,
                observationId == null ? ALL_SIGHTINGS : observationId));
    }
}
