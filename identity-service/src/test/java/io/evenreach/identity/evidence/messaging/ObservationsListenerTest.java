package io.evenreach.identity.evidence.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evenreach.contracts.Topics;
import io.evenreach.contracts.identity.KeyedIdentifier;
import io.evenreach.contracts.identity.ObservedHashed;
import io.evenreach.identity.stitching.Observed;
import io.evenreach.platform.events.EventCodec;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.transaction.CannotCreateTransactionException;

class ObservationsListenerTest {

    private final EventCodec codec = new EventCodec();
    private final List<String> taken = new ArrayList<>();
    private final List<Long> deadLetters = new ArrayList<>();

    @Test
    void waitsForADatabaseThatIsAway() {
        ObservationsListener listener = listener(batch -> {
            throw new CannotCreateTransactionException("no connection");
        });

        assertThatThrownBy(() -> listener.observed(records(3))).isInstanceOf(CannotCreateTransactionException.class);
        assertThat(deadLetters).isEmpty();
    }

    /** A lost connection, one that is shut down, one that only reads after a failover, and no room on the disk. */
    @ParameterizedTest
    @ValueSource(strings = {"08006", "57P01", "25006", "53100"})
    void waitsForADatabaseThatCannotWrite(String state) {
        ObservationsListener listener = listener(batch -> {
            throw new UncategorizedSQLException("stitching", null, new SQLException("not now", state));
        });

        assertThatThrownBy(() -> listener.observed(records(3))).isInstanceOf(UncategorizedSQLException.class);
        assertThat(deadLetters).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"22021", "23514", "54000"})
    void putsAsideAloneWhatTheDatabaseRefuses(String state) {
        ObservationsListener listener = listener(batch -> {
            if (batch.stream().anyMatch(each -> each.observationId().equals("row-4"))) {
                throw new UncategorizedSQLException("stitching", null, new SQLException("refused", state));
            }
            batch.forEach(each -> taken.add(each.observationId()));
        });

        listener.observed(records(7));

        assertThat(taken).containsExactly("row-0", "row-1", "row-2", "row-3", "row-5", "row-6");
        assertThat(deadLetters).containsExactly(4L);
    }

    @Test
    void putsAsideAloneWhatItCannotRead() {
        ObservationsListener listener = listener(batch -> batch.forEach(each -> taken.add(each.observationId())));
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>(records(2));
        records.add(1, new ConsumerRecord<>(Topics.IDENTITY_OBSERVATIONS, 0, 100, "a", null));
        records.add(2, record(101, new String(records.getFirst().value(), UTF_8).replace("\"scope\":\"site\",", "")));

        listener.observed(records);

        assertThat(taken).containsExactly("row-0", "row-1");
        assertThat(deadLetters).containsExactly(100L, 101L);
    }

    private ObservationsListener listener(Consumer<List<Observed>> intake) {
        return new ObservationsListener(intake, codec, record -> deadLetters.add(record.offset()));
    }

    private List<ConsumerRecord<String, byte[]>> records(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> record(i, "row-" + i, new KeyedIdentifier("cookie", "site", "11".repeat(32), "***")))
                .toList();
    }

    private ConsumerRecord<String, byte[]> record(long offset, String observationId, KeyedIdentifier identifier) {
        return record(
                offset,
                codec.write(new ObservedHashed(
                        "import:7",
                        observationId,
                        Instant.parse("2025-01-01T00:00:00Z"),
                        "log.csv",
                        "PUBLIC",
                        "IMPORT",
                        List.of(identifier),
                        List.of("ADS", "SERVICE"),
                        "log-1")));
    }

    private static ConsumerRecord<String, byte[]> record(long offset, String value) {
        return new ConsumerRecord<>(Topics.IDENTITY_OBSERVATIONS, 0, offset, "a", value.getBytes(UTF_8));
    }
}
