package io.evenreach.frequency.ledger.persistence;

import io.evenreach.frequency.ledger.domain.GrantNote;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Reads what was answered to requests that were granted. */
final class GrantNotes {

    /** A request from before there were notes has its answer in the journal. */
    private static final String NOTES = """
            select touch_id, note,
                   case when note is null then (select at_millis from journal where id = journal_id) end,
                   case when note is null then (select body from journal where id = journal_id) end
              from grant_request where touch_id = any(?)
            """;

    private GrantNotes() {}

    /** The notes of these touches, as far as they were grants. */
    static Map<Long, GrantNote> of(Set<Long> touchIds, Connection connection, Codecs codecs) throws SQLException {
        Map<Long, GrantNote> notes = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(NOTES)) {
            long[] ids = touchIds.stream().mapToLong(Long::longValue).toArray();
            statement.setArray(1, SqlArrays.longs(connection, ids));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    byte[] note = rows.getBytes(2);
                    if (note != null) {
                        notes.put(rows.getLong(1), codecs.notes().decode(note));
                    } else {
                        codecs.journals().decodeGrants(rows.getBytes(4), rows.getLong(3)).stream()
                                .filter(grant -> touchIds.contains(grant.touchId()))
                                .forEach(grant -> notes.put(grant.touchId(), grant));
                    }
                }
            }
        }
        return notes;
    }
}
