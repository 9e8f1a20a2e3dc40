package io.evenreach.frequency.ledger.domain;

import io.evenreach.frequency.ledger.JournalVerification.GrantCounts;
import io.evenreach.frequency.ledger.JournalVerification.Kind;
import io.evenreach.frequency.ledger.TouchState;
import io.evenreach.frequency.ledger.domain.LedgerStore.OwnerNeeds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * Counts grants by what became of them: grants = confirmed + released + expired + live + erased, or else some are named.
 * Grants that are nowhere any more wait until it is known whether they were erased, a bounded number at a time.
 */
public final class GrantTally {

    private static final int WAITING_MAX = 500;

    private final long horizonMillis;
    private final BiConsumer<UUID, Kind> differs;
    private final Map<TouchState, Long> ended = new EnumMap<>(TouchState.class);
    private final List<Whereabouts> waiting = new ArrayList<>();
    private long made;
    private long erased;

    /**
     * @param horizonMillis up to when every accepted exposure has been applied: what waits and was to expire by then has
     *     given its place back, whether its history says so already or not
     * @param differs is told of a history in which a grant is, or was last, that ended not once
     */
    public GrantTally(long horizonMillis, BiConsumer<UUID, Kind> differs) {
        this.horizonMillis = horizonMillis;
        this.differs = differs;
    }

    /** @param left where it was and is no more */
    private record Whereabouts(List<GrantStay.Seen> staying, List<GrantStay.Seen> left) {

        static Whereabouts of(List<GrantStay> stays) {
            List<GrantStay.Seen> staying = new ArrayList<>();
            List<GrantStay.Seen> left = new ArrayList<>();
            for (GrantStay stay : stays) {
                if (stay instanceof GrantStay.Seen seen) {
                    (seen.end() == GrantStay.End.STAYS ? staying : left).add(seen);
                }
            }
            for (GrantStay stay : stays) {
                if (stay instanceof GrantStay.LeftArchive) {
                    staying.stream()
                            .filter(seen -> seen.profileId().equals(stay.profileId()))
                            .findFirst()
                            .ifPresent(seen -> {
                                staying.remove(seen);
                                left.add(seen);
                            });
                }
            }
            return new Whereabouts(staying, left);
        }

        boolean isNone() {
            return staying.isEmpty() && left.isEmpty();
        }

        Stream<GrantStay.Seen> all() {
            return Stream.concat(staying.stream(), left.stream());
        }

        /** Whether it is in one place and ended in one way, or not yet. */
        boolean isPlain() {
            return staying.size() == 1 && endsLike(staying.getFirst().state(), left);
        }

        static boolean endsLike(TouchState state, List<GrantStay.Seen> others) {
            return others.stream().allMatch(seen -> seen.state() == TouchState.GRANTED || seen.state() == state);
        }
    }

    /** @param stays all there are of one touch, in any order */
    public void count(List<GrantStay> stays) {
        Whereabouts grant = Whereabouts.of(stays);
        if (grant.isNone()) {
            return;
        }
        made++;
        if (grant.isPlain()) {
            countAs(grant.staying().getFirst());
        } else {
            waiting.add(grant);
        }
    }

    /** Whether {@link #settle} is due. */
    public boolean isFull() {
        return waiting.size() >= WAITING_MAX;
    }

    /** Whose tenures settle what waits. */
    public OwnerNeeds needs() {
        return OwnerNeeds.ofFiled(waiting.stream()
                .flatMap(Whereabouts::all)
                .map(GrantStay.Seen::filedUnder)
                .toList());
    }

    /** Counts what waits. */
    public void settle(OwnerBook owners) {
        waiting.forEach(grant -> settle(grant, owners));
        waiting.clear();
    }

    private void settle(Whereabouts grant, OwnerBook owners) {
        if (grant.staying().size() > 1) {
            differs.accept(grant.staying().getFirst().profileId(), Kind.GRANT_TWICE);
            return;
        }
        if (grant.staying().size() == 1) {
            // Once somebody is erased, what they were granted is forgotten, and the same request begins anew.
            GrantStay.Seen now = grant.staying().getFirst();
            List<GrantStay.Seen> before = grant.left().stream()
                    .filter(seen -> !isErased(seen, owners))
                    .toList();
            if (Whereabouts.endsLike(now.state(), before)) {
                countAs(now);
            } else {
                differs.accept(now.profileId(), Kind.GRANT_ENDED_TWICE);
            }
            return;
        }
        GrantStay.Seen last = grant.left().stream()
                .max(Comparator.comparing(GrantStay.Seen::state).thenComparingLong(GrantStay.Seen::atMillis))
                .orElseThrow();
        if (isErased(last, owners)) {
            erased++;
        } else if (!Whereabouts.endsLike(last.state(), grant.left())) {
            differs.accept(last.profileId(), Kind.GRANT_ENDED_TWICE);
        } else if (last.state() == TouchState.EXPIRED || last.state() == TouchState.RELEASED) {
            // A long history forgets dead grants.
            countAs(last);
        } else if (last.state() == TouchState.GRANTED
                && grant.left().stream().anyMatch(seen -> seen.end() == GrantStay.End.LEFT_LONG_HISTORY)) {
            // In the step in which it died: before its time to live was over, it can only have been released.
            ended.merge(isLapsed(last) ? TouchState.EXPIRED : TouchState.RELEASED, 1L, Long::sum);
        } else {
            differs.accept(last.profileId(), Kind.GRANT_LOST);
        }
    }

    private static boolean isErased(GrantStay.Seen seen, OwnerBook owners) {
        return owners.isErasedAt(seen.filedUnder(), seen.atMillis());
    }

    private void countAs(GrantStay.Seen grant) {
        ended.merge(isLapsed(grant) ? TouchState.EXPIRED : grant.state(), 1L, Long::sum);
    }

    private boolean isLapsed(GrantStay.Seen grant) {
        return grant.state() == TouchState.GRANTED && grant.expiresAtMillis() <= horizonMillis;
    }

    /** What was counted and settled so far. */
    public GrantCounts counted() {
        return new GrantCounts(
                made,
                ended(TouchState.CONFIRMED),
                ended(TouchState.RELEASED),
                ended(TouchState.EXPIRED),
                ended(TouchState.GRANTED),
                erased);
    }

    private long ended(TouchState state) {
        return ended.getOrDefault(state, 0L);
    }
}
