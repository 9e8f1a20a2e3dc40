package io.evenreach.frequency.ledger.domain;

import io.evenreach.frequency.ledger.Touch;
import io.evenreach.frequency.ledger.TouchCause;
import io.evenreach.frequency.ledger.TouchChange;
import io.evenreach.frequency.ledger.TouchState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Every touch of one person that a decision may still need, in order of time. An immutable value: operations give a new
 * history and know neither a clock nor a database.
 */
public final class TouchHistory {

    /** Above this many touches that count, asks are denied and exposures go straight to the archive. */
    public static final int HOT_MAX = 512;

    /** From this size on, what no longer matters is put away. */
    static final int TIDY_FROM = 64;

    /** Dead grants kept after tidying; they only tell an expired grant from a released one. */
    static final int DEAD_KEPT = 16;

    public static final TouchHistory EMPTY = new TouchHistory(new Touch[0], 0, 0);

    static final Comparator<Touch> BY_TIME =
            Comparator.comparingLong(Touch::atMillis).thenComparingLong(Touch::touchId);

    /** A total order on everything but the causes; the greater of two versions of a touch wins a merge. */
    private static final Comparator<Touch> BY_PROGRESS = Comparator.comparing(Touch::state)
            .thenComparing(Comparator.comparingLong(Touch::atMillis).reversed())
            .thenComparingLong(Touch::expiresAtMillis)
            .thenComparing(Comparator.comparingInt(Touch::remaining).reversed())
            .thenComparing(Touch::filedUnder)
            .thenComparing(Touch::strength)
            .thenComparing(Touch::campaignId)
            .thenComparing(Touch::channel)
            .thenComparing(Touch::reporter)
            .thenComparing(touch -> String.valueOf(touch.importId()));

    private final Touch[] touches;
    private final int archived;
    private final long lastNowMillis;

    TouchHistory(Touch[] sorted, int archived, long lastNowMillis) {
        this.touches = sorted;
        this.archived = archived;
        this.lastNowMillis = lastNowMillis;
    }

    /** The history of these touches, in whatever order they are. */
    static TouchHistory of(List<Touch> touches) {
        Touch[] sorted = touches.toArray(Touch[]::new);
        Arrays.sort(sorted, BY_TIME);
        return new TouchHistory(sorted, 0, 0);
    }

    public int size() {
        return touches.length;
    }

    /** The touches in order of time. */
    public List<Touch> touches() {
        return List.of(touches);
    }

    Touch touch(int index) {
        return touches[index];
    }

    /** How many touches of this person are in the archive. */
    public int archived() {
        return archived;
    }

    /** The ledger's clock at the last change. */
    public long lastNowMillis() {
        return lastNowMillis;
    }

    public @Nullable Touch find(long touchId) {
        for (Touch touch : touches) {
            if (touch.touchId() == touchId) {
                return touch;
            }
        }
        return null;
    }

    /** Whether there are too many touches for a person; dead grants do not count. */
    public boolean isFull() {
        return touches.length >= HOT_MAX && touches.length - deadCount() >= HOT_MAX;
    }

    /** Whether a request of this person may have been granted that is no longer among the touches. */
    boolean mayHaveForgotten() {
        return archived > 0 || deadCount() >= DEAD_KEPT;
    }

    private int deadCount() {
        int dead = 0;
        for (Touch touch : touches) {
            if (isDead(touch)) {
                dead++;
            }
        }
        return dead;
    }

    private static boolean isDead(Touch touch) {
        return touch.state() == TouchState.EXPIRED || touch.state() == TouchState.RELEASED;
    }

    /** The history with this touch in it, in place of the one with the same id. */
    public TouchHistory put(Touch touch) {
        int known = indexOf(touch.touchId());
        if (known >= 0 && touches[known].atMillis() == touch.atMillis()) {
            if (touches[known].equals(touch)) {
                return this;
            }
            Touch[] changed = touches.clone();
            changed[known] = touch;
            return new TouchHistory(changed, archived, lastNowMillis);
        }
        TouchHistory without = known < 0 ? this : removeAt(known);
        int place = Arrays.binarySearch(without.touches, touch, BY_TIME);
        int at = place < 0 ? -place - 1 : place;
        Touch[] more = new Touch[without.touches.length + 1];
        System.arraycopy(without.touches, 0, more, 0, at);
        more[at] = touch;
        System.arraycopy(without.touches, at, more, at + 1, without.touches.length - at);
        return new TouchHistory(more, archived, lastNowMillis);
    }

    /** The history without this touch. */
    public TouchHistory remove(long touchId) {
        int known = indexOf(touchId);
        return known < 0 ? this : removeAt(known);
    }

    private int indexOf(long touchId) {
        for (int i = 0; i < touches.length; i++) {
            if (touches[i].touchId() == touchId) {
                return i;
            }
        }
        return -1;
    }

    private TouchHistory removeAt(int index) {
        Touch[] fewer = new Touch[touches.length - 1];
        System.arraycopy(touches, 0, fewer, 0, index);
        System.arraycopy(touches, index + 1, fewer, index, fewer.length - index);
        return new TouchHistory(fewer, archived, lastNowMillis);
    }

    /**
     * Time goes on: grants that were not confirmed in time give their place back.
     *
     * @param nowMillis the ledger's clock; an earlier one than before is ignored
     * @param horizonMillis how far everything accepted has been applied; a grant expires when this reaches its expiry
     */
    public TouchHistory advance(long nowMillis, long horizonMillis) {
        Touch @Nullable [] changed = null;
        for (int i = 0; i < touches.length; i++) {
            Touch touch = touches[i];
            if (touch.state() == TouchState.GRANTED && touch.expiresAtMillis() <= horizonMillis) {
                if (changed == null) {
                    changed = touches.clone();
                }
                changed[i] = withState(touch, TouchState.EXPIRED);
            }
        }
        long now = Math.max(nowMillis, lastNowMillis);
        return changed == null && now == lastNowMillis
                ? this
                : new TouchHistory(changed == null ? touches : changed, archived, now);
    }

    /** The same touch in another state; time, filing and causes stay. */
    static Touch withState(Touch touch, TouchState state) {
        return new Touch(
                touch.touchId(),
                touch.campaignId(),
                touch.channel(),
                touch.filedUnder(),
                touch.strength(),
                touch.atMillis(),
                state,
                state == TouchState.CONFIRMED ? 0 : touch.expiresAtMillis(),
                state == TouchState.CONFIRMED ? 0 : touch.remaining(),
                touch.reporter(),
                touch.causeFlags(),
                touch.importId());
    }

    /** A grant whose exposure was accepted in time. It cannot have been shown before it was granted. */
    public TouchHistory confirm(Touch granted, long occurredAtMillis) {
        Touch confirmed = withState(granted, TouchState.CONFIRMED);
        return put(new Touch(
                confirmed.touchId(),
                confirmed.campaignId(),
                confirmed.channel(),
                confirmed.filedUnder(),
                confirmed.strength(),
                Math.max(granted.atMillis(), occurredAtMillis),
                confirmed.state(),
                0,
                0,
                confirmed.reporter(),
                confirmed.causeFlags(),
                confirmed.importId()));
    }

    public TouchHistory release(Touch granted) {
        return put(withState(granted, TouchState.RELEASED));
    }

    /** What both histories say together. Commutative, associative and idempotent by touch id. */
    public TouchHistory merge(TouchHistory other) {
        if (other.touches.length == 0 && other.archived == 0 && other.lastNowMillis <= lastNowMillis) {
            return this;
        }
        Map<Long, Touch> byId = HashMap.newHashMap(touches.length + other.touches.length);
        for (Touch touch : touches) {
            byId.put(touch.touchId(), touch);
        }
        for (Touch touch : other.touches) {
            byId.merge(touch.touchId(), touch, TouchHistory::together);
        }
        Touch[] merged = byId.values().toArray(Touch[]::new);
        Arrays.sort(merged, BY_TIME);
        return new TouchHistory(
                merged, Math.max(archived, other.archived), Math.max(lastNowMillis, other.lastNowMillis));
    }

    private static Touch together(Touch one, Touch other) {
        Touch further = BY_PROGRESS.compare(one, other) >= 0 ? one : other;
        return withCauses(further, one.causeFlags() | other.causeFlags());
    }

    static Touch withCauses(Touch touch, int causeFlags) {
        if (touch.causeFlags() == causeFlags) {
            return touch;
        }
        return new Touch(
                touch.touchId(),
                touch.campaignId(),
                touch.channel(),
                touch.filedUnder(),
                touch.strength(),
                touch.atMillis(),
                touch.state(),
                touch.expiresAtMillis(),
                touch.remaining(),
                touch.reporter(),
                causeFlags,
                touch.importId());
    }

    /** A history in two: what goes and what stays. Merging the parts gives the whole. */
    public record Split(TouchHistory staying, TouchHistory going) {}

    /** Takes out the touches that {@code goes} names, such as those filed under moved identifiers. */
    public Split split(Predicate<Touch> goes) {
        List<Touch> going = new ArrayList<>();
        List<Touch> staying = new ArrayList<>(touches.length);
        for (Touch touch : touches) {
            (goes.test(touch) ? going : staying).add(touch);
        }
        if (going.isEmpty()) {
            return new Split(this, EMPTY);
        }
        return new Split(
                new TouchHistory(staying.toArray(Touch[]::new), archived, lastNowMillis),
                new TouchHistory(going.toArray(Touch[]::new), 0, lastNowMillis));
    }

    /** The touch as it reads after it came to another person, or came home. */
    static Touch moved(Touch touch, boolean home) {
        int merged = TouchCause.IDENTITY_MERGED.flag();
        return withCauses(touch, home ? touch.causeFlags() & ~merged : touch.causeFlags() | merged);
    }

    /** A history that was put in order, and what went to the archive. */
    public record Tidied(TouchHistory history, List<Touch> archived) {}

    /**
     * Keeps a long history short: old dead grants are dropped, exposures that no window needs go to the archive.
     *
     * @param needed whether a window of a running campaign may still cover the touch
     */
    public Tidied tidy(Predicate<Touch> needed) {
        if (touches.length <= TIDY_FROM) {
            return new Tidied(this, List.of());
        }
        int deadToDrop = Math.max(0, deadCount() - DEAD_KEPT);
        List<Touch> kept = new ArrayList<>(touches.length);
        List<Touch> put = new ArrayList<>();
        for (Touch touch : touches) {
            if (isDead(touch)) {
                if (deadToDrop > 0) {
                    deadToDrop--;
                    continue;
                }
            } else if (touch.isExposure() && !needed.test(touch)) {
                put.add(touch);
                continue;
            }
            kept.add(touch);
        }
        return kept.size() == touches.length
                ? new Tidied(this, List.of())
                : new Tidied(
                        new TouchHistory(kept.toArray(Touch[]::new), archived + put.size(), lastNowMillis),
                        List.copyOf(put));
    }

    /** The history of somebody with this many more (or fewer) touches in the archive. */
    public TouchHistory archivedBy(int more) {
        return more == 0 ? this : new TouchHistory(touches, Math.max(0, archived + more), lastNowMillis);
    }

    /** The history with the ledger's clock of a change on it. */
    public TouchHistory stamped(long nowMillis) {
        return nowMillis <= lastNowMillis ? this : new TouchHistory(touches, archived, nowMillis);
    }

    /**
     * What turns {@code before} into this history.
     *
     * @param archivedNow touches that went to the archive on the way, whether they were hot before or not
     * @param unarchived ids of archived touches that are no longer this person's
     */
    List<TouchChange> changesSince(TouchHistory before, Collection<Touch> archivedNow, Collection<Long> unarchived) {
        List<TouchChange> changes = new ArrayList<>();
        Set<Long> gone = new HashSet<>();
        for (Touch touch : archivedNow) {
            changes.add(new TouchChange.Archived(touch));
            gone.add(touch.touchId());
        }
        for (int i = 0; i < before.touches.length; i++) {
            Touch touch = before.touches[i];
            if (!isAt(i, touch) && find(touch.touchId()) == null && !gone.contains(touch.touchId())) {
                changes.add(new TouchChange.Removed(touch.touchId()));
            }
        }
        for (Long touchId : unarchived) {
            changes.add(new TouchChange.Removed(touchId));
        }
        for (int i = 0; i < touches.length; i++) {
            Touch touch = touches[i];
            if (!before.isAt(i, touch) && !touch.equals(before.find(touch.touchId()))) {
                changes.add(new TouchChange.Put(touch));
            }
        }
        return changes;
    }

    /** Most touches stay what they are and where they are, and need not be looked for. */
    @SuppressWarnings("ReferenceEquality")
    private boolean isAt(int index, Touch touch) {
        return index < touches.length && touches[index] == touch;
    }

    /** Folds one step of the journal: the inverse of {@link #changesSince}. */
    public TouchHistory apply(List<TouchChange> changes, long nowMillis) {
        TouchHistory history = this;
        for (TouchChange change : changes) {
            history = switch (change) {
                case TouchChange.Put(Touch touch) -> history.put(touch);
                case TouchChange.Archived(Touch touch) ->
                    history.remove(touch.touchId()).archivedBy(1);
                case TouchChange.Removed(long touchId) ->
                    history.find(touchId) == null ? history.archivedBy(-1) : history.remove(touchId);
            };
        }
        return history.stamped(nowMillis);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TouchHistory that
                && archived == that.archived
                && lastNowMillis == that.lastNowMillis
                && Arrays.equals(touches, that.touches);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * Arrays.hashCode(touches) + archived) + Long.hashCode(lastNowMillis);
    }

    @Override
    public String toString() {
        return "TouchHistory" + Arrays.toString(touches) + " +" + archived + " archived, at " + lastNowMillis;
    }
}
