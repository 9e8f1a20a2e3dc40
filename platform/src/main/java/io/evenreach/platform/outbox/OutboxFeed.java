package io.evenreach.platform.outbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.springframework.jdbc.core.JdbcTemplate;

/** What a feed has said, to be read or published again, for consumers that found a gap. */
public class OutboxFeed {

    private static final int PAGE_BYTES_MAX = 1024 * 1024;

    private static final int PUBLISHED_AGAIN_MAX = 20_000;

    private static final String FOLLOWING =
            BoundedPayloads.select("sequence, message_key, type", "topic = ? and sequence > ?", "sequence");

    private final JdbcTemplate jdbc;

    OutboxFeed(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Lets the relay publish again what follows {@code sequence} on {@code topic}, with the numbers it had. No more than some
     * thousands, because what is new, and the heartbeats of all feeds, come after that; whoever misses more asks again.
     *
     * @return how many events; 0 where this service has none after that, such as for the feeds of others
     */
    public int publishAgainAfter(String topic, long sequence) {
        return jdbc.update("""
                update outbox set published_at = null
                 where topic = ? and published_at is not null
                   and sequence in (select sequence from outbox where topic = ? and sequence > ? order by sequence limit ?)
                """, topic, topic, sequence, PUBLISHED_AGAIN_MAX);
    }

    /** One numbered event; {@code payload} is the JSON without its number. */
    public record Entry(long sequence, String key, String type, String payload) {}

    /**
     * Some of what follows.
     *
     * @param more whether there may be more: as many are here as were asked for, or as much as a page holds
     */
    public record Page(List<Entry> entries, boolean more) {}

    /**
     * What follows {@code sequence} on {@code topic}, in order: as many as asked for, but no more than a mebibyte and one
     * message of it, because a reader makes several times as much of what it reads.
     */
    public Page readAfter(String topic, long sequence, int limit) {
        return Objects.requireNonNull(jdbc.query(
                FOLLOWING,
                rows -> {
                    List<Entry> entries = new ArrayList<>();
                    while (rows.next()) {
                        String payload = rows.getString(4);
                        if (payload == null) {
                            return new Page(entries, true);
                        }
                        entries.add(new Entry(rows.getLong(1), rows.getString(2), rows.getString(3), payload));
                    }
                    return new Page(entries, entries.size() == limit);
                },
                PAGE_BYTES_MAX,
                topic,
                sequence,
                limit));
    }
}
