package io.evenreach.campaign.hold.persistence;

import static io.evenreach.platform.jdbc.Columns.bytes;
import static io.evenreach.platform.jdbc.Timestamps.instant;
import static io.evenreach.platform.jdbc.Timestamps.instantOrNull;
import static io.evenreach.platform.jdbc.Timestamps.utc;

import io.evenreach.campaign.hold.domain.Complaint;
import io.evenreach.campaign.hold.domain.Coverage;
import io.evenreach.campaign.hold.domain.HeldComplaint;
import io.evenreach.campaign.hold.domain.Hold;
import io.evenreach.campaign.hold.domain.HoldState;
import io.evenreach.campaign.hold.domain.Severity;
import io.evenreach.identifiers.Hashed;
import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identifiers.IdentifierType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Complaints and holds in PostgreSQL. */
@Repository
public class HoldStore {

    private static final String COLUMNS = """
            hold_id, version, state, owner, complaint_id, domain, severity, opened_at, reported_by, received_at,
            resolved_at, until_at, released_by, released_at, release_reason, key_count, truncated, digest
            """;

    /** Open first, then cooling down, then what is over; newest first within each. */
    private static final String RANK = "(case state when 'OPEN' then 0 when 'COOLING_DOWN' then 1 else 2 end)";

    private static final int IDENTIFIERS_LISTED_MAX = 20;

    private final JdbcClient jdbc;

    HoldStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A hold with the digest of its complaint. */
    public record Stored(HeldComplaint held, byte[] digest) {}

    /** Where a page begins: after the hold at this rank and time. */
    public record Position(int rank, Instant openedAt, UUID holdId) {

        /** Before the first. */
        public static final Position TOP = new Position(-1, Instant.parse("9999-01-01T00:00:00Z"), new UUID(-1, -1));

        public static Position of(Hold hold) {
            int rank = switch (hold.state()) {
                case OPEN -> 0;
                case COOLING_DOWN -> 1;
                case ENDED, RELEASED -> 2;
            };
            return new Position(rank, hold.openedAt(), hold.holdId());
        }
    }

    /** A resolution that waits for its complaint. */
    public record EarlyResolution(Instant resolvedAt, String resolvedBy) {}

    public UUID nextId() {
        return jdbc.sql("select uuidv7()").query(UUID.class).single();
    }

    /** Keeps others from opening or resolving the same complaint, also where there is no row yet. */
    public void lockComplaint(String owner, String complaintId) {
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended('complaint ' || :owner || chr(10) || :complaintId, 0))")
                .param("owner", owner)
                .param("complaintId", complaintId)
                .query((row, number) -> true)
                .single();
    }

    public Optional<Stored> lockByComplaint(String owner, String complaintId) {
        return one(jdbc.sql("select " + COLUMNS
                        + " from brand_hold where owner = :owner and complaint_id = :complaintId for update")
                .param("owner", owner)
                .param("complaintId", complaintId));
    }

    public Optional<Stored> lock(UUID holdId) {
        return one(jdbc.sql("select " + COLUMNS + " from brand_hold where hold_id = :holdId for update")
                .param("holdId", holdId));
    }

    public Optional<HeldComplaint> find(UUID holdId) {
        return one(jdbc.sql("select " + COLUMNS + " from brand_hold where hold_id = :holdId")
                        .param("holdId", holdId))
                .map(Stored::held);
    }

    public void insert(HeldComplaint held, Coverage coverage) {
        Complaint complaint = held.complaint();
        Hold hold = held.hold();
        jdbc.sql("""
                        insert into brand_hold (hold_id, version, state, owner, complaint_id, digest, domain, severity,
                                                opened_at, reported_by, received_at, resolved_at, until_at, key_count,
                                                truncated)
                        values (:holdId, :version, :state, :owner, :complaintId, :digest, :domain, :severity,
                                :openedAt, :reportedBy, :receivedAt, :resolvedAt, :until, :keyCount, :truncated)
                        """)
                .param("holdId", hold.holdId())
                .param("version", hold.version())
                .param("state", hold.state().name())
                .param("owner", complaint.owner())
                .param("complaintId", complaint.complaintId())
                .param("digest", complaint.digest())
                .param("domain", complaint.domain())
                .param("severity", complaint.severity().name())
                .param("openedAt", utc(complaint.openedAt()))
                .param("reportedBy", held.reportedBy())
                .param("receivedAt", utc(held.receivedAt()))
                .param("resolvedAt", utc(hold.resolvedAt()))
                .param("until", utc(hold.until()))
                .param("keyCount", coverage.keys().size())
                .param("truncated", coverage.truncated())
                .update();
        for (Hashed identifier : complaint.identifiers()) {
            jdbc.sql("""
                            insert into hold_identifier (hold_id, key, type, scope, mask)
                            values (:holdId, :key, :type, :scope, :mask) on conflict do nothing
                            """)
                    .param("holdId", hold.holdId())
                    .param("key", identifier.key().bytes())
                    .param("type", identifier.type().wireName())
                    .param("scope", identifier.scope())
                    .param("mask", identifier.mask())
                    .update();
        }
        addCoverage(hold.holdId(), coverage);
    }

    public void update(Hold hold) {
        Hold.Release release = hold.release();
        jdbc.sql("""
                        update brand_hold
                           set version = :version, state = :state, resolved_at = :resolvedAt, until_at = :until,
                               released_by = :releasedBy, released_at = :releasedAt, release_reason = :reason
                         where hold_id = :holdId
                        """)
                .param("holdId", hold.holdId())
                .param("version", hold.version())
                .param("state", hold.state().name())
                .param("resolvedAt", utc(hold.resolvedAt()))
                .param("until", utc(hold.until()))
                .param("releasedBy", release == null ? null : release.by())
                .param("releasedAt", utc(release == null ? null : release.at()))
                .param("reason", release == null ? null : release.reason())
                .update();
    }

    public NavigableSet<IdentifierKey> keys(UUID holdId) {
        return jdbc
                .sql("select key from hold_key where hold_id = :holdId")
                .param("holdId", holdId)
                .query((row, number) -> IdentifierKey.of(row.getBytes(1)))
                .list()
                .stream()
                .collect(Collectors.toCollection(TreeSet::new));
    }

    public void replaceCoverage(UUID holdId, Coverage coverage) {
        jdbc.sql("delete from hold_key where hold_id = :holdId")
                .param("holdId", holdId)
                .update();
        jdbc.sql("delete from hold_person where hold_id = :holdId")
                .param("holdId", holdId)
                .update();
        addCoverage(holdId, coverage);
        jdbc.sql("update brand_hold set key_count = :keyCount, truncated = :truncated where hold_id = :holdId")
                .param("holdId", holdId)
                .param("keyCount", coverage.keys().size())
                .param("truncated", coverage.truncated())
                .update();
    }

    private void addCoverage(UUID holdId, Coverage coverage) {
        jdbc.sql("insert into hold_key (hold_id, key) select :holdId, unnest(:keys::bytea[])")
                .param("holdId", holdId)
                .param("keys", bytes(coverage.keys()))
                .update();
        jdbc.sql("insert into hold_person (hold_id, profile_id) select :holdId, unnest(:people::uuid[])")
                .param("holdId", holdId)
                .param("people", coverage.people().toArray(UUID[]::new))
                .update();
    }

    /** Every hold, over or not, whose complaint names one of these identifiers. */
    public List<UUID> namedBy(Collection<IdentifierKey> keys) {
        return jdbc.sql("select distinct hold_id from hold_identifier where key = any(:keys) order by hold_id")
                .param("keys", bytes(keys))
                .query((row, number) -> row.getObject("hold_id", UUID.class))
                .list();
    }

    public void removeIdentifiers(UUID holdId, Collection<IdentifierKey> keys) {
        jdbc.sql("delete from hold_identifier where hold_id = :holdId and key = any(:keys)")
                .param("holdId", holdId)
                .param("keys", bytes(keys))
                .update();
    }

    /** With all that it covers, and the complaint. */
    public void delete(UUID holdId) {
        for (String table : List.of("hold_key", "hold_person", "hold_identifier", "brand_hold")) {
            jdbc.sql("delete from " + table + " where hold_id = :holdId")
                    .param("holdId", holdId)
                    .update();
        }
    }

    /** The silencing holds that a change of these keys or of these people's identifiers can reach. */
    public List<UUID> reachedBy(Collection<IdentifierKey> keys, Collection<UUID> profileIds) {
        return jdbc.sql("""
                        select hold_id from brand_hold
                         where state in ('OPEN', 'COOLING_DOWN')
                           and (hold_id in (select hold_id from hold_identifier where key = any(:keys))
                             or hold_id in (select hold_id from hold_person where profile_id = any(:profileIds)))
                         order by hold_id
                        """)
                .param("keys", bytes(keys))
                .param("profileIds", profileIds.toArray(UUID[]::new))
                .query((row, number) -> row.getObject("hold_id", UUID.class))
                .list();
    }

    /** Cool-downs that have passed, locked; those another instance is ending are left to it. */
    public List<HeldComplaint> lockPassed(Instant now, int limit) {
        return all(jdbc.sql("select " + COLUMNS + """
                                  from brand_hold where state = 'COOLING_DOWN' and until_at <= :now
                                 order by until_at limit :limit for update skip locked
                                """).param("now", utc(now)).param("limit", limit)).stream()
                .map(Stored::held)
                .toList();
    }

    /**
     * Holds in their listed order.
     *
     * @param owner only complaints of this owner, or null for all
     * @param now a cool-down that passed before counts as ended, whether or not it was swept
     */
    public List<HeldComplaint> page(
            Set<HoldState> states, @Nullable String owner, Instant now, Position after, int limit) {
        return all(jdbc.sql("select " + COLUMNS + " from brand_hold where "
                                + "(case when state = 'COOLING_DOWN' and until_at <= :now then 'ENDED' else state end)"
                                + " = any(:states) and (:owner::text is null or owner = :owner) and (" + RANK
                                + " > :rank or " + RANK + " = :rank and (opened_at, hold_id) < (:openedAt, :holdId))"
                                + " order by " + RANK + ", opened_at desc, hold_id desc limit :limit")
                        .param("now", utc(now))
                        .param("states", states.stream().map(HoldState::name).toArray(String[]::new))
                        .param("owner", owner)
                        .param("rank", after.rank())
                        .param("openedAt", utc(after.openedAt()))
                        .param("holdId", after.holdId())
                        .param("limit", limit))
                .stream()
                .map(Stored::held)
                .toList();
    }

    public void rememberResolution(String owner, String complaintId, EarlyResolution resolution) {
        jdbc.sql("""
                        insert into early_resolution (owner, complaint_id, resolved_at, resolved_by)
                        values (:owner, :complaintId, :resolvedAt, :resolvedBy) on conflict do nothing
                        """)
                .param("owner", owner)
                .param("complaintId", complaintId)
                .param("resolvedAt", utc(resolution.resolvedAt()))
                .param("resolvedBy", resolution.resolvedBy())
                .update();
    }

    public Optional<EarlyResolution> takeResolution(String owner, String complaintId) {
        return jdbc.sql("""
                        delete from early_resolution where owner = :owner and complaint_id = :complaintId
                        returning resolved_at, resolved_by
                        """)
                .param("owner", owner)
                .param("complaintId", complaintId)
                .query((row, number) -> new EarlyResolution(instant(row, "resolved_at"), row.getString("resolved_by")))
                .optional();
    }

    public void forgetResolutionsBefore(Instant time) {
        jdbc.sql("delete from early_resolution where resolved_at < :time")
                .param("time", utc(time))
                .update();
    }

    private Optional<Stored> one(JdbcClient.StatementSpec statement) {
        return all(statement).stream().findFirst();
    }

    /** Reads the rows, then the identifiers of all of them at once. */
    private List<Stored> all(JdbcClient.StatementSpec statement) {
        List<Stored> rows = statement.query(HoldStore::stored).list();
        if (rows.isEmpty()) {
            return rows;
        }
        Map<UUID, List<Hashed>> identifiers =
                identifiers(rows.stream().map(row -> row.held().hold().holdId()).toList());
        return rows.stream()
                .map(row -> new Stored(
                        withIdentifiers(
                                row.held(),
                                identifiers.getOrDefault(row.held().hold().holdId(), List.of())),
                        row.digest()))
                .toList();
    }

    private Map<UUID, List<Hashed>> identifiers(List<UUID> holdIds) {
        Map<UUID, List<Hashed>> identifiers = new LinkedHashMap<>();
        jdbc.sql("""
                        select hold_id, key, type, scope, mask from hold_identifier
                         where hold_id = any(:holdIds) order by hold_id, type, scope, key
                        """).param("holdIds", holdIds.toArray(UUID[]::new)).query((ResultSet row) -> {
            identifiers
                    .computeIfAbsent(
                            row.getObject("hold_id", UUID.class),
                            ignored -> new java.util.ArrayList<>(IDENTIFIERS_LISTED_MAX))
                    .add(new Hashed(
                            IdentifierType.ofWireName(row.getString("type")).orElseThrow(),
                            row.getString("scope"),
                            IdentifierKey.of(row.getBytes("key")),
                            row.getString("mask")));
        });
        return identifiers;
    }

    private static HeldComplaint withIdentifiers(HeldComplaint held, List<Hashed> identifiers) {
        Complaint bare = held.complaint();
        Complaint whole = new Complaint(
                bare.owner(), bare.complaintId(), bare.domain(), bare.severity(), bare.openedAt(), identifiers);
        return new HeldComplaint(
                whole, held.reportedBy(), held.receivedAt(), held.hold(), held.keyCount(), held.truncated());
    }

    private static Stored stored(ResultSet row, int number) throws SQLException {
        Severity severity = Severity.valueOf(row.getString("severity"));
        Instant openedAt = instant(row, "opened_at");
        String releasedBy = row.getString("released_by");
        Hold hold = new Hold(
                row.getObject("hold_id", UUID.class),
                row.getLong("version"),
                HoldState.valueOf(row.getString("state")),
                severity,
                openedAt,
                instantOrNull(row, "resolved_at"),
                instantOrNull(row, "until_at"),
                releasedBy == null
                        ? null
                        : new Hold.Release(releasedBy, instant(row, "released_at"), row.getString("release_reason")));
        Complaint complaint = new Complaint(
                row.getString("owner"),
                row.getString("complaint_id"),
                row.getString("domain"),
                severity,
                openedAt,
                List.of());
        HeldComplaint held = new HeldComplaint(
                complaint,
                row.getString("reported_by"),
                instant(row, "received_at"),
                hold,
                row.getInt("key_count"),
                row.getBoolean("truncated"));
        return new Stored(held, row.getBytes("digest"));
    }
}
