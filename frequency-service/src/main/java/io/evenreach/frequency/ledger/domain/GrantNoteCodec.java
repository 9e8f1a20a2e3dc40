package io.evenreach.frequency.ledger.domain;

import io.evenreach.frequency.ledger.RuleFinding;
import io.evenreach.frequency.ledger.RuleFinding.Rule;
import io.evenreach.identifiers.IdentifierKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * The stored form of a grant's note: format, when it was granted, then the grant with every rule it was checked against,
 * times relative to a base. Formats 1 to 3 were parts of journal rows of the same format, whose clock was the base:
 * version 3 did not know by which identity rules identifiers were read; version 2 knew no rules but plan rows; version 1 had one clock for all, and only the tightest plan row.
 */
public final class GrantNoteCodec {

    static final int ONE_CLOCK = 1;

    private static final int CEILINGS = 3;
    private static final int FORMAT = 4;
    /** Versions of rules begin at 1. */
    private static final int NO_RULES = 0;

    private static final int PLAN = 0;
    private static final int CEILING = 1;
    private static final int QUIET_HOURS = 2;

    private final Names names;

    public GrantNoteCodec(Names names) {
        this.names = names;
    }

    public byte[] encode(GrantNote grant) {
        long base = grant.grantedAtMillis();
        ByteWriter out = new ByteWriter(96 + 48 * grant.rules().size());
        out.u8(FORMAT);
        out.varint(base);
        out.fixed(grant.touchId());
        out.uuid(grant.profileId());
        out.varint(names.numberOf(grant.campaignId()));
        out.varint(names.numberOf(grant.channel()));
        out.varint(names.numberOf(grant.owner()));
        out.key(grant.filedUnder());
        out.varint(0);
        out.varint(grant.expiresAtMillis() - base);
        out.varint(grant.remaining());
        out.varint(grant.identityRulesVersion().orElse(NO_RULES));
        out.varint(grant.rules().size());
        for (RuleFinding rule : grant.rules()) {
            write(rule.rule(), out);
            out.varint(rule.target());
            out.varint(rule.count());
            out.text(rule.window());
            instant(rule.windowFrom(), base, out);
            instant(rule.windowTo(), base, out);
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
    private static void instant(Instant instant, long baseMillis, ByteWriter out) {
        out.signed(instant.getEpochSecond() - baseMillis / 1000);
        out.varint(instant.getNano());
    }

    private static Instant instant(long baseMillis, ByteReader in) {
        long second = in.signed() + baseMillis / 1000;
        return Instant.ofEpochSecond(second, in.varint());
    }

    /** @throws IllegalStateException for a format this version does not know */
    public GrantNote decode(byte[] bytes) {
        ByteReader in = new ByteReader(bytes);
        int format = in.u8();
        if (format < CEILINGS || format > FORMAT) {
            throw new IllegalStateException("a grant's note of format " + format + " cannot be read by this version");
        }
        return read(in, format, in.varint());
    }

    GrantNote read(ByteReader in, int format, long baseMillis) {
        long touchId = in.fixed();
        UUID profileId = in.uuid();
        UUID campaignId = names.idOf(in.smallVarint());
        String channel = names.nameOf(in.smallVarint());
        String owner = names.nameOf(in.smallVarint());
        IdentifierKey filedUnder = in.key();
        long grantedAt = format == ONE_CLOCK ? baseMillis : baseMillis + in.varint();
        long expiresAt = baseMillis + in.varint();
        int remaining = in.smallVarint();
        long identityRules = format < FORMAT ? NO_RULES : in.varint();
        int count = format == ONE_CLOCK ? 1 : in.smallVarint();
        List<RuleFinding> rules = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Rule rule = rule(format < CEILINGS ? PLAN : in.u8(), in, campaignId, channel);
            rules.add(finding(in, rule, baseMillis));
        }
        return new GrantNote(
                touchId,
                profileId,
                campaignId,
                channel,
                owner,
                filedUnder,
                grantedAt,
                expiresAt,
                remaining,
                identityRules == NO_RULES ? OptionalLong.empty() : OptionalLong.of(identityRules),
                rules);
    }

    private static Rule rule(int kind, ByteReader in, UUID campaignId, String channel) {
        return switch (kind) {
            case PLAN -> new Rule.Plan(campaignId, in.varint(), in.smallVarint(), channel);
            case CEILING -> new Rule.Ceiling(in.text(), in.varint(), in.smallVarint());
            case QUIET_HOURS -> new Rule.QuietHours(in.text(), in.varint());
            default -> throw new IllegalStateException("there is no rule of kind " + kind);
        };
    }

    private static RuleFinding finding(ByteReader in, Rule rule, long baseMillis) {
        int target = in.smallVarint();
        int count = in.smallVarint();
        String window = in.text();
        Instant from = instant(baseMillis, in);
        Instant to = instant(baseMillis, in);
        return new RuleFinding(rule, window, target, count, from, to);
    }
}
