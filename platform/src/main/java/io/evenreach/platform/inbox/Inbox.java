package io.evenreach.platform.inbox;

import static io.evenreach.platform.jdbc.Timestamps.utc;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** What this service has already taken in. Claims commit with the effect, so that neither happens without the other. */
public class Inbox {

    /** Where a numbered event stands to what was applied before. */
    public enum Place {
        /** The next one: apply it. */
        NEXT,
        /** Seen before: ignore it. */
        SEEN,
        /** Something is missing in between: applying it would be wrong. */
        GAP
    }

    private final JdbcTemplate jdbc;

    Inbox(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** @return whether the event is new for this consumer; false where it took effect before */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean claim(String consumer, String eventId) {
        return jdbc.update(
                        "insert into inbox (consumer, event_id) values (?, ?) on conflict do nothing",
                        consumer,
                        eventId)
                == 1;
    }

    /** Moves a consumer to {@code sequence} where that is the next one; the row lock keeps two instances apart. */
    @Transactional(propagation = Propagation.MANDATORY)
    public Place advance(String consumer, String topic, long sequence) {
        jdbc.update(
                "insert into feed_position (consumer, topic, sequence) values (?, ?, 0) on conflict do nothing",
                consumer,
                topic);
        Long applied = jdbc.queryForObject(
                "select sequence from feed_position where consumer = ? and topic = ? for update",
                Long.class,
                consumer,
                topic);
        long last = applied == null ? 0 : applied;
        if (sequence <= last) {
            return Place.SEEN;
        }
        if (sequence > last + 1) {
            return Place.GAP;
        }
        jdbc.update(
                "update feed_position set sequence = ? where consumer = ? and topic = ?", sequence, consumer, topic);
        return Place.NEXT;
    }

    /** Notes a heartbeat. It is ignored while something before it has not been applied. */
    @Transactional(propagation = Propagation.MANDATORY)
    public Place heartbeat(String consumer, String topic, long sequence, Instant at) {
        jdbc.update(
                "insert into feed_position (consumer, topic, sequence) values (?, ?, 0) on conflict do nothing",
                consumer,
                topic);
        int updated = jdbc.update("""
                update feed_position set heartbeat_at = greatest(heartbeat_at, ?)
                 where consumer = ? and topic = ? and sequence >= ?
                """, utc(at), consumer, topic, sequence);
        return updated == 0 ? Place.GAP : Place.NEXT;
    }

    /** The sequence of the last event applied; 0 before the first. */
    public long place(String consumer, String topic) {
        return jdbc
                .query(
                        "select sequence from feed_position where consumer = ? and topic = ?",
                        (row, number) -> row.getLong(1),
                        consumer,
                        topic)
                .stream()
                .findFirst()
                .orElse(0L);
    }

    /** How long ago each feed was known to be complete; without those of which no heartbeat was noted yet. */
    public Map<String, Duration> ages() {
        Map<String, Duration> ages = new HashMap<>();
        jdbc.query("""
                select topic, floor(max(extract(epoch from clock_timestamp() - heartbeat_at)) * 1000)::bigint
                  from feed_position where heartbeat_at is not null group by topic
                """, row -> {
            ages.put(row.getString(1), Duration.ofMillis(row.getLong(2)));
        });
        return ages;
    }
}
