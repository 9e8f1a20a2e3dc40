package io.evenreach.platform.outbox;

import static io.evenreach.platform.jdbc.Columns.column;

import io.evenreach.platform.events.EventCodec;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Where a service writes its events, in the transaction of the change they tell of. */
public class Outbox {

    /** Messages are at most 256 KiB: the writer splits what is larger. */
    public static final int MESSAGE_BYTES_MAX = 256 * 1024;

    /** Messages of one statement: even of the largest it stays small enough to be sent at once. */
    private static final int AT_ONCE = 200;

    private static final String INSERT = """
            insert into outbox (topic, message_key, type, payload)
            select topic, message_key, type, payload
              from unnest(?::text[], ?::text[], ?::text[], ?::text[])
                   with ordinality as n(topic, message_key, type, payload, place)
             order by place
            """;

    private final JdbcTemplate jdbc;
    private final EventCodec codec;
    private final OutboxSignal signal;

    Outbox(JdbcTemplate jdbc, EventCodec codec, OutboxSignal signal) {
        this.jdbc = jdbc;
        this.codec = codec;
        this.signal = signal;
    }

    /** An event to append; {@code key} is the aggregate's id. */
    public record Message(String topic, String key, String type, Object payload) {}

    @Transactional(propagation = Propagation.MANDATORY)
    public void append(String topic, String key, String type, Object payload) {
        append(List.of(new Message(topic, key, type, payload)));
    }

    /** @throws IllegalArgumentException where a message is too large; nothing is appended then */
    @Transactional(propagation = Propagation.MANDATORY)
    public void append(List<Message> messages) {
        List<String> payloads = messages.stream().map(this::bounded).toList();
        for (int from = 0; from < messages.size(); from += AT_ONCE) {
            int to = Math.min(messages.size(), from + AT_ONCE);
            List<Message> some = messages.subList(from, to);
            jdbc.update(
                    INSERT,
                    column(some, Message::topic, String[]::new),
                    column(some, Message::key, String[]::new),
                    column(some, Message::type, String[]::new),
                    payloads.subList(from, to).toArray(String[]::new));
        }
        signal.afterCommit();
    }

    private String bounded(Message message) {
        String payload = codec.write(message.payload());
        if (payload.length() > MESSAGE_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "a message of " + payload.length() + " characters to " + message.topic() + " must be split");
        }
        return payload;
    }
}
