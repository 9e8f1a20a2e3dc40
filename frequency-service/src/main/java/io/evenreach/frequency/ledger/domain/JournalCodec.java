package io.evenreach.frequency.ledger.domain;

import io.evenreach.frequency.ledger.JournalEntry;
import io.evenreach.frequency.ledger.TouchChange;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The stored form of a journal row. Version 5: format; the entries (profile, version, flags, clock, changes), times relative
 * to the row's clock. Version 4 had no flag for full histories. Before, the notes of the grants followed, which are beside
 * their requests now; see {@link GrantNoteCodec}. Version 1 had one clock for all.
 */
public final class JournalCodec {

    private static final int FORMAT = 5;
    private static final int GRANTS_ELSEWHERE = 4;
    private static final int FULL_TOLD = 5;
    private static final int UNDETERMINED = 1;
    private static final int FULL = 2;
    private static final int PUT = 0;
    private static final int ARCHIVED = 1;
    private static final int REMOVED = 2;

    private final HistoryCodec touches;
    private final GrantNoteCodec notes;

    public JournalCodec(Names names) {
        this.touches = new HistoryCodec(names);
        this.notes = new GrantNoteCodec(names);
    }

    public byte[] encode(List<JournalEntry> entries, long nowMillis) {
        ByteWriter out = new ByteWriter(64 + 96 * entries.size());
        out.u8(FORMAT);
        out.varint(entries.size());
        for (JournalEntry entry : entries) {
            out.uuid(entry.profileId());
            out.varint(entry.version());
            out.varint((long) entry.changes().size() << 2
                    | (entry.undetermined() ? UNDETERMINED : 0)
                    | (entry.full() ? FULL : 0));
            out.varint(entry.nowMillis() - nowMillis);
            for (TouchChange change : entry.changes()) {
                switch (change) {
                    case TouchChange.Put(var touch) -> {
                        out.u8(PUT);
                        touches.write(touch, out);
                    }
                    case TouchChange.Archived(var touch) -> {
                        out.u8(ARCHIVED);
                        touches.write(touch, out);
                    }
                    case TouchChange.Removed(long touchId) -> {
                        out.u8(REMOVED);
                        out.fixed(touchId);
                    }
                }
            }
        }
        return out.toBytes();
    }

    /** What changed. */
    public List<JournalEntry> decode(byte[] bytes, long nowMillis) {
        ByteReader in = new ByteReader(bytes);
        return entries(in, format(in), nowMillis);
    }

    /** The notes of grants in a row of a format that had them. */
    public List<GrantNote> decodeGrants(byte[] bytes, long nowMillis) {
        ByteReader in = new ByteReader(bytes);
        int format = format(in);
        if (format >= GRANTS_ELSEWHERE) {
            return List.of();
        }
        entries(in, format, nowMillis);
        int count = in.smallVarint();
        List<GrantNote> grants = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            grants.add(notes.read(in, format, nowMillis));
        }
        return grants;
    }

    private static int format(ByteReader in) {
        int format = in.u8();
        if (format < GrantNoteCodec.ONE_CLOCK || format > FORMAT) {
            throw new IllegalStateException("a journal row of format " + format + " cannot be read by this version");
        }
        return format;
    }

    private List<JournalEntry> entries(ByteReader in, int format, long nowMillis) {
        int size = in.smallVarint();
        List<JournalEntry> entries = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            UUID profileId = in.uuid();
            long version = in.varint();
            int head = in.smallVarint();
            long now = format == GrantNoteCodec.ONE_CLOCK ? nowMillis : nowMillis + in.varint();
            int count = head >>> (format >= FULL_TOLD ? 2 : 1);
            List<TouchChange> changes = new ArrayList<>(count);
            for (int c = 0; c < count; c++) {
                int kind = in.u8();
                changes.add(
                        switch (kind) {
                            case PUT -> new TouchChange.Put(touches.read(in));
                            case ARCHIVED -> new TouchChange.Archived(touches.read(in));
                            case REMOVED -> new TouchChange.Removed(in.fixed());
                            default -> throw new IllegalStateException("there is no journal change of kind " + kind);
                        });
            }
            boolean full = format >= FULL_TOLD && (head & FULL) != 0;
            entries.add(
                    new JournalEntry(profileId, version, (head & UNDETERMINED) != 0, full, now, List.copyOf(changes)));
        }
        return entries;
    }
}
