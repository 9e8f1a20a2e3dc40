package io.evenreach.platform.outbox;

import io.evenreach.platform.events.EventCodec;
import org.springframework.jdbc.core.JdbcTemplate;

/** An outbox that events are written to and that nobody empties: what a service writes, without Kafka. */
public final class UnrelayedOutbox {

    private UnrelayedOutbox() {}

    public static Outbox of(JdbcTemplate jdbc, EventCodec codec) {
        return new Outbox(jdbc, codec, new OutboxSignal());
    }
}
