package io.evenreach.frequency.ledger.persistence;

import io.evenreach.frequency.ledger.GrantRef;
import io.evenreach.frequency.ledger.Grants;
import io.evenreach.frequency.ledger.Journal;
import io.evenreach.frequency.ledger.JournalPosition;
import io.evenreach.frequency.ledger.JournalRow;
import io.evenreach.frequency.ledger.LedgerProperties;
import io.evenreach.frequency.ledger.Touch;
import io.evenreach.frequency.ledger.TouchState;
import io.evenreach.frequency.ledger.domain.GrantNote;
import io.evenreach.frequency.ledger.domain.LedgerStore.OwnerNeeds;
import io.evenreach.frequency.ledger.domain.TouchIds;
import io.evenreach.frequency.policy.Policies;
import io.evenreach.platform.horizon.WriteHorizon;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Reads the journal below the oldest transaction of this service that runs, where nothing can be added any more. */
@Component
class PostgresJournal implements Journal, Grants {

    private static final int ROWS_MAX = 10_000;

    private final JdbcTemplate jdbc;
    private final Codecs codecs;
    private final Policies policies;
    private final LedgerProperties properties;

    PostgresJournal(JdbcTemplate jdbc, PostgresNames names, Policies policies, LedgerProperties properties) {
        this.jdbc = jdbc;
        this.codecs = Codecs.over(names);
        this.policies = policies;
        this.properties = properties;
    }

    private record Raw(JournalPosition position, long atMillis, byte[] body) {}

    @Override
    public List<JournalRow> readAfter(JournalPosition after, int maxRows, WriteHorizon horizon) {
        if (maxRows < 1 || maxRows > ROWS_MAX) {
            throw new IllegalArgumentException("between 1 and " + ROWS_MAX + " journal rows can be read at once");
        }
        List<Raw> rows = jdbc.query(
                """
                select txid::text::bigint, id, at_millis, body from journal
                 where txid < ?::text::xid8 and (txid, id) > (?::text::xid8, ?)
                 order by txid, id limit ?
                """,
                (row, number) ->
                        new Raw(new JournalPosition(row.getLong(1), row.getLong(2)), row.getLong(3), row.getBytes(4)),
                Long.toString(horizon.transactionId()),
                Long.toString(after.transactionId()),
                after.rowId(),
                maxRows);
        return rows.stream()
                .map(raw -> new JournalRow(
                        raw.position(),
                        Instant.ofEpochMilli(raw.atMillis()),
                        codecs.journals().decode(raw.body(), raw.atMillis())))
                .toList();
    }

    @Override
    public WriteHorizon horizon() {
        return Optional.ofNullable(jdbc.execute((ConnectionCallback<WriteHorizon>) WriteHorizon::of))
                .orElseThrow();
    }

    @Override
    public Optional<Found> find(GrantRef grant) {
        return noteOf(grant.touchId()).map(note -> found(grant, note));
    }

    @Override
    public Optional<Found> find(String owner, String requestId) {
        return find(TouchIds.ofRequest(owner, requestId))
                .filter(found -> found.owner().equals(owner));
    }

    @Override
    public Optional<Found> find(long touchId) {
        return noteOf(touchId)
                .map(note -> found(
                        new GrantRef(note.touchId(), note.grantedAtMillis(), note.filedUnder(), note.owner()), note));
    }

    private Optional<GrantNote> noteOf(long touchId) {
        Map<Long, GrantNote> notes = jdbc.execute((ConnectionCallback<Map<Long, GrantNote>>)
                connection -> GrantNotes.of(Set.of(touchId), connection, codecs));
        return Optional.ofNullable(notes).map(found -> found.get(touchId));
    }

    private Found found(GrantRef grant, GrantNote note) {
        Touch touch = current(grant);
        return new Found(
                grant,
                note.profileId(),
                note.campaignId(),
                note.channel(),
                note.owner(),
                Instant.ofEpochMilli(note.grantedAtMillis()),
                Instant.ofEpochMilli(note.expiresAtMillis()),
                note.remaining(),
                note.identityRulesVersion(),
                note.rules(),
                touch == null ? TouchState.EXPIRED : touch.state());
    }

    /** A touch goes from a history to the archive and never back, so that looked for in this order it is not missed. */
    private @Nullable Touch current(GrantRef grant) {
        return jdbc.execute((ConnectionCallback<@Nullable Touch>) connection -> {
            PostgresSession session = new PostgresSession(
                    connection, codecs, policies, properties, new KnownHistories(), new ArrayList<>());
            UUID[] histories = session.owners(OwnerNeeds.ofFiled(List.of(grant.filedUnder())))
                    .historiesSince(grant.filedUnder(), grant.grantedAtMillis())
                    .toArray(UUID[]::new);
            try (PreparedStatement statement =
                    connection.prepareStatement("select state from touch_history where profile_id = any(?)")) {
                statement.setArray(1, connection.createArrayOf("uuid", histories));
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        Touch touch =
                                codecs.histories().decode(rows.getBytes(1)).find(grant.touchId());
                        if (touch != null) {
                            return touch;
                        }
                    }
                }
            }
            return session.archivedGrants(List.of(grant)).get(grant.touchId());
        });
    }
}
