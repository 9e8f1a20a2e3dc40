package io.evenreach.frequency.ledger.persistence;

import io.evenreach.frequency.ledger.KeptHistories;
import io.evenreach.frequency.ledger.domain.HistoryCodec;
import io.evenreach.frequency.ledger.domain.OwnerBook;
import io.evenreach.frequency.ledger.domain.TouchHistory;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Reads whole histories by profile id. */
@Component
class PostgresHistories implements KeptHistories {

    private final JdbcTemplate jdbc;
    private final HistoryCodec histories;

    PostgresHistories(JdbcTemplate jdbc, PostgresNames names) {
        this.jdbc = jdbc;
        this.histories = new HistoryCodec(names);
    }

    private record Raw(UUID profileId, long version, byte[] state) {}

    @Override
    public List<Kept> after(UUID profileId, int max) {
        List<Raw> rows = jdbc.query(
                """
                select profile_id, version, state from touch_history
                 where profile_id > ? and version > 0 order by profile_id limit ?
                """,
                (row, number) -> new Raw(row.getObject(1, UUID.class), row.getLong(2), row.getBytes(3)),
                profileId,
                max);
        return rows.stream().map(this::kept).toList();
    }

    private Kept kept(Raw raw) {
        TouchHistory history = histories.decode(raw.state());
        return new Kept(
                raw.profileId(),
                raw.version(),
                history.touches().stream()
                        .anyMatch(
                                touch -> OwnerBook.bucketOf(touch.filedUnder()).equals(raw.profileId())),
                history.isFull(),
                Instant.ofEpochMilli(history.lastNowMillis()),
                history.archived(),
                history.touches());
    }
}
