package io.evenreach.frequency.publication;

import io.evenreach.contracts.frequency.JournalPublished;
import io.evenreach.contracts.frequency.JournalPublished.Change;
import io.evenreach.contracts.frequency.JournalPublished.Entry;
import io.evenreach.frequency.ledger.JournalEntry;
import io.evenreach.frequency.ledger.JournalRow;
import io.evenreach.frequency.ledger.KeptHistories.Kept;
import io.evenreach.frequency.ledger.Touch;
import io.evenreach.frequency.ledger.TouchCause;
import io.evenreach.frequency.ledger.TouchChange;
import io.evenreach.platform.events.EventCodec;
import io.evenreach.platform.outbox.Outbox;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.utils.Utils;

/** The journal in the form of its topic: by partition, person by person in the order of versions, in bounded messages. */
final class JournalMessages {

    /** A change is a few hundred bytes, and names in it are of limited length: so a part fits into a message. */
    static final int CHANGES_PER_PART = 150;

    private static final byte[] BEGIN = "{\"entries\":[".getBytes(StandardCharsets.UTF_8);
    private static final byte[] END = "]}".getBytes(StandardCharsets.UTF_8);

    private final EventCodec codec;

    JournalMessages(EventCodec codec) {
        this.codec = codec;
    }

    /** Where Kafka's own partitioner puts what has the profile id as its key. */
    static int partitionOf(UUID profileId, int partitions) {
        return Utils.toPositive(Utils.murmur2(profileId.toString().getBytes(StandardCharsets.UTF_8))) % partitions;
    }

    /** What was changed in these rows, by partition. */
    static Map<Integer, List<JournalEntry>> byPartition(List<JournalRow> rows, int partitions) {
        Map<UUID, List<JournalEntry>> people = new LinkedHashMap<>();
        for (JournalRow row : rows) {
            for (JournalEntry entry : row.entries()) {
                people.computeIfAbsent(entry.profileId(), any -> new ArrayList<>(1))
                        .add(entry);
            }
        }
        Map<Integer, List<JournalEntry>> parts = new LinkedHashMap<>();
        people.forEach((profileId, entries) -> {
            entries.sort(Comparator.comparingLong(JournalEntry::version));
            parts.computeIfAbsent(partitionOf(profileId, partitions), any -> new ArrayList<>())
                    .addAll(entries);
        });
        return parts;
    }

    static List<Entry> of(JournalEntry entry) {
        return inParts(
                entry.profileId(),
                entry.version(),
                "CHANGE",
                entry.undetermined(),
                entry.full(),
                Instant.ofEpochMilli(entry.nowMillis()),
                0,
                entry.changes().stream().map(JournalMessages::change).toList());
    }

    static List<Entry> of(Kept history) {
        return inParts(
                history.profileId(),
                history.version(),
                "HISTORY",
                history.undetermined(),
                history.full(),
                history.at(),
                history.archived(),
                history.touches().stream().map(touch -> change("PUT", touch)).toList());
    }

    private static List<Entry> inParts(
            UUID profileId,
            long version,
            String kind,
            boolean undetermined,
            boolean full,
            Instant at,
            int archived,
            List<Change> changes) {
        int parts = Math.max(1, Math.ceilDiv(changes.size(), CHANGES_PER_PART));
        List<Entry> entries = new ArrayList<>(parts);
        for (int part = 0; part < parts; part++) {
            int from = part * CHANGES_PER_PART;
            entries.add(new Entry(
                    profileId,
                    version,
                    kind,
                    undetermined,
                    full,
                    at,
                    part + 1,
                    parts,
                    archived,
                    changes.subList(from, Math.min(changes.size(), from + CHANGES_PER_PART))));
        }
        return entries;
    }

    private static Change change(TouchChange change) {
        return switch (change) {
            case TouchChange.Put(Touch touch) -> change("PUT", touch);
            case TouchChange.Archived(Touch touch) -> change("ARCHIVED", touch);
            case TouchChange.Removed(long touchId) -> new Change("REMOVED", hex(touchId), null);
        };
    }

    private static Change change(String kind, Touch touch) {
        return new Change(
                kind,
                hex(touch.touchId()),
                new JournalPublished.Touch(
                        touch.campaignId(),
                        touch.channel(),
                        touch.filedUnder().hex(),
                        touch.strength().name(),
                        touch.at(),
                        touch.state().name(),
                        touch.grantExpiresAt(),
                        touch.remaining(),
                        touch.reporter(),
                        touch.causes().stream().map(TouchCause::name).toList(),
                        touch.importId()));
    }

    private static String hex(long touchId) {
        return HexFormat.of().toHexDigits(touchId);
    }

    /** Messages with these entries in their order, none larger than a message may be. */
    List<byte[]> messages(List<Entry> entries) {
        List<byte[]> messages = new ArrayList<>();
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        for (Entry entry : entries) {
            byte[] bytes = codec.writeBytes(entry);
            if (BEGIN.length + bytes.length + END.length > Outbox.MESSAGE_BYTES_MAX) {
                throw new IllegalStateException("a part of " + bytes.length + " bytes is too large for a message");
            }
            if (message.size() > 0 && message.size() + 1 + bytes.length + END.length > Outbox.MESSAGE_BYTES_MAX) {
                messages.add(ended(message));
            }
            message.writeBytes(message.size() == 0 ? BEGIN : new byte[] {','});
            message.writeBytes(bytes);
        }
        if (message.size() > 0) {
            messages.add(ended(message));
        }
        return messages;
    }

    private static byte[] ended(ByteArrayOutputStream message) {
        message.writeBytes(END);
        byte[] bytes = message.toByteArray();
        message.reset();
        return bytes;
    }
}
