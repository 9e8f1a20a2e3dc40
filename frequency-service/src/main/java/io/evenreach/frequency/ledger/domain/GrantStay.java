package io.evenreach.frequency.ledger.domain;

import io.evenreach.frequency.ledger.JournalEntry;
import io.evenreach.frequency.ledger.Touch;
import io.evenreach.frequency.ledger.TouchChange;
import io.evenreach.frequency.ledger.TouchState;
import io.evenreach.identifiers.IdentifierKey;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * That a grant was among the touches of one history, as the journal of that history tells it. A grant that follows its
 * identifier is in several histories, one after the other; what became of it is told by all its stays: {@link GrantTally}.
 */
public sealed interface GrantStay {

    long touchId();

    UUID profileId();

    /** What came after a stay. */
    enum End {
        /** None: the grant is there at the end of the journal, hot or in the archive. */
        STAYS,
        /** It left, or is something else. */
        LEFT,
        /** It left a history so long that it forgets dead grants, in the step in which they die, too. */
        LEFT_LONG_HISTORY
    }

    /**
     * A grant was there.
     *
     * @param state how it was when it was there last
     */
    record Seen(
            long touchId,
            UUID profileId,
            End end,
            TouchState state,
            IdentifierKey filedUnder,
            long atMillis,
            long expiresAtMillis)
            implements GrantStay {

        private static Seen of(Touch touch, UUID profileId, End end) {
            return new Seen(
                    touch.touchId(),
                    profileId,
                    end,
                    touch.state(),
                    touch.filedUnder(),
                    touch.atMillis(),
                    touch.expiresAtMillis());
        }
    }

    /** A touch, of whatever kind, was archived there and is no more. */
    record LeftArchive(long touchId, UUID profileId) implements GrantStay {}

    /**
     * The stays that one step of the journal ends.
     *
     * @param before the history that the step changes
     */
    static void ended(TouchHistory before, JournalEntry entry, List<GrantStay> stays) {
        UUID profileId = entry.profileId();
        for (TouchChange change : entry.changes()) {
            Touch known = before.find(change.touchId());
            switch (change) {
                case TouchChange.Put(Touch touch) -> leaves(known, touch, profileId, stays);
                case TouchChange.Archived(Touch touch) -> {
                    leaves(known, touch, profileId, stays);
                    if (isGrant(touch)) {
                        stays.add(Seen.of(touch, profileId, End.STAYS));
                    }
                }
                case TouchChange.Removed(long touchId) -> {
                    if (known == null) {
                        stays.add(new LeftArchive(touchId, profileId));
                    } else if (isGrant(known)) {
                        stays.add(Seen.of(known, profileId, forgets(before, entry) ? End.LEFT_LONG_HISTORY : End.LEFT));
                    }
                }
            }
        }
    }

    private static boolean forgets(TouchHistory before, JournalEntry entry) {
        long added = entry.changes().stream()
                .filter(change -> change instanceof TouchChange.Put && before.find(change.touchId()) == null)
                .count();
        return before.size() + added > TouchHistory.TIDY_FROM;
    }

    /** A grant waits and then ends once; one that is turned into something else is told as if it had been taken out. */
    private static void leaves(@Nullable Touch known, Touch now, UUID profileId, List<GrantStay> stays) {
        if (known != null
                && isGrant(known)
                && now.state() != known.state()
                && (known.state() != TouchState.GRANTED || !isGrant(now))) {
            stays.add(Seen.of(known, profileId, End.LEFT));
        }
    }

    /** The grants that are hot at the end of the journal. */
    static void left(UUID profileId, TouchHistory atTheEnd, List<GrantStay> stays) {
        for (Touch touch : atTheEnd.touches()) {
            if (isGrant(touch)) {
                stays.add(Seen.of(touch, profileId, End.STAYS));
            }
        }
    }

    /** An exposure without a grant is a touch of its own, and was nothing else before. */
    private static boolean isGrant(Touch touch) {
        return touch.state() != TouchState.UNGRANTED;
    }
}
