package io.evenreach.platform.outbox;

import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/** Reads back what a feed has said, for consumers that found a gap. */
public class OutboxFeed {

    private final JdbcTemplate jdbc;

    OutboxFeed(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
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
