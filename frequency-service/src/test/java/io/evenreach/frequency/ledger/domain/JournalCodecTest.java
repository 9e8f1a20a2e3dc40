package io.evenreach.frequency.ledger.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evenreach.frequency.ledger.JournalEntry;
import io.evenreach.frequency.ledger.RuleFinding;
import io.evenreach.frequency.ledger.RuleFinding.Rule;
import io.evenreach.frequency.ledger.TouchChange;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class JournalCodecTest {

    private static final Instant FROM = Instant.parse("2026-06-01T00:00:00.000000001Z");
    private static final Instant TO = Instant.parse("2026-06-30T00:00:00Z");

    private final NamesInMemory names = new NamesInMemory();
    private final JournalCodec codec = new JournalCodec(names);
    private final GrantNoteCodec notes = new GrantNoteCodec(names);

    private static GrantNote note(RuleFinding... rules) {
        return new GrantNote(
                42,
                new UUID(5, 5),
                Some.CAMPAIGN,
                "search",
                "platform",
                Some.key(1),
                Some.T0 + 7,
                Some.T0 + 600_000,
                2,
                OptionalLong.of(3),
                List.of(rules));
    }

    private static RuleFinding planRow() {
        return new RuleFinding(new Rule.Plan(Some.CAMPAIGN, 3, 1, "search"), "CAMPAIGN", 5, 2, FROM, TO);
    }

    @Test
    void readsBackEveryKindOfRule() {
        GrantNote note = note(
                new RuleFinding(new Rule.Ceiling("品牌-week", 9, 2), "P7D", 4, 1, FROM, TO),
                planRow(),
                new RuleFinding(new Rule.QuietHours("night", 2), "22:00-08:00 Z", 0, 0, FROM, TO));
        assertThat(notes.decode(notes.encode(note))).isEqualTo(note);
    }

    @Test
    void readsGrantsOfTheFormatsBefore() {
        for (int format : List.of(1, 2, 3)) {
            ByteWriter out = new ByteWriter(100);
            out.u8(format);
            out.varint(0);
            out.varint(1);
            out.fixed(42);
            out.uuid(new UUID(5, 5));
            out.varint(names.numberOf(Some.CAMPAIGN));
            out.varint(names.numberOf("search"));
            out.varint(names.numberOf("platform"));
            out.key(Some.key(1));
            if (format >= 2) {
                out.varint(7);
            }
            out.varint(600_000);
            out.varint(2);
            if (format >= 2) {
                out.varint(1);
            }
            if (format == 3) {
                out.u8(0);
            }
            out.varint(3);
            out.varint(1);
            out.varint(5);
            out.varint(2);
            out.text("CAMPAIGN");
            out.signed(FROM.getEpochSecond() - Some.T0 / 1000);
            out.varint(FROM.getNano());
            out.signed(TO.getEpochSecond() - Some.T0 / 1000);
            out.varint(TO.getNano());
            GrantNote read = codec.decodeGrants(out.toBytes(), Some.T0).getFirst();
            assertThat(read.rules()).containsExactly(planRow());
            assertThat(read.grantedAtMillis()).isEqualTo(format >= 2 ? Some.T0 + 7 : Some.T0);
        }
    }

    @Test
    void readsANoteFromBeforeItSaidByWhichRulesIdentifiersWereRead() {
        byte[] now = notes.encode(note(planRow()));
        ByteWriter out = new ByteWriter(100);
        out.u8(3);
        out.varint(Some.T0 + 7);
        out.fixed(42);
        out.uuid(new UUID(5, 5));
        out.varint(names.numberOf(Some.CAMPAIGN));
        out.varint(names.numberOf("search"));
        out.varint(names.numberOf("platform"));
        out.key(Some.key(1));
        out.varint(0);
        out.varint(599_993);
        out.varint(2);
        byte[] head = out.toBytes();
        // The same with the version of the rules left out.
        byte[] before = Arrays.copyOf(head, now.length - 1);
        System.arraycopy(now, head.length + 1, before, head.length, before.length - head.length);

        GrantNote read = notes.decode(before);

        assertThat(read.identityRulesVersion()).isEmpty();
        assertThat(read.expiresAtMillis()).isEqualTo(Some.T0 + 600_000);
        assertThat(read.rules()).containsExactly(planRow());
    }

    @Test
    void readsEntriesOfTheFormatBefore() {
        JournalEntry entry =
                new JournalEntry(new UUID(5, 5), 7, true, false, Some.T0 + 3, List.of(new TouchChange.Removed(42)));
        ByteWriter out = new ByteWriter(100);
        out.u8(4);
        out.varint(1);
        out.uuid(entry.profileId());
        out.varint(entry.version());
        out.varint(1 << 1 | 1);
        out.varint(3);
        out.u8(2);
        out.fixed(42);
        assertThat(codec.decode(out.toBytes(), Some.T0)).containsExactly(entry);
        List<JournalEntry> both =
                List.of(entry, new JournalEntry(new UUID(6, 6), 1, false, true, Some.T0, entry.changes()));
        assertThat(codec.decode(codec.encode(both, Some.T0), Some.T0)).isEqualTo(both);
    }

    @Test
    void refusesAFormatItDoesNotKnow() {
        assertThatThrownBy(() -> codec.decode(new byte[] {6, 0, 0}, Some.T0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("format 6");
    }
}
