package io.evenreach.frequency.ledger.domain;

import io.evenreach.frequency.ledger.JournalEntry;
import io.evenreach.frequency.ledger.RuleFinding;
import io.evenreach.frequency.ledger.RuleFinding.Rule;
import io.evenreach.frequency.ledger.TouchChange;
import io.evenreach.identifiers.IdentifierKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The stored form of a journal row. Version 3: format; the entries (profile, version, flags, clock, changes); the grants
 * with every rule they were checked against, the tightest first. Times are relative to the row's clock. Version 2 knew no
 * rules but plan rows. Version 1 had one clock for all, and only the tightest plan row.
 */
public final class JournalCodec {

    private static final int FORMAT = 3;
    private static final int ONE_CLOCK = 1;
    private static final int PUT = 0;
    private static final int ARCHIVED = 1;
    private static final int REMOVED = 2;
    private static final int PLAN = 0;
    private static final int CEILING = 1;
    private static final int QUIET_HOURS = 2;

    private final Names names;
    private final HistoryCodec touches;

    public JournalCodec(Names names) {
        this.names = names;
        this.touches = new HistoryCodec(names);
    }

    /** What one row says. */
    public record Body(List<JournalEntry> entries, List<GrantNote> grants) {}

    public byte[] encode(Body body, long nowMillis) {
        ByteWriter out = new ByteWriter(
                64 + 96 * body.entries().size() + 96 * body.grants().size());
        out.u8(FORMAT);
        out.varint(body.entries().size());
        for (JournalEntry entry : body.entries()) {
            out.uuid(entry.profileId());
            out.varint(entry.version());
            out.varint((long) entry.changes().size() << 1 | (entry.undetermined() ? 1 : 0));
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
        out.varint(body.grants().size());
        for (GrantNote grant : body.grants()) {
            out.fixed(grant.touchId());
            out.uuid(grant.profileId());
            out.varint(names.numberOf(grant.campaignId()));
            out.varint(names.numberOf(grant.channel()));
            out.varint(names.numberOf(grant.owner()));
            out.key(grant.filedUnder());
            out.varint(grant.grantedAtMillis() - nowMillis);
            out.varint(grant.expiresAtMillis() - nowMillis);
            out.varint(grant.remaining());
            out.varint(grant.rules().size());
            for (RuleFinding rule : grant.rules()) {
                write(rule.rule(), out);
                out.varint(rule.target());
                out.varint(rule.count());
                out.text(rule.window());
                instant(rule.windowFrom(), nowMillis, out);
                instant(rule.windowTo(), nowMillis, out);
            }
        }
        return out.toBytes();
    }

    /** Of a plan row the grant itself says campaign and channel. */
    private static void write(Rule rule, ByteWriter out) {
        switch (rule) {
            case Rule.Plan plan -> {
                out.u8(PLAN);
                out.varint(plan.campaignVersion());
                out.varint(plan.row());
            }
            case Rule.Ceiling ceiling -> {
                out.u8(CEILING);
                out.text(ceiling.id());
                out.varint(ceiling.version());
                out.varint(ceiling.reserved());
            }
            case Rule.QuietHours quiet -> {
                out.u8(QUIET_HOURS);
                out.text(quiet.id());
                out.varint(quiet.version());
            }
        }
    }

    /** Window edges may be a nanosecond beside a millisecond, and an explanation says them exactly. */
    private static void instant(Instant instant, long nowMillis, ByteWriter out) {
        out.signed(instant.getEpochSecond() - nowMillis / 1000);
        out.varint(instant.getNano());
    }

    private static Instant instant(long nowMillis, ByteReader in) {
        long second = in.signed() + nowMillis / 1000;
        return Instant.ofEpochSecond(second, in.varint());
    }

    public Body decode(byte[] bytes, long nowMillis) {
        ByteReader in = new ByteReader(bytes);
        int format = format(in);
        List<JournalEntry> entries = entries(in, format, nowMillis);
        int count = in.smallVarint();
        List<GrantNote> grants = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            grants.add(grant(in, format, nowMillis));
        }
        return new Body(entries, grants);
    }

    /** Only the changes, which is what most readers want. */
    public List<JournalEntry> decodeEntries(byte[] bytes, long nowMillis) {
        ByteReader in = new ByteReader(bytes);
        return entries(in, format(in), nowMillis);
    }

    private static int format(ByteReader in) {
        int format = in.u8();
        if (format < ONE_CLOCK || format > FORMAT) {
            throw new IllegalStateException("a journal row of format " + format + " cannot be read by this version");
        }
        return format;
    }

    private List<JournalEntry> entries(ByteReader in, int format, long nowMillis) {
        int count = in.smallVarint();
        List<JournalEntry> entries = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            UUID profileId = in.uuid();
            long version = in.varint();
            int head = in.smallVarint();
            long now = format == ONE_CLOCK ? nowMillis : nowMillis + in.varint();
            List<TouchChange> changes = new ArrayList<>(head >>> 1);
            for (int c = 0; c < head >>> 1; c++) {
                int kind = in.u8();
                changes.add(
                        switch (kind) {
                            case PUT -> new TouchChange.Put(touches.read(in));
                            case ARCHIVED -> new TouchChange.Archived(touches.read(in));
                            case REMOVED -> new TouchChange.Removed(in.fixed());
                            default -> throw new IllegalStateException("there is no journal change of kind " + kind);
                        });
            }
            entries.add(new JournalEntry(profileId, version, (head & 1) == 1, now, List.copyOf(changes)));
        }
        return entries;
    }

    private GrantNote grant(ByteReader in, int format, long nowMillis) {
        long touchId = in.fixed();
        UUID profileId = in.uuid();
        UUID campaignId = names.idOf(in.smallVarint());
        String channel = names.nameOf(in.smallVarint());
        String owner = names.nameOf(in.smallVarint());
        IdentifierKey filedUnder = in.key();
        long grantedAt = format == ONE_CLOCK ? nowMillis : nowMillis + in.varint();
        long expiresAt = nowMillis + in.varint();
        int remaining = in.smallVarint();
        int count = format == ONE_CLOCK ? 1 : in.smallVarint();
        List<RuleFinding> rules = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Rule rule = rule(format < FORMAT ? PLAN : in.u8(), in, campaignId, channel);
            rules.add(finding(in, rule, nowMillis));
        }
        return new GrantNote(
                touchId, profileId, campaignId, channel, owner, filedUnder, grantedAt, expiresAt, remaining, rules);
    }

    private static Rule rule(int kind, ByteReader in, UUID campaignId, String channel) {
        return switch (kind) {
            case PLAN -> new Rule.Plan(campaignId, in.varint(), in.smallVarint(), channel);
            case CEILING -> new Rule.Ceiling(in.text(), in.varint(), in.smallVarint());
            case QUIET_HOURS -> new Rule.QuietHours(in.text(), in.varint());
            default -> throw new IllegalStateException("there is no rule of kind " + kind);
        };
    }

    private static RuleFinding finding(ByteReader in, Rule rule, long nowMillis) {
        int target = in.smallVarint();
        int count = in.smallVarint();
        String window = in.text();
        Instant from = instant(nowMillis, in);
        Instant to = instant(nowMillis, in);
        return new RuleFinding(rule, window, target, count, from, to);
    }
}
