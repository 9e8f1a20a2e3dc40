package io.evenreach.frequency.publication;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.contracts.frequency.JournalPublished;
import io.evenreach.contracts.frequency.JournalPublished.Entry;
import io.evenreach.frequency.ledger.JournalEntry;
import io.evenreach.frequency.ledger.JournalPosition;
import io.evenreach.frequency.ledger.JournalRow;
import io.evenreach.frequency.ledger.Touch;
import io.evenreach.frequency.ledger.TouchChange;
import io.evenreach.frequency.ledger.TouchState;
import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identifiers.Strength;
import io.evenreach.platform.events.EventCodec;
import io.evenreach.platform.outbox.Outbox;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class JournalMessagesTest {

    private static final UUID PERSON = new UUID(5, 5);

    private final EventCodec codec = new EventCodec();
    private final JournalMessages messages = new JournalMessages(codec);

    private static JournalEntry entry(UUID profileId, long version, int changes, String channel) {
        List<TouchChange> puts = new ArrayList<>();
        for (int i = 0; i < changes; i++) {
            puts.add(new TouchChange.Put(new Touch(
                    i,
                    new UUID(1, 1),
                    channel,
                    new IdentifierKey(-1, -1, -1, -1),
                    Strength.PERSON,
                    1_790_000_000_123L,
                    TouchState.GRANTED,
                    1_790_000_600_123L,
                    2,
                    "partner:" + channel,
                    63,
                    new UUID(2, 2))));
        }
        return new JournalEntry(profileId, version, false, false, 1_790_000_000_123L, puts);
    }

    private List<Entry> read(List<byte[]> bytes) {
        return bytes.stream()
                .flatMap(message -> codec.read(message, JournalPublished.class).entries().stream())
                .toList();
    }

    @Test
    void leavesNothingOutAndKeepsToTheBoundOfAMessage() {
        List<Entry> entries = Stream.of(1, 0, 150, 151, 1_000, 2, 500)
                .flatMap(changes -> JournalMessages.of(entry(PERSON, 7, changes, "渠道".repeat(64))).stream())
                .toList();
        assertThat(entries).hasSize(1 + 1 + 1 + 2 + 7 + 1 + 4);
        assertThat(entries).allSatisfy(part -> assertThat(part.part()).isBetween(1, part.parts()));

        List<byte[]> sent = messages.messages(entries);

        assertThat(sent)
                .hasSizeGreaterThan(1)
                .allSatisfy(message -> assertThat(message.length).isLessThanOrEqualTo(Outbox.MESSAGE_BYTES_MAX));
        assertThat(read(sent)).isEqualTo(entries);
    }

    @Test
    void ordersThePeopleOfAPartitionByVersionWhicheverRowCameFirst() {
        List<UUID> people = Stream.generate(UUID::randomUUID).limit(50).toList();
        List<JournalRow> rows = new ArrayList<>();
        for (long version : new long[] {2, 1, 3}) {
            rows.add(new JournalRow(
                    new JournalPosition(rows.size(), 1),
                    Instant.EPOCH,
                    people.stream()
                            .map(person -> entry(person, version, 1, "search"))
                            .toList()));
        }
        List<UUID> told = new ArrayList<>();
        JournalMessages.byPartition(rows, 6).forEach((partition, entries) -> {
            assertThat(entries)
                    .allSatisfy(entry -> assertThat(JournalMessages.partitionOf(entry.profileId(), 6))
                            .isEqualTo(partition));
            for (UUID person : people) {
                List<Long> versions = entries.stream()
                        .filter(entry -> entry.profileId().equals(person))
                        .map(JournalEntry::version)
                        .toList();
                if (!versions.isEmpty()) {
                    assertThat(versions).containsExactly(1L, 2L, 3L);
                    told.add(person);
                }
            }
        });
        assertThat(told).containsExactlyInAnyOrderElementsOf(people);
    }
}
