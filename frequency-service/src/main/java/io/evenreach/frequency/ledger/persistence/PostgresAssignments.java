package io.evenreach.frequency.ledger.persistence;

import io.evenreach.frequency.ledger.TenureChange;
import io.evenreach.frequency.ledger.domain.Assignment;
import io.evenreach.frequency.ledger.domain.OwnerBook;
import io.evenreach.frequency.ledger.domain.OwnerBook.Handover;
import io.evenreach.identifiers.IdentifierKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/**
 * Who was assigned to which arm of a holdout, within a ledger transaction. Each row is kept with whose it is now, which
 * changes of ownership keep up to date under the locks of both histories; of a shared identifier it is nobody's.
 */
final class PostgresAssignments {

    private static final String COLUMNS =
            "profile_id, campaign_id, filed_under, at_millis, place, bucket, held_out from holdout_assignment";
    private static final String OF_PEOPLE = "select " + COLUMNS + " where campaign_id = any(?) and profile_id = any(?)";
    private static final String FILED_UNDER = "select " + COLUMNS + " where filed_under = any(?)";
    private static final String ASSIGN = """
            insert into holdout_assignment (profile_id, campaign_id, filed_under, at_millis, place, bucket, held_out)
            values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing""";
    private static final String FOLLOW = """
            update holdout_assignment a set profile_id = nullif(h.owner, h.bucket)
              from unnest(?, ?, ?, ?, ?) h (key, from_millis, to_millis, owner, bucket)
             where a.filed_under = h.key and a.at_millis >= h.from_millis
               and (a.at_millis < h.to_millis or h.to_millis = ?)""";
    private static final String ERASE =
            "delete from holdout_assignment where filed_under = ? and campaign_id = ? and at_millis = ?";

    /** In place of an owner of what is nobody's, which is asked for by no one. */
    private static final UUID NOBODY = new UUID(0, 0);

    private PostgresAssignments() {}

    static List<Assignment> ofPeople(Connection connection, Set<UUID> campaignIds, Set<UUID> profileIds)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(OF_PEOPLE)) {
            statement.setArray(1, SqlArrays.uuids(connection, campaignIds));
            statement.setArray(2, SqlArrays.uuids(connection, profileIds));
            return rows(statement);
        }
    }

    static List<Assignment> filedUnder(Connection connection, Set<IdentifierKey> keys) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FILED_UNDER)) {
            statement.setArray(1, SqlArrays.keys(connection, keys));
            return rows(statement);
        }
    }

    private static List<Assignment> rows(PreparedStatement statement) throws SQLException {
        List<Assignment> found = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                found.add(new Assignment(
                        Objects.requireNonNullElse(rows.getObject(1, UUID.class), NOBODY),
                        rows.getObject(2, UUID.class),
                        IdentifierKey.of(rows.getBytes(3)),
                        rows.getLong(4),
                        rows.getInt(5),
                        rows.getInt(6),
                        rows.getBoolean(7)));
            }
        }
        return found;
    }

    static void assign(Connection connection, List<Assignment> rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ASSIGN)) {
            for (Assignment row : rows) {
                statement.setObject(1, row.profileId());
                statement.setObject(2, row.campaignId());
                statement.setBytes(3, row.filedUnder().bytes());
                statement.setLong(4, row.atMillis());
                statement.setInt(5, row.place());
                statement.setInt(6, row.bucket());
                statement.setBoolean(7, row.heldOut());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    static void follow(Connection connection, List<Handover> handovers) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FOLLOW)) {
            SqlArrays.setSpans(connection, statement, 1, handovers);
            statement.setArray(
                    4,
                    SqlArrays.uuids(
                            connection, handovers.stream().map(Handover::after).toList()));
            statement.setArray(
                    5,
                    SqlArrays.uuids(
                            connection,
                            handovers.stream()
                                    .map(handover -> OwnerBook.bucketOf(handover.key()))
                                    .toList()));
            statement.setLong(6, TenureChange.END);
            statement.executeUpdate();
        }
    }

    static void erase(Connection connection, List<Assignment> rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ERASE)) {
            for (Assignment row : rows) {
                statement.setBytes(1, row.filedUnder().bytes());
                statement.setObject(2, row.campaignId());
                statement.setLong(3, row.atMillis());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }
}
