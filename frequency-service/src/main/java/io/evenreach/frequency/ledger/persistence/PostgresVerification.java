package io.evenreach.frequency.ledger.persistence;

import io.evenreach.frequency.ledger.JournalEntry;
import io.evenreach.frequency.ledger.JournalVerification;
import io.evenreach.frequency.ledger.domain.GrantStay;
import io.evenreach.frequency.ledger.domain.GrantTally;
import io.evenreach.frequency.ledger.domain.HistoryCodec;
import io.evenreach.frequency.ledger.domain.JournalCodec;
import io.evenreach.frequency.ledger.domain.LockingLedger;
import io.evenreach.frequency.ledger.domain.TouchHistory;
import io.evenreach.frequency.ledger.persistence.PostgresLedgerStore.SqlFailure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Verifies in three passes: the journal is taken apart into entries of one person each, which PostgreSQL sorts; then they
 * are folded person by person beside the stored histories, in the same order. What that tells of grants PostgreSQL sorts by
 * grant, for one may have been with several people; then each is counted.
 *
 * <p>Journal and histories are read in one repeatable-read transaction that writes nothing: it is given no transaction id,
 * and so keeps no reader of the journal waiting, however long it lasts. Entries and stays of grants therefore go through a
 * second connection, into temporary tables.
 */
@Component
class PostgresVerification implements JournalVerification {

    private static final int FETCHED_ROWS = 200;
    private static final int SPILLED_ENTRIES = 1_000;
    private static final int PROGRESS_EVERY = 20_000;

    private final DataSource database;
    private final JournalCodec journals;
    private final HistoryCodec histories;

    PostgresVerification(DataSource database, PostgresNames names) {
        this.database = database;
        this.journals = new JournalCodec(names);
        this.histories = new HistoryCodec(names);
    }

    @Override
    public Findings verify(Progress progress) {
        try (Connection snapshot = database.getConnection();
                Connection scratch = database.getConnection()) {
            snapshot.setAutoCommit(false);
            snapshot.setReadOnly(true);
            snapshot.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            execute(scratch, "drop table if exists pg_temp.journal_entry, " + SpilledStays.TABLE);
            execute(
                    scratch,
                    "create temp table journal_entry (profile_id uuid, version bigint, at_millis bigint, entry bytea)");
            execute(scratch, "create temp table grant_stay " + SpilledStays.COLUMNS);
            try {
                long entries = takeApart(snapshot, scratch, progress);
                Differences differences = new Differences();
                long profiles = compare(snapshot, scratch, entries, differences, progress);
                GrantTally tally = new GrantTally(horizonMillis(snapshot), differences::add);
                count(snapshot, scratch, tally, () -> progress.at(entries, profiles));
                return new Findings(entries, profiles, tally.counted(), differences.count, differences.named);
            } finally {
                scratch.setAutoCommit(true);
                execute(scratch, "drop table pg_temp.journal_entry, " + SpilledStays.TABLE);
            }
        } catch (SQLException failure) {
            throw new SqlFailure(failure);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private record Spilled(JournalEntry entry, long atMillis) {}

    /** @return how many entries there are */
    private long takeApart(Connection snapshot, Connection scratch, Progress progress) throws SQLException {
        long entries = 0;
        List<Spilled> spilled = new ArrayList<>(SPILLED_ENTRIES);
        try (Statement statement = cursor(snapshot);
                ResultSet rows = statement.executeQuery("select at_millis, body from journal")) {
            while (rows.next()) {
                long at = rows.getLong(1);
                for (JournalEntry entry : journals.decode(rows.getBytes(2), at)) {
                    spilled.add(new Spilled(entry, at));
                    if (++entries % PROGRESS_EVERY == 0) {
                        progress.at(entries, 0);
                    }
                }
                if (spilled.size() >= SPILLED_ENTRIES) {
                    spill(scratch, spilled);
                }
            }
        }
        spill(scratch, spilled);
        return entries;
    }

    private void spill(Connection scratch, List<Spilled> spilled) throws SQLException {
        byte[][] bodies = new byte[spilled.size()][];
        for (int i = 0; i < bodies.length; i++) {
            Spilled one = spilled.get(i);
            bodies[i] = journals.encode(List.of(one.entry()), one.atMillis());
        }
        try (PreparedStatement insert =
                scratch.prepareStatement("insert into pg_temp.journal_entry select * from unnest(?, ?, ?, ?)")) {
            insert.setArray(
                    1,
                    SqlArrays.uuids(
                            scratch,
                            spilled.stream().map(one -> one.entry().profileId()).toList()));
            insert.setArray(
                    2,
                    SqlArrays.longs(
                            scratch,
                            spilled.stream()
                                    .mapToLong(one -> one.entry().version())
                                    .toArray()));
            insert.setArray(
                    3,
                    SqlArrays.longs(
                            scratch,
                            spilled.stream().mapToLong(Spilled::atMillis).toArray()));
            insert.setArray(4, SqlArrays.bytes(scratch, bodies));
            insert.executeUpdate();
        }
        spilled.clear();
    }

    /** @return how many people there are */
    private long compare(
            Connection snapshot, Connection scratch, long entries, Differences differences, Progress progress)
            throws SQLException {
        scratch.setAutoCommit(false);
        long profiles = 0;
        SpilledStays stays = new SpilledStays(scratch);
        try (Statement storedRows = cursor(snapshot);
                Statement entryRows = cursor(scratch);
                ResultSet stored = storedRows.executeQuery(
                        "select profile_id, version, state from touch_history where version > 0 order by profile_id");
                ResultSet told = entryRows.executeQuery("select profile_id, at_millis, entry from pg_temp.journal_entry"
                        + " order by profile_id, version")) {
            Folding folding = new Folding(told, stays);
            Folded folded = folding.next();
            UUID next = nextId(stored);
            while (folded != null || next != null) {
                int order = folded == null
                        ? 1
                        : next == null ? -1 : LockingLedger.LOCK_ORDER.compare(folded.profileId(), next);
                if (folded != null && order <= 0) {
                    differences.add(folded.profileId(), order < 0 ? Kind.NOT_STORED : difference(folded, stored));
                    folded = folding.next();
                }
                if (next != null && order >= 0) {
                    if (order > 0) {
                        differences.add(next, Kind.NOT_IN_JOURNAL);
                    }
                    next = nextId(stored);
                }
                if (++profiles % PROGRESS_EVERY == 0) {
                    progress.at(entries, profiles);
                }
            }
        }
        stays.spill();
        return profiles;
    }

    /** Up to when every accepted exposure has been applied, as the ledger reads it. */
    private static long horizonMillis(Connection snapshot) throws SQLException {
        try (Statement statement = snapshot.createStatement();
                ResultSet row = statement.executeQuery("""
                        select least(floor(extract(epoch from clock_timestamp()) * 1000)::bigint,
                                     (select coalesce(min(applied_through), 0) from exposure_watermark))""")) {
            row.next();
            return row.getLong(1);
        }
    }

    private static void count(Connection snapshot, Connection scratch, GrantTally tally, Runnable progress)
            throws SQLException {
        try (Statement statement = cursor(scratch);
                ResultSet rows = statement.executeQuery("select * from " + SpilledStays.TABLE + " order by touch_id")) {
            long read = 0;
            List<GrantStay> ofOne = new ArrayList<>();
            while (rows.next()) {
                GrantStay stay = SpilledStays.read(rows);
                if (!ofOne.isEmpty() && ofOne.getFirst().touchId() != stay.touchId()) {
                    tally.count(ofOne);
                    ofOne.clear();
                    if (tally.isFull()) {
                        tally.settle(PostgresSession.owners(snapshot, tally.needs()));
                    }
                }
                ofOne.add(stay);
                if (++read % PROGRESS_EVERY == 0) {
                    progress.run();
                }
            }
            tally.count(ofOne);
            tally.settle(PostgresSession.owners(snapshot, tally.needs()));
        }
    }

    private static @Nullable UUID nextId(ResultSet stored) throws SQLException {
        return stored.next() ? stored.getObject(1, UUID.class) : null;
    }

    private @Nullable Kind difference(Folded folded, ResultSet stored) throws SQLException {
        if (!folded.whole()) {
            return Kind.HOLE_IN_JOURNAL;
        }
        if (folded.version() != stored.getLong(2)) {
            return Kind.OTHER_VERSION;
        }
        return Arrays.equals(histories.encode(folded.history()), stored.getBytes(3)) ? null : Kind.OTHER_BYTES;
    }

    private static Statement cursor(Connection connection) throws SQLException {
        Statement statement = connection.createStatement();
        statement.setFetchSize(FETCHED_ROWS);
        return statement;
    }

    private static final class Differences {
        private final List<Difference> named = new ArrayList<>();
        private long count;

        void add(UUID profileId, @Nullable Kind kind) {
            if (kind == null) {
                return;
            }
            count++;
            if (named.size() < NAMED_MAX) {
                named.add(new Difference(profileId, kind));
            }
        }
    }

    /** @param whole whether the versions ran from 1 without a hole */
    private record Folded(UUID profileId, long version, boolean whole, TouchHistory history) {}

    /** Folds sorted entries, one person at a time, and tells where grants were. */
    private final class Folding {

        private final ResultSet rows;
        private final SpilledStays stays;
        private boolean more;

        Folding(ResultSet rows, SpilledStays stays) throws SQLException {
            this.rows = rows;
            this.stays = stays;
            this.more = rows.next();
        }

        @Nullable
        Folded next() throws SQLException {
            if (!more) {
                return null;
            }
            UUID profileId = rows.getObject(1, UUID.class);
            long version = 0;
            boolean whole = true;
            TouchHistory history = TouchHistory.EMPTY;
            while (more && profileId.equals(rows.getObject(1, UUID.class))) {
                for (JournalEntry entry : journals.decode(rows.getBytes(3), rows.getLong(2))) {
                    whole &= entry.version() == version + 1;
                    version = entry.version();
                    GrantStay.ended(history, entry, stays.buffer());
                    history = history.apply(entry.changes(), entry.nowMillis());
                }
                stays.spillIfMany();
                more = rows.next();
            }
            GrantStay.left(profileId, history, stays.buffer());
            stays.spillIfMany();
            return new Folded(profileId, version, whole, history);
        }
    }
}
