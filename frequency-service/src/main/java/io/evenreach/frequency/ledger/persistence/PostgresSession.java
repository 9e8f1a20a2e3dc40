package io.evenreach.frequency.ledger.persistence;

import static io.evenreach.platform.jdbc.Timestamps.instant;
import static io.evenreach.platform.jdbc.Timestamps.instantOrNull;

import io.evenreach.contracts.Topics;
import io.evenreach.frequency.ledger.DenialGround;
import io.evenreach.frequency.ledger.GrantRef;
import io.evenreach.frequency.ledger.LedgerProperties;
import io.evenreach.frequency.ledger.TenureChange;
import io.evenreach.frequency.ledger.Touch;
import io.evenreach.frequency.ledger.domain.Assignment;
import io.evenreach.frequency.ledger.domain.ExposureClaim;
import io.evenreach.frequency.ledger.domain.GrantNote;
import io.evenreach.frequency.ledger.domain.HistoryCodec;
import io.evenreach.frequency.ledger.domain.LedgerStore;
import io.evenreach.frequency.ledger.domain.LedgerStore.ArchiveMove;
import io.evenreach.frequency.ledger.domain.LedgerStore.Archived;
import io.evenreach.frequency.ledger.domain.LedgerStore.Changed;
import io.evenreach.frequency.ledger.domain.LedgerStore.Difference;
import io.evenreach.frequency.ledger.domain.LedgerStore.Differences;
import io.evenreach.frequency.ledger.domain.LedgerStore.GrantRecord;
import io.evenreach.frequency.ledger.domain.LedgerStore.Listed;
import io.evenreach.frequency.ledger.domain.LedgerStore.LockRequest;
import io.evenreach.frequency.ledger.domain.LedgerStore.LockedState;
import io.evenreach.frequency.ledger.domain.LedgerStore.Membership;
import io.evenreach.frequency.ledger.domain.LedgerStore.OwnerNeeds;
import io.evenreach.frequency.ledger.domain.LedgerStore.SaveRequest;
import io.evenreach.frequency.ledger.domain.LedgerStore.Versioned;
import io.evenreach.frequency.ledger.domain.LockingLedger;
import io.evenreach.frequency.ledger.domain.OwnerBook;
import io.evenreach.frequency.ledger.domain.OwnerBook.Handover;
import io.evenreach.frequency.ledger.domain.Tenure;
import io.evenreach.frequency.ledger.domain.TouchIds;
import io.evenreach.frequency.ledger.domain.Zones;
import io.evenreach.frequency.ledger.persistence.PostgresLedgerStore.SqlFailure;
import io.evenreach.frequency.policy.Policies;
import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identifiers.IdentifierType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One ledger transaction. Statements that follow each other are sent together, and each still sees what was committed
 * when it began: that is what makes reading owners after the locks mean something.
 *
 * <p>Rows that are written come from arrays side by side in a select list. PostgreSQL reads those one element at a time;
 * of arrays in a {@code from} clause it makes a table each first.
 */
final class PostgresSession implements LedgerStore.Session {

    /** In place of a key, because arrays of bytes have no nulls here. */
    private static final byte[] NOBODY = {};

    static final String FEED_CONSUMER = "frequency";

    private static final String OWNER_COLUMNS =
            "key, valid_from, valid_to, profile_id, quarantined, version, type, first_seen_at, data_set_id, founds,"
                    + " erased_at, untold";
    private static final String OWNERS_BY_KEY = "select " + OWNER_COLUMNS + " from owner where key = any(?)";
    private static final String OWNERS_BY_PROFILE =
            "select " + OWNER_COLUMNS + " from owner where key in (select key from owner where founds = any(?))";
    private static final String DIFFERENCES = "select s.key, s.valid_from, s.valid_to, s.profile_id, s.quarantined,"
            + " s.version, s.type, s.first_seen_at, s.data_set_id, s.founds, null::bigint, false"
            + " from (select unnest(?) as key union select key from service_person where profile_id = any(?)) k"
            + " join service_owner s on s.key = k.key";
    private static final String MAKE =
            "insert into touch_history (profile_id, version, state) select p.id, 0, ? from (select unnest(?) as id) p"
                    + " on conflict do nothing";
    private static final String LOCK = "select profile_id, version, state, ctid from touch_history"
            + " where profile_id = any(?) order by profile_id for update";
    private static final String FACTS = """
            select floor(extract(epoch from clock_timestamp()) * 1000)::bigint,
                   (select coalesce(min(applied_through), 0) from exposure_watermark),
                   nextval('journal_row_id'),
                   (select revision from policy_revision),
                   (select count(*) from feed_position
                     where consumer = ? and topic in (?, ?, ?)
                       and heartbeat_at > clock_timestamp() - make_interval(secs => ?)),
                   exists(select 1 from archive_move)
            """;
    private static final String HELD = "select resolved, hold_id, version, since, until, withdrawn from hold_key"
            + " where resolved = any(?) and active and (until is null or until > clock_timestamp()) order by hold_id";
    private static final String MEMBERSHIPS =
            "select campaign_id, version, resolved from audience_member where resolved = any(?)";
    private static final String LISTED =
            "select campaign_id, version, profile_id, resolved from audience_member where resolved = any(?)";
    private static final String ZONES = "select distinct on (resolved) resolved, zone, said_at, key from customer_zone"
            + " where resolved = any(?) order by resolved, said_at desc, key desc";
    private static final String ZONES_FRESH = "select exists(select from feed_position where consumer = ? and topic = ?"
            + " and heartbeat_at > clock_timestamp() - make_interval(secs => ?))";
    private static final String HEARD_AT = """
            select t.topic, p.heartbeat_at from unnest(?) with ordinality t (topic, place)
              left join feed_position p on p.consumer = ? and p.topic = t.topic
             order by t.place
            """;
    private static final List<String> FEEDS_NEEDED = List.of(Topics.IDENTITY_CHANGES, Topics.HOLDS, Topics.GOVERNANCE);
    private static final String CLAIM = """
            insert into exposure_claim (claim, content, filed_under, of_grant)
            select c.claim, c.content, nullif(c.filed_under, ''), c.of_grant
              from (select unnest(?) as claim, unnest(?) as content, unnest(?) as filed_under, unnest(?) as of_grant) c
            on conflict (claim) do nothing returning claim""";
    static final String CLAIMED =
            "select claim, content, filed_under, coalesce(of_grant, true) from exposure_claim where claim = any(?)";
    /** A touch is the first half of its claim; looked for one by one, because a join over spans would read the table. */
    private static final String FORGET_CLAIMS = """
            update exposure_claim set filed_under = null
             where filed_under is not null and claim = any(array(
                 select (select c.claim from exposure_claim c
                          where c.claim >= t.first_claim and c.claim <= t.last_claim order by c.claim limit 1)
                   from unnest(?, ?) t (first_claim, last_claim)))
            """;
    /** A locked row stays where it is, and finding it there costs half of finding it by its id. */
    private static final String SAVE = """
            update touch_history h set version = n.version, state = n.state
              from (select unnest(?) as place, unnest(?) as version, unnest(?) as state) n
             where h.ctid = n.place and h.version = n.version - 1""";

    private static final String APPEND = "insert into journal (id, at_millis, body) values (?, ?, ?)";
    private static final String GRANTED = "insert into grant_request (touch_id, journal_id, note)"
            + " select g.touch_id, ?, g.note from (select unnest(?) as touch_id, unnest(?) as note) g"
            + " on conflict (touch_id) do nothing returning touch_id";
    private static final String ARCHIVE = "insert into touch_archive"
            + " (filed_under, at_millis, touch_id, touch, profile_id)"
            + " select * from unnest(?, ?, ?, ?, ?) on conflict do nothing";
    private static final String FORGET = "insert into forgotten_grant (filed_under, touch_id)"
            + " select * from unnest(?, ?) on conflict do nothing";
    private static final String ARCHIVE_FOLLOWS = """
            insert into archive_move (filed_under, from_millis, from_touch_id, to_millis)
            select h.key, h.from_millis, ?, h.to_millis from unnest(?, ?, ?) h (key, from_millis, to_millis)
             where exists (select 1 from touch_archive a
                            where a.filed_under = h.key
                              and a.at_millis >= h.from_millis and a.at_millis < h.to_millis)
            """;
    private static final String CLAIM_MOVE = "select id, filed_under, from_millis, from_touch_id, to_millis"
            + " from archive_move order by id limit 1 for update skip locked";
    private static final String ARCHIVED = """
            select touch, profile_id from touch_archive
             where filed_under = ? and (at_millis, touch_id) >= (?, ?) and at_millis < ?
             order by at_millis, touch_id limit ?
            """;
    private static final String COUNT_ARCHIVED = """
            update touch_archive a set profile_id = ? from unnest(?, ?) m (at_millis, touch_id)
             where a.filed_under = ? and a.at_millis = m.at_millis and a.touch_id = m.touch_id
            """;

    private static final String ERASE_ARCHIVED = """
            delete from touch_archive a using unnest(?, ?) m (at_millis, touch_id)
             where a.filed_under = ? and a.at_millis = m.at_millis and a.touch_id = m.touch_id
            """;

    /** By the span of time first, which is what the archive is in order of. */
    private static final String ARCHIVED_GRANTS = """
            select a.touch from unnest(?, ?, ?) g (key, granted_at, touch_id)
              join touch_archive a
                on a.filed_under = g.key and a.at_millis >= g.granted_at and a.touch_id = g.touch_id
            """;

    private final Connection connection;
    private final Codecs codecs;
    private final Policies policies;
    private final LedgerProperties properties;
    private final KnownHistories known;
    private final List<UUID> seen;
    private final Map<UUID, RowPlace> places = new HashMap<>();

    /** @param seen is given the ids of all rows that were read, to be remembered after the commit */
    PostgresSession(
            Connection connection,
            Codecs codecs,
            Policies policies,
            LedgerProperties properties,
            KnownHistories known,
            List<UUID> seen) {
        this.connection = connection;
        this.codecs = codecs;
        this.policies = policies;
        this.properties = properties;
        this.known = known;
        this.seen = seen;
    }

    // ---- reading

    @Override
    public OwnerBook owners(OwnerNeeds needs) {
        return owners(connection, needs);
    }

    static OwnerBook owners(Connection connection, OwnerNeeds needs) {
        if (needs.keys().isEmpty() && needs.profileIds().isEmpty()) {
            return OwnerBook.EMPTY;
        }
        Statements statements = new Statements();
        addOwners(statements, needs);
        try (PreparedStatement statement = statements.prepare(connection)) {
            statement.execute();
            Results results = new Results(statement);
            return readOwners(results, needs);
        } catch (SQLException failure) {
            throw new SqlFailure(failure);
        }
    }

    private static void addOwners(Statements statements, OwnerNeeds needs) {
        if (!needs.keys().isEmpty()) {
            statements.add(OWNERS_BY_KEY, connection -> SqlArrays.keys(connection, needs.keys()));
        }
        if (!needs.profileIds().isEmpty()) {
            statements.add(OWNERS_BY_PROFILE, connection -> SqlArrays.uuids(connection, needs.profileIds()));
        }
    }

    private static OwnerBook readOwners(Results results, OwnerNeeds needs) throws SQLException {
        // The same tenure may be found by its key and by the profile it founded.
        Set<Tenure> tenures = new HashSet<>();
        int selects = (needs.keys().isEmpty() ? 0 : 1) + (needs.profileIds().isEmpty() ? 0 : 1);
        for (int i = 0; i < selects; i++) {
            try (ResultSet rows = results.nextRows()) {
                while (rows.next()) {
                    tenures.add(tenure(rows));
                }
            }
        }
        return tenures.isEmpty() ? new OwnerBook(List.of()) : new OwnerBook(tenures);
    }

    @Override
    public Differences differences(Set<IdentifierKey> keys, Set<UUID> people) {
        List<Tenure> forService = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(DIFFERENCES)) {
            statement.setArray(1, SqlArrays.keys(connection, keys));
            statement.setArray(2, SqlArrays.uuids(connection, people));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    forService.add(tenure(rows));
                }
            }
        } catch (SQLException failure) {
            throw new SqlFailure(failure);
        }
        return forService.isEmpty()
                ? Differences.NONE
                : new Differences(
                        forService,
                        owners(OwnerNeeds.ofFiled(
                                forService.stream().map(Tenure::key).toList())));
    }

    private static Tenure tenure(ResultSet row) throws SQLException {
        String type = row.getString(7);
        return new Tenure(
                IdentifierKey.of(row.getBytes(1)),
                IdentifierType.ofWireName(type)
                        .orElseThrow(() -> new IllegalStateException("there is no identifier type " + type)),
                row.getLong(2),
                row.getLong(3),
                row.getObject(4, UUID.class),
                row.getBoolean(5),
                row.getLong(6),
                row.getObject(10, UUID.class),
                row.getLong(8),
                row.getString(9),
                Objects.requireNonNullElse(row.getObject(11, Long.class), TenureChange.NOT_ERASED),
                row.getBoolean(12));
    }

    @Override
    public LockedState lock(LockRequest request) {
        Statements statements = new Statements();
        List<UUID> unsure =
                request.profiles().stream().filter(id -> !known.contains(id)).toList();
        if (!unsure.isEmpty()) {
            statements.add(
                    MAKE, connection -> HistoryCodec.emptyState(), connection -> SqlArrays.uuids(connection, unsure));
        }
        statements.add(LOCK, connection -> SqlArrays.uuids(connection, request.profiles()));
        addOwners(statements, request.needs());
        statements.add(HELD, connection -> SqlArrays.uuids(connection, request.profiles()));
        if (request.audiences()) {
            statements.add(MEMBERSHIPS, connection -> SqlArrays.uuids(connection, request.profiles()));
        }
        List<ExposureClaim> claims = request.claims();
        if (!claims.isEmpty()) {
            boolean[] ofGrant = new boolean[claims.size()];
            for (int i = 0; i < ofGrant.length; i++) {
                ofGrant[i] = claims.get(i).ofGrant();
            }
            statements.add(
                    CLAIM,
                    connection -> SqlArrays.uuids(
                            connection, claims.stream().map(ExposureClaim::id).toList()),
                    connection -> SqlArrays.longs(
                            connection,
                            claims.stream().mapToLong(ExposureClaim::content).toArray()),
                    connection -> SqlArrays.bytes(
                            connection,
                            claims.stream()
                                    .map(claim -> claim.filedUnder() == null
                                            ? NOBODY
                                            : claim.filedUnder().bytes())
                                    .toArray(byte[][]::new)),
                    connection -> SqlArrays.booleans(connection, ofGrant));
        }
        statements.add(
                FACTS,
                connection -> FEED_CONSUMER,
                connection -> Topics.IDENTITY_CHANGES,
                connection -> Topics.HOLDS,
                connection -> Topics.GOVERNANCE,
                connection -> staleAfterSeconds());
        try (PreparedStatement statement = statements.prepare(connection)) {
            statement.execute();
            Results results = new Results(statement);
            if (!unsure.isEmpty()) {
                results.nextCount();
            }
            return readState(request, results, claims);
        } catch (SQLException failure) {
            throw new SqlFailure(failure);
        }
    }

    private double staleAfterSeconds() {
        return (double) properties.feedStaleAfter().toMillis() / 1000;
    }

    @Override
    public Zones zones(Set<UUID> profileIds) {
        Statements statements = new Statements();
        statements.add(ZONES, connection -> SqlArrays.uuids(connection, profileIds));
        statements.add(
                ZONES_FRESH,
                connection -> FEED_CONSUMER,
                connection -> Topics.TRAITS,
                connection -> staleAfterSeconds());
        try (PreparedStatement statement = statements.prepare(connection)) {
            statement.execute();
            Results results = new Results(statement);
            Map<UUID, Zones.Said> newest = new HashMap<>();
            try (ResultSet rows = results.nextRows()) {
                while (rows.next()) {
                    newest.put(
                            rows.getObject(1, UUID.class),
                            new Zones.Said(
                                    ZoneId.of(rows.getString(2)),
                                    instant(rows, 3),
                                    IdentifierKey.of(rows.getBytes(4))));
                }
            }
            try (ResultSet fresh = results.nextRows()) {
                fresh.next();
                return new Zones(
                        fresh.getBoolean(1)
                                ? null
                                : heardOf(List.of(Topics.TRAITS)).getFirst(),
                        newest);
            }
        } catch (SQLException failure) {
            throw new SqlFailure(failure);
        }
    }

    // ---- arms of holdouts

    @Override
    public List<Assignment> assignments(Set<UUID> campaignIds, Set<UUID> profileIds) {
        try {
            return PostgresAssignments.ofPeople(connection, campaignIds, profileIds);
        } catch (SQLException failure) {
            throw new SqlFailure(failure);
        }
    }

    @Override
    public List<Assignment> assignmentsUnder(Set<IdentifierKey> filedUnder) {
        try {
            return PostgresAssignments.filedUnder(connection, filedUnder);
        } catch (SQLException failure) {
            throw new SqlFailure(failure);
        }
    }

    @Override
    public void assign(List<Assignment> rows) {
        try {
            PostgresAssignments.assign(connection, rows);
        } catch (SQLException failure) {
            throw new SqlFailure(failure);
        }
    }

    @Override
    public void letAssignmentsFollow(List<Handover> handovers) {
        if (handovers.isEmpty()) {
            return;
        }
        try {
            PostgresAssignments.follow(connection, handovers);
        } catch (SQLException failure) {
            throw new SqlFailure(failure);
        }
    }

    @Override
    public void eraseAssignments(List<Assignment> rows) {
        try {
            PostgresAssignments.erase(connection, rows);
        } catch (SQLException failure) {
            throw new SqlFailure(failure);
        }
    }

    private LockedState readState(LockRequest request, Results results, List<ExposureClaim> claims)
            throws SQLException {
        Map<UUID, Versioned> locked = new HashMap<>();
        try (ResultSet rows = results.nextRows()) {
            while (rows.next()) {
                UUID id = rows.getObject(1, UUID.class);
                Versioned history =
                        new Versioned(rows.getLong(2), codecs.histories().decode(rows.getBytes(3)));
                locked.put(id, history);
                places.put(id, RowPlace.parse(rows.getString(4)));
                seen.add(id);
            }
        }
        OwnerBook owners = readOwners(results, request.needs());
        Map<UUID, DenialGround.Hold> held = new HashMap<>();
        try (ResultSet rows = results.nextRows()) {
            while (rows.next()) {
                held.merge(rows.getObject(1, UUID.class), hold(rows), DenialGround.Hold::orLonger);
            }
        }
        Set<Membership> memberships = new HashSet<>();
        if (request.audiences()) {
            try (ResultSet rows = results.nextRows()) {
                while (rows.next()) {
                    memberships.add(new Membership(
                            rows.getObject(1, UUID.class), rows.getLong(2), rows.getObject(3, UUID.class)));
                }
            }
        }
        Map<UUID, ExposureClaim> contested = Map.of();
        if (!claims.isEmpty()) {
            contested = contested(results, claims);
            owners = owners.with(owners(needsOf(contested.values())));
        }
        try (ResultSet facts = results.nextRows()) {
            facts.next();
            long now = facts.getLong(1);
            LockedState state = new LockedState(
                    now,
                    Math.min(now, facts.getLong(2)),
                    facts.getLong(3),
                    locked,
                    owners,
                    held,
                    memberships,
                    contested,
                    policies.atLeast(facts.getLong(4)),
                    facts.getInt(5) == FEEDS_NEEDED.size() ? List.of() : staleFeeds(now),
                    facts.getBoolean(6));
            if (locked.size() < request.profiles().size()) {
                throw new LedgerStore.Interference("a history was thought to exist and does not", null);
            }
            return state;
        }
    }

    private static DenialGround.Hold hold(ResultSet row) throws SQLException {
        return new DenialGround.Hold(
                row.getObject(2, UUID.class),
                row.getObject(3, Long.class),
                instantOrNull(row, 4),
                instantOrNull(row, 5),
                row.getBoolean(6));
    }

    /** What was not heard of lately, the one that was heard of longest ago first; never empty, as something was stale. */
    private List<DenialGround.StaleFeed> staleFeeds(long nowMillis) throws SQLException {
        List<DenialGround.StaleFeed> feeds = heardOf(FEEDS_NEEDED);
        Instant stale = Instant.ofEpochMilli(nowMillis).minus(properties.feedStaleAfter());
        List<DenialGround.StaleFeed> late = feeds.stream()
                .filter(feed -> feed.heardAt() == null || !feed.heardAt().isAfter(stale))
                .toList();
        // What was stale a moment ago may have been heard of since, which is too late for what was read before.
        return late.isEmpty() ? List.of(feeds.getFirst()) : late;
    }

    private List<DenialGround.StaleFeed> heardOf(List<String> topics) throws SQLException {
        List<DenialGround.StaleFeed> feeds = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(HEARD_AT)) {
            statement.setArray(1, connection.createArrayOf("text", topics.toArray()));
            statement.setString(2, FEED_CONSUMER);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    feeds.add(new DenialGround.StaleFeed(rows.getString(1), instantOrNull(rows, 2)));
                }
            }
        }
        feeds.sort(Comparator.comparing(
                DenialGround.StaleFeed::heardAt, Comparator.nullsFirst(Comparator.naturalOrder())));
        return feeds;
    }

    private Map<UUID, ExposureClaim> contested(Results results, List<ExposureClaim> claims) throws SQLException {
        Set<UUID> fresh = new HashSet<>();
        try (ResultSet rows = results.nextRows()) {
            while (rows.next()) {
                fresh.add(rows.getObject(1, UUID.class));
            }
        }
        List<UUID> stale = claims.stream()
                .map(ExposureClaim::id)
                .filter(id -> !fresh.contains(id))
                .toList();
        if (stale.isEmpty()) {
            return Map.of();
        }
        Map<UUID, ExposureClaim> contested = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(CLAIMED)) {
            statement.setArray(1, SqlArrays.uuids(connection, stale));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    ExposureClaim claim = claim(rows);
                    contested.put(claim.id(), claim);
                }
            }
        }
        return contested;
    }

    static ExposureClaim claim(ResultSet row) throws SQLException {
        byte[] filedUnder = row.getBytes(3);
        return new ExposureClaim(
                row.getObject(1, UUID.class),
                row.getLong(2),
                filedUnder == null ? null : IdentifierKey.of(filedUnder),
                row.getBoolean(4));
    }

    static OwnerNeeds needsOf(Collection<ExposureClaim> claims) {
        return OwnerNeeds.ofFiled(claims.stream()
                .map(ExposureClaim::filedUnder)
                .filter(Objects::nonNull)
                .toList());
    }

    @Override
    public Map<Long, Touch> archivedGrants(Collection<GrantRef> grants) {
        try (PreparedStatement statement = connection.prepareStatement(ARCHIVED_GRANTS)) {
            statement.setArray(
                    1,
                    SqlArrays.keys(
                            connection,
                            grants.stream().map(GrantRef::filedUnder).toList()));
            statement.setArray(
                    2,
                    SqlArrays.longs(
                            connection,
                            grants.stream().mapToLong(GrantRef::grantedAtMillis).toArray()));
            statement.setArray(
                    3,
                    SqlArrays.longs(
                            connection,
                            grants.stream().mapToLong(GrantRef::touchId).toArray()));
            Map<Long, Touch> archived = new HashMap<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    Touch touch = codecs.histories().decodeTouch(rows.getBytes(1));
                    archived.put(touch.touchId(), touch);
                }
            }
            return archived;
        } catch (SQLException failure) {
            throw new SqlFailure(failure);
        }
    }

    // ---- archived touches that follow their identifiers

    @Override
    public void letArchiveFollow(List<Handover> handovers) {
        if (handovers.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(ARCHIVE_FOLLOWS)) {
            statement.setLong(1, Long.MIN_VALUE);
            SqlArrays.setSpans(connection, statement, 2, handovers);
            statement.executeUpdate();
        } catch (SQLException failure) {
            throw new SqlFailure(failure);
        }
    }

    @Override
    public @Nullable ArchiveMove claimArchiveMove() {
        try (PreparedStatement statement = connection.prepareStatement(CLAIM_MOVE);
                ResultSet row = statement.executeQuery()) {
            return row.next()
                    ? new ArchiveMove(
                            row.getLong(1),
                            IdentifierKey.of(row.getBytes(2)),
                            row.getLong(3),
                            row.getLong(4),
                            row.getLong(5))
                    : null;
        } catch (SQLException failure) {
            throw new SqlFailure(failure);
        }
    }

    @Override
    public List<Archived> archived(ArchiveMove move, int limit) {
        try (PreparedStatement statement = connection.prepareStatement(ARCHIVED)) {
            statement.setBytes(1, move.key().bytes());
            statement.setLong(2, move.fromMillis());
            statement.setLong(3, move.fromTouchId());
            statement.setLong(4, move.toMillis());
            statement.setInt(5, limit);
            List<Archived> archived = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    UUID profileId = rows.getObject(2, UUID.class);
                    archived.add(new Archived(
                            profileId == null ? OwnerBook.homeOf(move.key()) : profileId,
                            codecs.histories().decodeTouch(rows.getBytes(1))));
                }
            }
            return archived;
        } catch (SQLException failure) {
            throw new SqlFailure(failure);
        }
    }

    @Override
    public void countArchived(UUID profileId, IdentifierKey key, List<Touch> touches) {
        try (PreparedStatement statement = connection.prepareStatement(COUNT_ARCHIVED)) {
            statement.setObject(1, profileId);
            statement.setArray(
                    2,
                    SqlArrays.longs(
                            connection,
                            touches.stream().mapToLong(Touch::atMillis).toArray()));
            statement.setArray(
                    3,
                    SqlArrays.longs(
                            connection,
                            touches.stream().mapToLong(Touch::touchId).toArray()));
            statement.setBytes(4, key.bytes());
            statement.executeUpdate();
        } catch (SQLException failure) {
            throw new SqlFailure(failure);
        }
    }

    @Override
    public void eraseArchived(IdentifierKey key, List<Touch> touches) {
        try (PreparedStatement statement = connection.prepareStatement(ERASE_ARCHIVED)) {
            statement.setArray(
                    1,
                    SqlArrays.longs(
                            connection,
                            touches.stream().mapToLong(Touch::atMillis).toArray()));
            statement.setArray(
                    2,
                    SqlArrays.longs(
                            connection,
                            touches.stream().mapToLong(Touch::touchId).toArray()));
            statement.setBytes(3, key.bytes());
            statement.executeUpdate();
        } catch (SQLException failure) {
            throw new SqlFailure(failure);
        }
    }

    @Override
    public void forget(Set<Long> touchIds) {
        Statements statements = new Statements();
        statements.add(
                "delete from grant_request where touch_id = any(?)",
                connection -> SqlArrays.longs(
                        connection, touchIds.stream().mapToLong(Long::longValue).toArray()));
        statements.add(
                FORGET_CLAIMS,
                connection -> SqlArrays.uuids(
                        connection,
                        touchIds.stream().map(TouchIds::firstClaimOf).toList()),
                connection -> SqlArrays.uuids(
                        connection, touchIds.stream().map(TouchIds::lastClaimOf).toList()));
        try (PreparedStatement statement = statements.prepare(connection)) {
            statement.execute();
            Results results = new Results(statement);
            results.nextCount();
            results.nextCount();
        } catch (SQLException failure) {
            throw new SqlFailure(failure);
        }
    }

    @Override
    public void leave(ArchiveMove claimed, @Nullable ArchiveMove left) {
        try (PreparedStatement statement = connection.prepareStatement(
                left == null
                        ? "delete from archive_move where id = ?"
                        : "update archive_move set from_millis = ?, from_touch_id = ? where id = ?")) {
            if (left == null) {
                statement.setLong(1, claimed.id());
            } else {
                statement.setLong(1, left.fromMillis());
                statement.setLong(2, left.fromTouchId());
                statement.setLong(3, claimed.id());
            }
            statement.executeUpdate();
        } catch (SQLException failure) {
            throw new SqlFailure(failure);
        }
    }

    @Override
    public Map<Long, GrantRecord> grants(Set<Long> touchIds) {
        Map<Long, GrantNote> notes;
        try {
            notes = GrantNotes.of(touchIds, connection, codecs);
        } catch (SQLException failure) {
            throw new SqlFailure(failure);
        }
        OwnerBook owners = owners(OwnerNeeds.ofFiled(
                notes.values().stream().map(GrantNote::filedUnder).toList()));
        Map<Long, GrantRecord> records = new HashMap<>();
        notes.forEach((id, note) ->
                records.put(id, new GrantRecord(note, owners.ownerAt(note.filedUnder(), note.grantedAtMillis()))));
        return records;
    }

    // ---- writing

    @Override
    public Set<Long> save(SaveRequest request) {
        List<Changed> changed = request.changed().stream()
                .sorted(Comparator.comparing(Changed::profileId, LockingLedger.LOCK_ORDER))
                .toList();
        List<RowPlace> rows = new ArrayList<>(changed.size());
        long[] versions = new long[changed.size()];
        byte[][] states = new byte[changed.size()][];
        List<Archived> archived = new ArrayList<>();
        List<Touch> forgotten = new ArrayList<>();
        for (int i = 0; i < versions.length; i++) {
            Changed one = changed.get(i);
            rows.add(Objects.requireNonNull(places.remove(one.profileId()), "a history is locked once and saved once"));
            versions[i] = one.newVersion();
            states[i] = codecs.histories().encode(one.history());
            one.archivedNow().forEach(touch -> archived.add(new Archived(one.profileId(), touch)));
            forgotten.addAll(one.forgotten());
        }
        byte[] body =
                codecs.journals().encode(changed.stream().map(Changed::entry).toList(), request.nowMillis());
        List<GrantNote> grants = request.grants().stream()
                .sorted(Comparator.comparingLong(GrantNote::touchId))
                .toList();
        Statements statements = new Statements();
        statements.add(
                SAVE,
                connection -> SqlArrays.places(connection, rows),
                connection -> SqlArrays.longs(connection, versions),
                connection -> SqlArrays.bytes(connection, states));
        statements.add(
                APPEND, connection -> request.journalId(), connection -> request.nowMillis(), connection -> body);
        if (!archived.isEmpty()) {
            addArchive(statements, archived);
        }
        if (!forgotten.isEmpty()) {
            addForgotten(statements, forgotten);
        }
        if (!grants.isEmpty()) {
            addGrants(statements, grants, request.journalId());
        }
        try (PreparedStatement statement = statements.prepare(connection)) {
            statement.execute();
            Results results = new Results(statement);
            if (results.nextCount() != changed.size()) {
                throw new LedgerStore.Interference("a history was changed by somebody who did not lock it", null);
            }
            results.nextCount();
            if (!archived.isEmpty()) {
                results.nextCount();
            }
            if (!forgotten.isEmpty()) {
                results.nextCount();
            }
            return grants.isEmpty() ? Set.of() : grantedBefore(results, grants);
        } catch (SQLException failure) {
            throw new SqlFailure(failure);
        }
    }

    private void addGrants(Statements statements, List<GrantNote> grants, long journalId) {
        statements.add(
                GRANTED,
                connection -> journalId,
                connection -> SqlArrays.longs(
                        connection,
                        grants.stream().mapToLong(GrantNote::touchId).toArray()),
                connection -> SqlArrays.bytes(
                        connection, grants.stream().map(codecs.notes()::encode).toArray(byte[][]::new)));
    }

    private static Set<Long> grantedBefore(Results results, List<GrantNote> grants) throws SQLException {
        Set<Long> before = grants.stream().map(GrantNote::touchId).collect(Collectors.toSet());
        try (ResultSet rows = results.nextRows()) {
            while (rows.next()) {
                before.remove(rows.getLong(1));
            }
        }
        return before;
    }

    private static void addForgotten(Statements statements, List<Touch> forgotten) {
        statements.add(
                FORGET,
                connection -> SqlArrays.keys(
                        connection, forgotten.stream().map(Touch::filedUnder).toList()),
                connection -> SqlArrays.longs(
                        connection, forgotten.stream().mapToLong(Touch::touchId).toArray()));
    }

    private void addArchive(Statements statements, List<Archived> archived) {
        byte[][] keys = new byte[archived.size()][];
        long[] times = new long[keys.length];
        long[] ids = new long[keys.length];
        byte[][] touches = new byte[keys.length][];
        for (int i = 0; i < keys.length; i++) {
            Touch touch = archived.get(i).touch();
            keys[i] = touch.filedUnder().bytes();
            times[i] = touch.atMillis();
            ids[i] = touch.touchId();
            touches[i] = codecs.histories().encode(touch);
        }
        statements.add(
                ARCHIVE,
                connection -> SqlArrays.bytes(connection, keys),
                connection -> SqlArrays.longs(connection, times),
                connection -> SqlArrays.longs(connection, ids),
                connection -> SqlArrays.bytes(connection, touches),
                connection -> SqlArrays.uuids(
                        connection, archived.stream().map(Archived::profileId).toList()));
    }

    @Override
    public void saveTenures(
            List<Tenure> tenures, OwnerBook known, Map<IdentifierKey, UUID> keysNow, Map<UUID, UUID> profilesNow) {
        try {
            if (!tenures.isEmpty()) {
                writeTenures(tenures, known);
            }
            if (!keysNow.isEmpty() || !profilesNow.isEmpty()) {
                follow(keysNow, profilesNow);
            }
        } catch (SQLException failure) {
            throw new SqlFailure(failure);
        }
    }

    /** Whoever was taken for a founder before the true one was known makes room for it. */
    private void clearOtherFounders(List<Tenure> tenures) throws SQLException {
        List<Tenure> founders = tenures.stream()
                .filter(tenure -> tenure.founds() != null && tenure.fromMillis() == TenureChange.BEGINNING)
                .toList();
        if (founders.isEmpty()) {
            return;
        }
        // Touches under the name go where the true founder goes, for service messages too.
        try (PreparedStatement statement = connection.prepareStatement("""
                with founder as (select * from unnest(?::uuid[], ?::bytea[]) as founder(id, key)),
                cleared as (
                    update owner set founds = null from founder
                     where owner.founds = founder.id and owner.key <> founder.key
                    returning owner.key, founder.id),
                cleared_for_service as (
                    update service_owner set founds = null from founder
                     where service_owner.founds = founder.id and service_owner.key <> founder.key
                    returning service_owner.key, founder.id)
                delete from service_span
                 using (select * from cleared union select * from cleared_for_service) cleared
                 where service_span.key = cleared.key
                   and service_span.filed_under = uuid_send(cleared.id) || '\\x00000000000000000000000000000000'::bytea
                """)) {
            statement.setArray(
                    1,
                    connection.createArrayOf(
                            "uuid", founders.stream().map(Tenure::founds).toArray()));
            statement.setArray(
                    2,
                    SqlArrays.bytes(
                            connection,
                            founders.stream()
                                    .map(tenure -> tenure.key().bytes())
                                    .toArray(byte[][]::new)));
            statement.executeUpdate();
        }
    }

    private void writeTenures(List<Tenure> tenures, OwnerBook known) throws SQLException {
        clearOtherFounders(tenures);
        try (PreparedStatement statement = connection.prepareStatement("""
                insert into owner as o (key, valid_from, valid_to, profile_id, quarantined, version, type,
                                        first_seen_at, data_set_id, founds, erased_at, untold)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                on conflict (key, valid_from) do update
                   set valid_to = excluded.valid_to, profile_id = excluded.profile_id,
                       quarantined = excluded.quarantined, version = excluded.version, type = excluded.type,
                       first_seen_at = excluded.first_seen_at, data_set_id = excluded.data_set_id,
                       founds = coalesce(o.founds, excluded.founds), erased_at = excluded.erased_at,
                       untold = excluded.untold
                 where o.version = ?
                """)) {
            for (Tenure tenure : tenures) {
                statement.setBytes(1, tenure.key().bytes());
                statement.setLong(2, tenure.fromMillis());
                statement.setLong(3, tenure.toMillis());
                statement.setObject(4, tenure.owner());
                statement.setBoolean(5, tenure.quarantined());
                statement.setLong(6, tenure.version());
                statement.setString(7, tenure.type().wireName());
                statement.setLong(8, tenure.firstSeenMillis());
                statement.setString(9, tenure.dataSetId());
                statement.setObject(10, tenure.founds());
                statement.setObject(11, tenure.isErased() ? tenure.erasedAtMillis() : null, Types.BIGINT);
                statement.setBoolean(12, tenure.untold());
                statement.setLong(13, known.versionOf(tenure.key(), tenure.fromMillis()));
                statement.addBatch();
            }
            if (Arrays.stream(statement.executeBatch()).anyMatch(written -> written == 0)) {
                throw new LedgerStore.Interference("tenures were changed by somebody else", null);
            }
        }
    }

    @Override
    public List<Listed> listed(Set<UUID> people) {
        List<Listed> listed = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(LISTED)) {
            statement.setArray(1, SqlArrays.uuids(connection, people));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    listed.add(new Listed(
                            rows.getObject(1, UUID.class),
                            rows.getLong(2),
                            rows.getObject(3, UUID.class),
                            rows.getObject(4, UUID.class)));
                }
            }
        } catch (SQLException failure) {
            throw new SqlFailure(failure);
        }
        return listed;
    }

    @Override
    public void saveDifferences(List<Difference> changed) {
        List<IdentifierKey> keys = changed.stream().map(Difference::key).toList();
        try {
            for (String table : List.of("service_owner", "service_person", "service_span")) {
                try (PreparedStatement delete =
                        connection.prepareStatement("delete from " + table + " where key = any(?)")) {
                    delete.setArray(1, SqlArrays.keys(connection, keys));
                    delete.executeUpdate();
                }
            }
            insert(changed.stream()
                    .filter(difference -> !difference.forService().isEmpty())
                    .toList());
        } catch (SQLException failure) {
            throw new SqlFailure(failure);
        }
    }

    private void insert(List<Difference> differences) throws SQLException {
        if (differences.isEmpty()) {
            return;
        }
        try (PreparedStatement owners = connection.prepareStatement("""
                        insert into service_owner (key, valid_from, valid_to, profile_id, quarantined, version, type,
                                                   first_seen_at, data_set_id, founds)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                        """);
                PreparedStatement people = connection.prepareStatement(
                        "insert into service_person (profile_id, key) select unnest(?), ?");
                PreparedStatement spans = connection.prepareStatement("""
                        insert into service_span (key, filed_under, from_at, to_at, kept_in, profile_id, nobody)
                        values (?, ?, ?, ?, ?, ?, ?)
                        """)) {
            for (Difference difference : differences) {
                for (Tenure tenure : difference.forService()) {
                    owners.setBytes(1, tenure.key().bytes());
                    owners.setLong(2, tenure.fromMillis());
                    owners.setLong(3, tenure.toMillis());
                    owners.setObject(4, tenure.owner());
                    owners.setBoolean(5, tenure.quarantined());
                    owners.setLong(6, tenure.version());
                    owners.setString(7, tenure.type().wireName());
                    owners.setLong(8, tenure.firstSeenMillis());
                    owners.setString(9, tenure.dataSetId());
                    owners.setObject(10, tenure.founds());
                    owners.addBatch();
                }
                people.setArray(1, SqlArrays.uuids(connection, difference.people()));
                people.setBytes(2, difference.key().bytes());
                people.addBatch();
                for (Handover span : difference.spans()) {
                    spans.setBytes(1, difference.key().bytes());
                    spans.setBytes(2, span.key().bytes());
                    spans.setObject(3, utcOrInfinite(span.fromMillis()));
                    spans.setObject(4, utcOrInfinite(span.toMillis()));
                    spans.setObject(5, span.before());
                    spans.setObject(6, span.after());
                    spans.setBoolean(7, span.after().equals(OwnerBook.bucketOf(span.key())));
                    spans.addBatch();
                }
            }
            owners.executeBatch();
            people.executeBatch();
            spans.executeBatch();
        }
    }

    /** The driver writes the least and the greatest time as minus infinity and infinity. */
    private static OffsetDateTime utcOrInfinite(long millis) {
        if (millis == TenureChange.BEGINNING) {
            return OffsetDateTime.MIN;
        }
        return millis == TenureChange.END
                ? OffsetDateTime.MAX
                : Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC);
    }

    /** A hold, list or zone that is being written right now must not miss the change: see {@link PostgresFacts}. */
    private void follow(Map<IdentifierKey, UUID> keysNow, Map<UUID, UUID> profilesNow) throws SQLException {
        Statements statements = new Statements();
        statements.add("select pg_advisory_xact_lock_shared(?)", connection -> PostgresFacts.RESOLUTION_LOCK);
        if (!keysNow.isEmpty()) {
            Collection<IdentifierKey> keys = keysNow.keySet();
            List<UUID> owners = keys.stream().map(keysNow::get).toList();
            statements.add(
                    "update hold_key h set resolved = u.owner from unnest(?, ?) u (key, owner) where h.key = u.key",
                    connection -> SqlArrays.keys(connection, keys),
                    connection -> SqlArrays.uuids(connection, owners));
            statements.add(
                    "update customer_zone z set resolved = u.owner from unnest(?, ?) u (key, owner) where z.key = u.key",
                    connection -> SqlArrays.keys(connection, keys),
                    connection -> SqlArrays.uuids(connection, owners));
        }
        if (!profilesNow.isEmpty()) {
            Collection<UUID> ids = profilesNow.keySet();
            List<UUID> owners = ids.stream().map(profilesNow::get).toList();
            statements.add(
                    "update audience_member a set resolved = u.owner from unnest(?, ?) u (id, owner)"
                            + " where a.profile_id = u.id",
                    connection -> SqlArrays.uuids(connection, ids),
                    connection -> SqlArrays.uuids(connection, owners));
        }
        try (PreparedStatement statement = statements.prepare(connection)) {
            statement.execute();
            while (statement.getMoreResults() || statement.getUpdateCount() >= 0) {
                // Every part is run before the transaction goes on.
            }
        }
    }

    // ---- several statements in one message

    private interface Parameter {
        Object of(Connection connection) throws SQLException;
    }

    /** Statements to be sent together, with their parameters in order. */
    private static final class Statements {

        private final StringBuilder sql = new StringBuilder();
        private final List<Parameter> parameters = new ArrayList<>();

        void add(String statement, Parameter... values) {
            if (!sql.isEmpty()) {
                sql.append(";\n");
            }
            sql.append(statement);
            parameters.addAll(List.of(values));
        }

        PreparedStatement prepare(Connection connection) throws SQLException {
            PreparedStatement statement = connection.prepareStatement(sql.toString());
            for (int i = 0; i < parameters.size(); i++) {
                Object value = parameters.get(i).of(connection);
                switch (value) {
                    case java.sql.Array array -> statement.setArray(i + 1, array);
                    case byte[] bytes -> statement.setBytes(i + 1, bytes);
                    default -> statement.setObject(i + 1, value);
                }
            }
            return statement;
        }
    }

    /** Walks the results of several statements. */
    private static final class Results {

        private final PreparedStatement statement;
        private boolean first = true;

        Results(PreparedStatement statement) {
            this.statement = statement;
        }

        ResultSet nextRows() throws SQLException {
            if (!first) {
                statement.getMoreResults(java.sql.Statement.KEEP_CURRENT_RESULT);
            }
            first = false;
            ResultSet rows = statement.getResultSet();
            if (rows == null) {
                throw new IllegalStateException("rows were expected here");
            }
            return rows;
        }

        int nextCount() throws SQLException {
            if (!first) {
                statement.getMoreResults(java.sql.Statement.KEEP_CURRENT_RESULT);
            }
            first = false;
            return statement.getUpdateCount();
        }
    }
}
