package io.evenreach.frequency.decision.persistence;

import io.evenreach.frequency.decision.domain.AskWindow;
import io.evenreach.frequency.decision.domain.AskWindow.Part;
import io.evenreach.frequency.policy.AskLimit;
import java.util.Objects;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** What instances take of the asks of partners, one row per partner under its lock. */
@Repository
public class AskWindowStore {

    private final JdbcTemplate jdbc;

    AskWindowStore(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * What an instance holds after it came for more.
     *
     * @param window as it is after that
     * @param endsInMillis how long the span still ran, by the database's clock, at that time
     */
    public record Taken(Part held, AskWindow window, long endsInMillis) {}

    /**
     * Takes a part of the running span for this instance; nothing where less is left than it needs.
     *
     * @param needed asks that are to be decided now
     * @param held what the instance holds
     */
    @Transactional
    public Taken take(AskLimit limit, long needed, Part held) {
        AskWindow known = lock(limit);
        // Only now: whoever waited for the lock may be in the next span.
        long now = nowMillis();
        AskWindow window =
                known.under(limit.version(), limit.count(), limit.per().toMillis(), now);
        long left = window.of(held);
        long given = window.part(needed - left);
        AskWindow after = window.less(given);
        jdbc.update(
                """
                update ask_window set version = ?, count = ?, length_millis = ?, from_millis = ?, taken = ?
                 where partner_id = ?""",
                after.version(),
                after.count(),
                after.lengthMillis(),
                after.fromMillis(),
                after.taken(),
                limit.id());
        return new Taken(after.partOf(left + given), after, after.endMillis() - now);
    }

    private AskWindow lock(AskLimit limit) {
        AskWindow first =
                AskWindow.first(limit.version(), limit.count(), limit.per().toMillis(), nowMillis());
        jdbc.update("""
                insert into ask_window (partner_id, version, count, length_millis, from_millis, taken)
                values (?, ?, ?, ?, ?, 0) on conflict do nothing""", limit.id(), first.version(), first.count(), first.lengthMillis(), first.fromMillis());
        return Objects.requireNonNull(jdbc.queryForObject(
                """
                select version, count, length_millis, from_millis, taken from ask_window
                 where partner_id = ? for update""",
                (row, number) ->
                        new AskWindow(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5)),
                limit.id()));
    }

    private long nowMillis() {
        return Objects.requireNonNull(
                jdbc.queryForObject("select floor(extract(epoch from clock_timestamp()) * 1000)::bigint", Long.class));
    }
}
