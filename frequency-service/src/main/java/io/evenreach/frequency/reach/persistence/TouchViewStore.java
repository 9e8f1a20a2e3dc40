package io.evenreach.frequency.reach.persistence;

import static io.evenreach.platform.jdbc.Timestamps.utc;

import io.evenreach.frequency.ledger.JournalEntry;
import io.evenreach.frequency.ledger.JournalPosition;
import io.evenreach.frequency.ledger.JournalRow;
import io.evenreach.frequency.ledger.Touch;
import io.evenreach.frequency.ledger.TouchChange;
import io.evenreach.identifiers.ProfileIds;
import io.evenreach.platform.jdbc.BinaryArrays;
import java.sql.Connection;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** Writes the read model. Every method takes part in the transaction of its caller. */
@Repository
public class TouchViewStore {

    private final JdbcTemplate jdbc;
    private final AutomatedTimeStore automated;

    TouchViewStore(JdbcTemplate jdbc, AutomatedTimeStore automated) {
        this.jdbc = jdbc;
        this.automated = automated;
    }

    /** Whether this transaction may write; only one of all instances may at a time, and whoever crashes makes room. */
    public boolean tryLead() {
        return Boolean.TRUE.equals(jdbc.queryForObject(
                "select pg_try_advisory_xact_lock(hashtextextended('reach-projector ' || current_schema(), 0))",
                Boolean.class));
    }

    public JournalPosition position() {
        return Optional.ofNullable(jdbc.queryForObject(
                        "select transaction_id, row_id from reach_progress",
                        (row, number) -> new JournalPosition(row.getLong(1), row.getLong(2))))
                .orElse(JournalPosition.START);
    }

    /** Up to when the journal is in the read model. */
    public Instant asOf() {
        return Optional.ofNullable(jdbc.queryForObject("select as_of from reach_progress", Timestamp.class))
                .orElseThrow()
                .toInstant();
    }

    /** Up to when every accepted exposure is in the ledger. */
    public Instant exposuresAppliedThrough() {
        Long millis = jdbc.queryForObject("select min(applied_through) from exposure_watermark", Long.class);
        return Instant.ofEpochMilli(millis == null ? 0 : millis);
    }

    /** Whether archived touches are still on their way to people who got an identifier before {@code time}. */
    public boolean isMovingArchives(Instant time) {
        return Boolean.TRUE.equals(jdbc.queryForObject(
                "select exists(select 1 from archive_move where began_at < ?)", Boolean.class, utc(time)));
    }

    public Instant now() {
        return Optional.ofNullable(jdbc.queryForObject("select clock_timestamp()", Timestamp.class))
                .orElseThrow()
                .toInstant();
    }

    public void moveTo(JournalPosition position, Instant asOf) {
        jdbc.update(
                "update reach_progress set transaction_id = ?, row_id = ?, as_of = greatest(as_of, ?)",
                position.transactionId(),
                position.rowId(),
                utc(asOf));
    }

    private record TouchOf(UUID profileId, long touchId) {}

    private record EntryOf(UUID profileId, long version) {
        static EntryOf of(JournalEntry entry) {
            return new EntryOf(entry.profileId(), entry.version());
        }
    }

    /** What a step of the journal says of one person, after what is older than the read model was left out. */
    private static final class Holder {
        long version;
        boolean undetermined;
        boolean mayLose;

        @Nullable
        Instant firstTouchedAt;

        @Nullable
        Integer strongest;
    }

    /**
     * Applies what the journal says of people, those of one person in the order of their versions and without a hole.
     *
     * @param isLive whether a campaign is one of live customers and not of a data set
     */
    public void apply(List<JournalEntry> entries, Predicate<UUID> isLive) {
        Map<UUID, Holder> holders = new LinkedHashMap<>();
        Map<TouchOf, Touch> put = new LinkedHashMap<>();
        // With the entry that took out what the read model has; of the others that is known without looking there.
        Map<TouchOf, @Nullable Long> removed = new HashMap<>();
        Set<EntryOf> losing = new HashSet<>();
        for (JournalEntry entry : entries) {
            Holder holder = holders.computeIfAbsent(entry.profileId(), profileId -> new Holder());
            holder.version = entry.version();
            holder.undetermined = entry.undetermined();
            for (TouchChange change : entry.changes()) {
                TouchOf id = new TouchOf(entry.profileId(), change.touchId());
                switch (change) {
                    case TouchChange.Put(Touch touch) -> note(id, touch, holder, put, isLive);
                    case TouchChange.Archived(Touch touch) -> note(id, touch, holder, put, isLive);
                    case TouchChange.Removed ignored -> {
                        Touch gone = put.remove(id);
                        if (gone != null && gone.isExposure()) {
                            losing.add(EntryOf.of(entry));
                        }
                        if (!removed.containsKey(id)) {
                            removed.put(id, gone == null ? entry.version() : null);
                        }
                        holder.mayLose = true;
                    }
                }
            }
        }
        losing.addAll(delete(removed));
        automated.follow(entries, entry -> losing.contains(EntryOf.of(entry)));
        upsert(put, isLive);
        saveHolders(holders);
        recount(holders.entrySet().stream()
                .filter(entry -> entry.getValue().mayLose)
                .map(Map.Entry::getKey)
                .toList());
    }

    private static void note(TouchOf id, Touch touch, Holder holder, Map<TouchOf, Touch> put, Predicate<UUID> isLive) {
        put.put(id, touch);
        if (isLive.test(touch.campaignId())) {
            Instant at = touch.at();
            if (holder.firstTouchedAt == null || at.isBefore(holder.firstTouchedAt)) {
                holder.firstTouchedAt = at;
            }
        }
        int strength = StoredCodes.of(touch.strength());
        if (holder.strongest == null || strength < holder.strongest) {
            holder.strongest = strength;
        }
    }

    /** The version of each person in these rows that the read model has. */
    public Map<UUID, Long> versionsOf(List<JournalRow> rows) {
        Set<UUID> profileIds = new HashSet<>();
        rows.forEach(row -> row.entries().forEach(entry -> profileIds.add(entry.profileId())));
        Map<UUID, Long> versions = HashMap.newHashMap(profileIds.size());
        jdbc.query(
                "select profile_id, version from touch_holder where profile_id = any(?)",
                statement -> statement.setArray(1, BinaryArrays.uuids(statement.getConnection(), profileIds)),
                row -> {
                    versions.put(row.getObject(1, UUID.class), row.getLong(2));
                });
        return versions;
    }

    /**
     * What is put again afterwards is deleted too, as if it had been read apart.
     *
     * @return the entries among those named that took out exposures
     */
    private List<EntryOf> delete(Map<TouchOf, @Nullable Long> removed) {
        if (removed.isEmpty()) {
            return List.of();
        }
        UUID[] profileIds = new UUID[removed.size()];
        Long[] touchIds = new Long[removed.size()];
        @Nullable Long[] versions = new @Nullable Long[removed.size()];
        int i = 0;
        for (Map.Entry<TouchOf, @Nullable Long> entry : removed.entrySet()) {
            profileIds[i] = entry.getKey().profileId();
            touchIds[i] = entry.getKey().touchId();
            versions[i] = entry.getValue();
            i++;
        }
        return jdbc.query(
                """
                with gone as (
                    delete from touch_view
                    using unnest(?::uuid[], ?::bigint[], ?::bigint[]) as gone(profile_id, touch_id, version)
                    where touch_view.profile_id = gone.profile_id and touch_view.touch_id = gone.touch_id
                    returning touch_view.profile_id, touch_view.exposure, gone.version)
                select distinct profile_id, version from gone where exposure and version is not null""",
                (row, number) -> new EntryOf(row.getObject(1, UUID.class), row.getLong(2)),
                profileIds,
                touchIds,
                versions);
    }

    private void upsert(Map<TouchOf, Touch> put, Predicate<UUID> isLive) {
        if (put.isEmpty()) {
            return;
        }
        List<Map.Entry<TouchOf, Touch>> rows = inIndexOrder(put);
        int size = rows.size();
        long[] touchIds = new long[size];
        String[] channels = new String[size];
        short[] states = new short[size];
        boolean[] exposures = new boolean[size];
        boolean[] live = new boolean[size];
        short[] strengths = new short[size];
        int[] causes = new int[size];
        String[] reporters = new String[size];
        byte[][] keys = new byte[size][];
        for (int i = 0; i < size; i++) {
            Touch touch = rows.get(i).getValue();
            touchIds[i] = touch.touchId();
            channels[i] = touch.channel();
            states[i] = (short) StoredCodes.of(touch.state());
            exposures[i] = touch.isExposure();
            live[i] = isLive.test(touch.campaignId());
            strengths[i] = (short) StoredCodes.of(touch.strength());
            causes[i] = touch.causeFlags();
            reporters[i] = touch.reporter();
            keys[i] = touch.filedUnder().bytes();
        }
        List<Touch> touches = rows.stream().map(Map.Entry::getValue).toList();
        jdbc.update("""
                insert into touch_view (profile_id, touch_id, campaign_id, channel, occurred_at, state, exposure, live,
                                        strength, causes, reporter, expires_at, import_id, filed_under)
                select unnest(?::uuid[]), unnest(?::bigint[]), unnest(?::uuid[]), unnest(?::text[]),
                       unnest(?::timestamptz[]), unnest(?::smallint[]), unnest(?::boolean[]), unnest(?::boolean[]),
                       unnest(?::smallint[]), unnest(?::int[]), unnest(?::text[]), unnest(?::timestamptz[]),
                       unnest(?::uuid[]), unnest(?::bytea[])
                on conflict (profile_id, touch_id) do update set
                    occurred_at = excluded.occurred_at, state = excluded.state, exposure = excluded.exposure,
                    strength = excluded.strength, causes = excluded.causes, reporter = excluded.reporter,
                    expires_at = excluded.expires_at, import_id = excluded.import_id,
                    filed_under = excluded.filed_under""", statement -> {
            Connection connection = statement.getConnection();
            statement.setArray(
                    1,
                    BinaryArrays.uuids(
                            connection,
                            rows.stream().map(row -> row.getKey().profileId()).toList()));
            statement.setObject(2, touchIds);
            statement.setArray(
                    3,
                    BinaryArrays.uuids(
                            connection, touches.stream().map(Touch::campaignId).toList()));
            statement.setObject(4, channels);
            statement.setArray(
                    5,
                    BinaryArrays.instants(
                            connection, touches.stream().map(Touch::at).toList()));
            statement.setObject(6, states);
            statement.setObject(7, exposures);
            statement.setObject(8, live);
            statement.setObject(9, strengths);
            statement.setObject(10, causes);
            statement.setObject(11, reporters);
            statement.setArray(
                    12,
                    BinaryArrays.instants(
                            connection,
                            touches.stream().map(Touch::grantExpiresAt).toList()));
            statement.setArray(
                    13,
                    BinaryArrays.uuids(
                            connection, touches.stream().map(Touch::importId).toList()));
            statement.setObject(14, keys);
        });
    }

    /** Rows that are written like this meet the pages of an index one after the other. */
    private static List<Map.Entry<TouchOf, Touch>> inIndexOrder(Map<TouchOf, Touch> put) {
        return put.entrySet().stream()
                .sorted(Map.Entry.comparingByKey(Comparator.comparing(TouchOf::profileId, ProfileIds.ORDER)
                        .thenComparingLong(TouchOf::touchId)))
                .toList();
    }

    private void saveHolders(Map<UUID, Holder> holders) {
        if (holders.isEmpty()) {
            return;
        }
        List<UUID> ids = holders.keySet().stream().sorted(ProfileIds.ORDER).toList();
        List<Holder> values = ids.stream().map(holders::get).toList();
        long[] versions = new long[ids.size()];
        boolean[] undetermined = new boolean[ids.size()];
        for (int i = 0; i < versions.length; i++) {
            versions[i] = values.get(i).version;
            undetermined[i] = values.get(i).undetermined;
        }
        jdbc.update("""
                insert into touch_holder (profile_id, version, undetermined, first_touched_at, strongest)
                select unnest(?::uuid[]), unnest(?::bigint[]), unnest(?::boolean[]), unnest(?::timestamptz[]),
                       unnest(?::smallint[])
                on conflict (profile_id) do update set
                    version = excluded.version, undetermined = excluded.undetermined,
                    first_touched_at = least(touch_holder.first_touched_at, excluded.first_touched_at),
                    strongest = least(touch_holder.strongest, excluded.strongest)""", statement -> {
            Connection connection = statement.getConnection();
            statement.setArray(1, BinaryArrays.uuids(connection, ids));
            statement.setObject(2, versions);
            statement.setObject(3, undetermined);
            statement.setArray(
                    4,
                    BinaryArrays.instants(
                            connection,
                            values.stream().map(holder -> holder.firstTouchedAt).toList()));
            statement.setObject(5, strengths(values));
        });
    }

    private static @Nullable Integer[] strengths(List<Holder> holders) {
        List<@Nullable Integer> strengths = new ArrayList<>();
        holders.forEach(holder -> strengths.add(holder.strongest));
        return strengths.toArray(new @Nullable Integer[0]);
    }

    /** Whoever lost touches is described by what is left. */
    private void recount(List<UUID> profileIds) {
        if (profileIds.isEmpty()) {
            return;
        }
        jdbc.update("""
                update touch_holder set first_touched_at = kept.first_touched_at, strongest = kept.strongest
                from (select profile.id,
                             (select min(occurred_at) from touch_view
                              where profile_id = profile.id and live) as first_touched_at,
                             (select min(strength) from touch_view where profile_id = profile.id) as strongest
                      from unnest(?::uuid[]) as profile(id)) kept
                where touch_holder.profile_id = kept.id""", (Object) profileIds.toArray(UUID[]::new));
    }
}
