package io.evenreach.frequency.ledger.domain;

import io.evenreach.frequency.ledger.Considered;
import io.evenreach.frequency.ledger.Touch;
import io.evenreach.frequency.ledger.TouchState;
import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identifiers.Strength;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * The stored form of what a choice was made on. Of touches it has what rules count, campaign, channel, time, state and
 * expiry, and neither their ids nor what they are filed under; dead grants count nowhere and are left out.
 */
public final class ConsideredCodec {

    private static final int FORMAT = 1;

    private static final int FEEDS_FRESH = 1;
    private static final int HELD = 2;
    private static final int ZONES_FRESH = 4;
    private static final int CHOSEN = 8;
    private static final int ZONE = 16;
    private static final int COUNTED = 32;
    private static final int NOBODY_FOR_SERVICE = 64;
    private static final int BOUND_FOR_SERVICE = 128;
    /** Campaigns they were held out of follow the touches. */
    private static final int HELD_OUT = 256;
    /** And those of which no place was kept. */
    private static final int NO_PLACE = 512;

    /** In place of the identifier a touch was filed under. */
    private static final IdentifierKey UNNAMED = new IdentifierKey(0, 0, 0, 0);

    private final Names names;

    public ConsideredCodec(Names names) {
        this.names = names;
    }

    public byte[] encode(Considered considered) {
        List<Touch> touches = living(considered.touches());
        ByteWriter out = new ByteWriter(
                64 + 16 * (considered.people().size() + considered.lists().size()) + 12 * touches.size());
        out.u8(FORMAT);
        out.varint(considered.policyRevision());
        out.varint(considered.nowMillis());
        out.signed(considered.nowMillis() - considered.horizonMillis());
        out.varint((considered.feedsFresh() ? FEEDS_FRESH : 0)
                | (considered.held() ? HELD : 0)
                | (considered.zonesFresh() ? ZONES_FRESH : 0)
                | (considered.chosen() == null ? 0 : CHOSEN)
                | (considered.zone() == null ? 0 : ZONE)
                | (considered.counted() == null ? 0 : COUNTED)
                | (considered.nobodyForService() ? NOBODY_FOR_SERVICE : 0)
                | (considered.boundForService() ? BOUND_FOR_SERVICE : 0)
                | (considered.heldOutOf().isEmpty() ? 0 : HELD_OUT)
                | (considered.noPlaceOf().isEmpty() ? 0 : NO_PLACE));
        if (considered.chosen() != null) {
            out.uuid(considered.chosen());
        }
        if (considered.zone() != null) {
            out.text(considered.zone().getId());
        }
        out.text(considered.channel());
        writeIds(considered.people(), out);
        writeIds(considered.lists().stream().sorted().toList(), out);
        write(touches, considered.nowMillis(), out);
        if (considered.counted() != null) {
            write(living(considered.counted()), considered.nowMillis(), out);
        }
        if (!considered.heldOutOf().isEmpty()) {
            writeIds(considered.heldOutOf().stream().sorted().toList(), out);
        }
        if (!considered.noPlaceOf().isEmpty()) {
            writeIds(considered.noPlaceOf().stream().sorted().toList(), out);
        }
        return out.toBytes();
    }

    private static List<Touch> living(List<Touch> touches) {
        return touches.stream()
                .filter(touch -> touch.isExposure() || touch.state() == TouchState.GRANTED)
                .toList();
    }

    private void write(List<Touch> touches, long nowMillis, ByteWriter out) {
        out.varint(touches.size());
        for (Touch touch : touches) {
            out.varint(names.numberOf(touch.campaignId()));
            out.varint(names.numberOf(touch.channel()));
            out.u8(touch.state().code());
            out.signed(nowMillis - touch.atMillis());
            if (!touch.isExposure()) {
                out.signed(touch.expiresAtMillis() - touch.atMillis());
            }
        }
    }

    private static void writeIds(List<UUID> ids, ByteWriter out) {
        out.varint(ids.size());
        ids.forEach(out::uuid);
    }

    public Considered decode(byte[] stored) {
        ByteReader in = new ByteReader(stored);
        int format = in.u8();
        if (format != FORMAT) {
            throw new IllegalStateException("what was considered is of format " + format + ", which is not known");
        }
        long revision = in.varint();
        long now = in.varint();
        long horizon = now - in.signed();
        int flags = in.smallVarint();
        UUID chosen = (flags & CHOSEN) == 0 ? null : in.uuid();
        ZoneId zone = (flags & ZONE) == 0 ? null : ZoneId.of(in.text());
        String channel = in.text();
        List<UUID> people = ids(in);
        Set<UUID> lists = new HashSet<>(ids(in));
        List<Touch> touches = touches(now, in);
        List<Touch> counted = (flags & COUNTED) == 0 ? null : touches(now, in);
        Set<UUID> heldOutOf = (flags & HELD_OUT) == 0 ? Set.of() : new HashSet<>(ids(in));
        Set<UUID> noPlaceOf = (flags & NO_PLACE) == 0 ? Set.of() : new HashSet<>(ids(in));
        return new Considered(
                revision,
                channel,
                people,
                chosen,
                now,
                horizon,
                (flags & FEEDS_FRESH) != 0,
                (flags & HELD) != 0,
                zone,
                (flags & ZONES_FRESH) != 0,
                lists,
                heldOutOf,
                noPlaceOf,
                touches,
                counted,
                (flags & NOBODY_FOR_SERVICE) != 0,
                (flags & BOUND_FOR_SERVICE) != 0);
    }

    private List<Touch> touches(long now, ByteReader in) {
        int count = in.smallVarint();
        List<Touch> touches = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            touches.add(touch(i, now, in));
        }
        return touches;
    }

    private static List<UUID> ids(ByteReader in) {
        int count = in.smallVarint();
        List<UUID> ids = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            ids.add(in.uuid());
        }
        return ids;
    }

    private Touch touch(int id, long now, ByteReader in) {
        UUID campaign = names.idOf(in.smallVarint());
        String channel = names.nameOf(in.smallVarint());
        TouchState state = HistoryCodec.stateOf(in.u8());
        long at = now - in.signed();
        long expiresAt = state.isExposure() ? 0 : at + in.signed();
        return new Touch(id, campaign, channel, UNNAMED, Strength.COOKIE, at, state, expiresAt, 0, "", 0, null);
    }
}
