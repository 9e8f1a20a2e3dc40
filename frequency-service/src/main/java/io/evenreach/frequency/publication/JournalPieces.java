package io.evenreach.frequency.publication;

import io.evenreach.frequency.ledger.JournalPosition;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** What of the journal is to be published, and how far that is. */
@Repository
public class JournalPieces {

    private final JdbcTemplate jdbc;
    private final JournalPublicationProperties properties;

    JournalPieces(JdbcTemplate jdbc, JournalPublicationProperties properties) {
        this.jdbc = jdbc;
        this.properties = properties;
    }

    /**
     * Notes that these rows are to be published, in the transaction of whoever read them.
     *
     * @param from the row before the first, which is the last of the piece before
     * @param through the last one: up to it, no version of anybody is missing
     */
    public void note(JournalPosition from, JournalPosition through, int rows) {
        if (properties.published()) {
            jdbc.update("""
                    insert into journal_piece (from_transaction_id, from_row_id, transaction_id, row_id, journal_rows)
                    values (?, ?, ?, ?, ?) on conflict do nothing""", from.transactionId(), from.rowId(), through.transactionId(), through.rowId(), rows);
        }
    }

    /** Rows of the journal after one, through another. */
    record Piece(JournalPosition from, JournalPosition through, int rows) {}

    @Nullable
    Piece oldest() {
        return jdbc
                .query(
                        """
                        select from_transaction_id, from_row_id, transaction_id, row_id, journal_rows from journal_piece
                         order by transaction_id, row_id limit 1""",
                        (row, number) -> new Piece(
                                new JournalPosition(row.getLong(1), row.getLong(2)),
                                new JournalPosition(row.getLong(3), row.getLong(4)),
                                row.getInt(5)))
                .stream()
                .findFirst()
                .orElse(null);
    }

    /**
     * The piece was published. Where it does not follow on the one before, a round of all histories begins.
     *
     * <p>Nothing happens where somebody else said so before: a relay that lost its session does not know that others have
     * gone on.
     */
    @Transactional
    void published(Piece piece) {
        int taken = jdbc.update(
                "delete from journal_piece where transaction_id = ? and row_id = ?",
                piece.through().transactionId(),
                piece.through().rowId());
        if (taken == 0) {
            return;
        }
        jdbc.update("""
                update journal_publication set round_began_at = clock_timestamp(),
                       round_after = '00000000-0000-0000-0000-000000000000'
                 where (transaction_id, row_id) is distinct from (?, ?)""", piece.from().transactionId(), piece.from().rowId());
        jdbc.update(
                "update journal_publication set transaction_id = ?, row_id = ?",
                piece.through().transactionId(),
                piece.through().rowId());
    }

    /** Begins a round of all histories where the last one began so long ago. */
    void beginRoundAfter(Duration since) {
        jdbc.update("""
                update journal_publication set round_began_at = clock_timestamp(),
                       round_after = '00000000-0000-0000-0000-000000000000'
                 where round_after is null and round_began_at < clock_timestamp() - ? * interval '1 millisecond'""", since.toMillis());
    }

    /** The last profile of the round; null where none runs. */
    @Nullable
    UUID roundAfter() {
        List<@Nullable UUID> after = jdbc.query(
                "select round_after from journal_publication", (row, number) -> row.getObject(1, UUID.class));
        return after.getFirst();
    }

    /** @param to null at the end of the round */
    void roundWent(UUID from, @Nullable UUID to) {
        jdbc.update("update journal_publication set round_after = ? where round_after = ?", to, from);
    }

    /** How old the journal is on Kafka, in seconds: when everything was there that the ledger had done. */
    double ageSeconds() {
        Double seconds = jdbc.queryForObject("""
                select extract(epoch from clock_timestamp()
                       - least((select as_of from reach_progress), (select min(noted_at) from journal_piece)))""", Double.class);
        return seconds == null ? Double.NaN : seconds;
    }
}
