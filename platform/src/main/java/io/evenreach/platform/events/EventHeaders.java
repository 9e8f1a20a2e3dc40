package io.evenreach.platform.events;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/** The CloudEvents 1.0 attributes of a Kafka record in binary mode. */
public final class EventHeaders {

    private EventHeaders() {}

    public static List<Header> of(String id, String source, String type) {
        return List.of(
                header("ce_specversion", "1.0"),
                header("ce_id", id),
                header("ce_source", source),
                header("ce_type", type),
                header("content-type", "application/json"));
    }

    /** The event's type; empty where the record has none. */
    public static String type(ConsumerRecord<?, ?> record) {
        return text(record.headers().lastHeader("ce_type"));
    }

    /** The event's id; empty where the record has none. */
    public static String id(ConsumerRecord<?, ?> record) {
        return text(record.headers().lastHeader("ce_id"));
    }

    private static Header header(String name, String value) {
        return new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(@Nullable Header header) {
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }
}
