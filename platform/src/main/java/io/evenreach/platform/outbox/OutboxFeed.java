package io.evenreach.platform.outbox;

import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/** What a feed has said, to be read or published again, for consumers that found a gap. */
public class OutboxFeed {

    private final JdbcTemplate jdbc;

    OutboxFeed(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Lets the relay publish again what follows {@code sequence} on {@code topic}, with the numbers it had.
     *
     * @return how many events; 0 where this service has none after that, such as for the feeds of others
     */
    public int publishAgainAfter(String topic, long sequence) {
        return jdbc.update(
                "update outbox set published_at = null where topic = ? and sequence > ? and published_at is not null",
                topic,
                sequence);
    }

    /** One numbered event; {@code payload} is the JSON without its number. */
    public record Entry(long sequence, String key, String type, String payload) {}

    /** What follows {@code sequence} on {@code topic}, in order. */
    public List<Entry> readAfter(String topic, long sequence, int limit) {
        return jdbc.query(
                """
                select sequence, message_key, type, payload from outbox
                 where topic = ? and sequence > ? order by sequence limit ?
                """,
                (row, number) -> new Entry(row.getLong(1), row.getString(2), row.getString(3), row.getString(4)),
                topic,
                sequence,
                limit);
    }
}
