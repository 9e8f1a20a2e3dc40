package io.evenreach.frequency.ledger.domain;

import io.evenreach.frequency.ledger.Touch;
import io.evenreach.frequency.ledger.TouchState;
import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identifiers.Strength;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * The stored form of a history. Equal histories have equal bytes, which is what lets a replay prove itself.
 *
 * <p>Version 1: format, archived count, touch count, last clock; the filing keys; the series (campaign, channel, key,
 * reporter, import), each met once; then per touch, newest first: series with state, id, time since the newer one, and
 * only where they exist causes, expiry and remaining. Ten touches take less than 200 bytes.
 */
public final class HistoryCodec {

    private static final int FORMAT = 1;
    private static final TouchState[] STATES = TouchState.values();
    private static final byte[] EMPTY = {FORMAT, 0, 0, 0};

    private final Names names;

    public HistoryCodec(Names names) {
        this.names = names;
    }

    /** The form of a history nobody wrote in yet. */
    public static byte[] emptyState() {
        return EMPTY.clone();
    }

    public byte[] encode(TouchHistory history) {
        int count = history.size();
        List<IdentifierKey> keys = new ArrayList<>(2);
        List<Touch> series = new ArrayList<>(4);
        int[] seriesOf = new int[count];
        for (int i = count - 1; i >= 0; i--) {
            Touch touch = history.touch(i);
            seriesOf[i] = seriesOf(touch, series);
            if (seriesOf[i] == series.size()) {
                series.add(touch);
                if (!keys.contains(touch.filedUnder())) {
                    keys.add(touch.filedUnder());
                }
            }
        }
        ByteWriter out = new ByteWriter(16 + 32 * keys.size() + 6 * series.size() + 16 * count);
        out.u8(FORMAT);
        out.varint(history.archived());
        out.varint(count);
        out.varint(history.lastNowMillis());
        if (count == 0) {
            return out.toBytes();
        }
        out.varint(keys.size());
        keys.forEach(out::key);
        out.varint(series.size());
        for (Touch one : series) {
            out.varint(names.numberOf(one.campaignId()));
            out.varint(names.numberOf(one.channel()));
            out.varint((long) keys.indexOf(one.filedUnder()) << 2 | codeOf(one.strength()));
            out.varint(names.numberOf(one.reporter()));
            out.varint(one.importId() == null ? 0 : names.numberOf(one.importId()));
        }
        long newer = history.lastNowMillis();
        for (int i = count - 1; i >= 0; i--) {
            Touch touch = history.touch(i);
            boolean hasCauses = touch.causeFlags() != 0;
            out.varint((long) seriesOf[i] << 4 | (long) touch.state().code() << 1 | (hasCauses ? 1 : 0));
            out.fixed(touch.touchId());
            out.signed(newer - touch.atMillis());
            newer = touch.atMillis();
            if (hasCauses) {
                out.varint(touch.causeFlags());
            }
            if (!touch.isExposure()) {
                out.signed(touch.expiresAtMillis() - touch.atMillis());
                out.varint(touch.remaining());
            }
        }
        return out.toBytes();
    }

    /** The number of the series that a touch belongs to; that of the next one where it begins one. */
    private static int seriesOf(Touch touch, List<Touch> series) {
        for (int i = 0; i < series.size(); i++) {
            Touch one = series.get(i);
            if (one.filedUnder().equals(touch.filedUnder())
                    && one.channel().equals(touch.channel())
                    && one.campaignId().equals(touch.campaignId())
                    && one.strength() == touch.strength()
                    && one.reporter().equals(touch.reporter())
                    && Objects.equals(one.importId(), touch.importId())) {
                return i;
            }
        }
        return series.size();
    }

    public TouchHistory decode(byte[] bytes) {
        if (Arrays.equals(bytes, EMPTY)) {
            return TouchHistory.EMPTY;
        }
        ByteReader in = new ByteReader(bytes);
        int format = in.u8();
        if (format != FORMAT) {
            throw new IllegalStateException("a history of format " + format + " cannot be read by this version");
        }
        int archived = in.smallVarint();
        int count = in.smallVarint();
        long lastNow = in.varint();
        if (count == 0) {
            return new TouchHistory(new Touch[0], archived, lastNow);
        }
        IdentifierKey[] keys = new IdentifierKey[in.smallVarint()];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = in.key();
        }
        Touch[] series = new Touch[in.smallVarint()];
        for (int i = 0; i < series.length; i++) {
            int campaign = in.smallVarint();
            int channel = in.smallVarint();
            int keyWithStrength = in.smallVarint();
            int reporter = in.smallVarint();
            int importNumber = in.smallVarint();
            series[i] = new Touch(
                    0,
                    names.idOf(campaign),
                    names.nameOf(channel),
                    keys[keyWithStrength >> 2],
                    strengthOf(keyWithStrength & 3),
                    0,
                    TouchState.GRANTED,
                    0,
                    0,
                    names.nameOf(reporter),
                    0,
                    importNumber == 0 ? null : names.idOf(importNumber));
        }
        Touch[] touches = new Touch[count];
        long newer = lastNow;
        for (int i = count - 1; i >= 0; i--) {
            long head = in.varint();
            Touch like = series[(int) (head >>> 4)];
            TouchState state = stateOf((int) (head >>> 1 & 7));
            long touchId = in.fixed();
            long at = newer - in.signed();
            newer = at;
            int causes = (head & 1) == 0 ? 0 : in.smallVarint();
            long expiresAt = 0;
            int remaining = 0;
            if (!state.isExposure()) {
                expiresAt = at + in.signed();
                remaining = in.smallVarint();
            }
            touches[i] = like(like, touchId, at, state, expiresAt, remaining, causes);
        }
        return new TouchHistory(touches, archived, lastNow);
    }

    private static Touch like(
            Touch series, long touchId, long at, TouchState state, long expiresAt, int remaining, int causes) {
        return new Touch(
                touchId,
                series.campaignId(),
                series.channel(),
                series.filedUnder(),
                series.strength(),
                at,
                state,
                expiresAt,
                remaining,
                series.reporter(),
                causes,
                series.importId());
    }

    private static int codeOf(Strength strength) {
        return switch (strength) {
            case PERSON -> 0;
            case DEVICE -> 1;
            case COOKIE -> 2;
        };
    }

    private static Strength strengthOf(int code) {
        return switch (code) {
            case 0 -> Strength.PERSON;
            case 1 -> Strength.DEVICE;
            case 2 -> Strength.COOKIE;
            default -> throw new IllegalStateException("there is no strength of code " + code);
        };
    }

    /** The state with this {@link TouchState#code}. */
    public static TouchState stateOf(int code) {
        for (TouchState state : STATES) {
            if (state.code() == code) {
                return state;
            }
        }
        throw new IllegalStateException("there is no touch state of code " + code);
    }

    /** One touch by itself, as the journal and the archive keep it. */
    public byte[] encode(Touch touch) {
        ByteWriter out = new ByteWriter(64);
        write(touch, out);
        return out.toBytes();
    }

    public Touch decodeTouch(byte[] bytes) {
        return read(new ByteReader(bytes));
    }

    void write(Touch touch, ByteWriter out) {
        out.fixed(touch.touchId());
        out.varint(names.numberOf(touch.campaignId()));
        out.varint(names.numberOf(touch.channel()));
        out.key(touch.filedUnder());
        out.u8(codeOf(touch.strength()) << 4 | touch.state().code());
        out.varint(touch.atMillis());
        out.varint(touch.expiresAtMillis());
        out.varint(touch.remaining());
        out.varint(names.numberOf(touch.reporter()));
        out.varint(touch.causeFlags());
        out.varint(touch.importId() == null ? 0 : names.numberOf(touch.importId()));
    }

    Touch read(ByteReader in) {
        long touchId = in.fixed();
        int campaign = in.smallVarint();
        int channel = in.smallVarint();
        IdentifierKey key = in.key();
        int strengthAndState = in.u8();
        long at = in.varint();
        long expiresAt = in.varint();
        int remaining = in.smallVarint();
        int reporter = in.smallVarint();
        int causes = in.smallVarint();
        int importNumber = in.smallVarint();
        UUID importId = importNumber == 0 ? null : names.idOf(importNumber);
        return new Touch(
                touchId,
                names.idOf(campaign),
                names.nameOf(channel),
                key,
                strengthOf(strengthAndState >> 4),
                at,
                stateOf(strengthAndState & 15),
                expiresAt,
                remaining,
                names.nameOf(reporter),
                causes,
                importId);
    }
}
