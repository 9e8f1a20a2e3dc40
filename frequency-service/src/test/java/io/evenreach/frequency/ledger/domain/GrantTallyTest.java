package io.evenreach.frequency.ledger.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.frequency.ledger.JournalEntry;
import io.evenreach.frequency.ledger.JournalVerification.Difference;
import io.evenreach.frequency.ledger.JournalVerification.GrantCounts;
import io.evenreach.frequency.ledger.JournalVerification.Kind;
import io.evenreach.frequency.ledger.TenureChange;
import io.evenreach.frequency.ledger.Touch;
import io.evenreach.frequency.ledger.TouchChange;
import io.evenreach.frequency.ledger.TouchChange.Archived;
import io.evenreach.frequency.ledger.TouchChange.Put;
import io.evenreach.frequency.ledger.TouchChange.Removed;
import io.evenreach.frequency.ledger.TouchState;
import io.evenreach.identifiers.Hashed;
import io.evenreach.identifiers.ProfileIds;
import io.evenreach.identifiers.Strength;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What a journal says became of its grants. */
class GrantTallyTest {

    private static final UUID ONE = UUID.fromString("00000000-0000-0000-0000-000000000001");
    private static final UUID OTHER = UUID.fromString("00000000-0000-0000-0000-000000000002");
    private static final Hashed COOKIE = Some.cookie(1);
    private static final long EXPIRY = Some.T0 + 1_000;

    private final List<JournalEntry> journal = new ArrayList<>();
    private final List<Difference> differences = new ArrayList<>();
    private long horizon = EXPIRY - 1;

    private static Touch touch(long id, TouchState state) {
        return new Touch(
                id,
                Some.CAMPAIGN,
                "search",
                COOKIE.key(),
                Strength.COOKIE,
                Some.T0,
                state,
                state == TouchState.CONFIRMED || state == TouchState.UNGRANTED ? 0 : EXPIRY,
                0,
                "platform",
                0,
                null);
    }

    private static Put put(TouchState state) {
        return new Put(touch(7, state));
    }

    private void tells(UUID profileId, TouchChange... changes) {
        journal.add(new JournalEntry(profileId, journal.size() + 1, false, false, Some.T0, List.of(changes)));
    }

    private GrantCounts counted(OwnerBook owners) {
        Map<UUID, TouchHistory> folded = new HashMap<>();
        List<GrantStay> stays = new ArrayList<>();
        for (JournalEntry entry : journal) {
            TouchHistory before = folded.getOrDefault(entry.profileId(), TouchHistory.EMPTY);
            GrantStay.ended(before, entry, stays);
            folded.put(entry.profileId(), before.apply(entry.changes(), entry.nowMillis()));
        }
        folded.forEach((profileId, history) -> GrantStay.left(profileId, history, stays));
        GrantTally tally =
                new GrantTally(horizon, (profileId, kind) -> differences.add(new Difference(profileId, kind)));
        stays.stream()
                .collect(Collectors.groupingBy(GrantStay::touchId))
                .values()
                .forEach(tally::count);
        tally.settle(owners);
        return tally.counted();
    }

    private void differsIn(UUID profileId, Kind kind) {
        assertThat(counted(OwnerBook.EMPTY)).isEqualTo(new GrantCounts(1, 0, 0, 0, 0, 0));
        assertThat(differences).containsExactly(new Difference(profileId, kind));
    }

    private static OwnerBook erasedAt(long millis) {
        return new OwnerBook(List.of(new Tenure(
                COOKIE.key(),
                COOKIE.type(),
                TenureChange.BEGINNING,
                TenureChange.END,
                null,
                false,
                2,
                ProfileIds.foundedBy(COOKIE.key()),
                Some.T0,
                null,
                millis,
                false)));
    }

    @Test
    void countsAGrantOnceThatIsShownAndGoesToAnotherHistoryAndItsArchiveAndBack() {
        tells(ONE, put(TouchState.GRANTED));
        tells(ONE, new Removed(7));
        tells(OTHER, put(TouchState.CONFIRMED));
        tells(OTHER, new Archived(touch(7, TouchState.CONFIRMED)));
        tells(OTHER, new Removed(7));
        tells(ONE, new Archived(touch(7, TouchState.CONFIRMED)), new Put(touch(8, TouchState.UNGRANTED)));
        tells(ONE, new Archived(touch(9, TouchState.UNGRANTED)));
        tells(ONE, new Removed(9));

        assertThat(counted(OwnerBook.EMPTY)).isEqualTo(new GrantCounts(1, 1, 0, 0, 0, 0));
        assertThat(differences).isEmpty();
    }

    @Test
    void remembersHowAGrantEndedThatALongHistoryForgot() {
        tells(ONE, put(TouchState.GRANTED));
        tells(ONE, put(TouchState.RELEASED));
        tells(ONE, new Removed(7), new Put(touch(8, TouchState.GRANTED)));

        assertThat(counted(OwnerBook.EMPTY)).isEqualTo(new GrantCounts(2, 0, 1, 0, 1, 0));
        assertThat(differences).isEmpty();
    }

    /** Before its time to live was over; the other one ran out of it. */
    @Test
    void knowsHowAGrantEndedThatALongHistoryForgotInTheStepInWhichItDied() {
        tells(ONE, manyOthers());
        tells(ONE, put(TouchState.GRANTED));
        tells(ONE, new Removed(7));
        assertThat(counted(OwnerBook.EMPTY)).isEqualTo(new GrantCounts(1, 0, 1, 0, 0, 0));

        horizon = EXPIRY;
        assertThat(counted(OwnerBook.EMPTY)).isEqualTo(new GrantCounts(1, 0, 0, 1, 0, 0));
        assertThat(differences).isEmpty();
    }

    private static TouchChange[] manyOthers() {
        return LongStream.range(100, 100 + TouchHistory.TIDY_FROM)
                .mapToObj(id -> new Put(touch(id, TouchState.UNGRANTED)))
                .toArray(TouchChange[]::new);
    }

    @Test
    void tellsOfAGrantThatIsWithNobodyAnyMore() {
        tells(ONE, put(TouchState.GRANTED));
        tells(ONE, new Removed(7));

        differsIn(ONE, Kind.GRANT_LOST);
    }

    @Test
    void tellsOfAShownGrantThatIsInNobodysArchiveAnyMore() {
        tells(ONE, put(TouchState.GRANTED));
        tells(ONE, new Archived(touch(7, TouchState.CONFIRMED)));
        tells(ONE, new Removed(7));

        differsIn(ONE, Kind.GRANT_LOST);
    }

    @Test
    void tellsOfAGrantThatBecameAnExposureNobodyAskedFor() {
        tells(ONE, put(TouchState.GRANTED));
        tells(ONE, put(TouchState.UNGRANTED));

        differsIn(ONE, Kind.GRANT_LOST);
    }

    @Test
    void tellsOfAGrantThatIsWithTwoPeople() {
        tells(ONE, put(TouchState.GRANTED));
        tells(OTHER, put(TouchState.GRANTED));

        assertThat(counted(OwnerBook.EMPTY)).isEqualTo(new GrantCounts(1, 0, 0, 0, 0, 0));
        assertThat(differences).extracting(Difference::kind).containsExactly(Kind.GRANT_TWICE);
    }

    @Test
    void tellsOfAGrantThatEndedAndWaitsAgain() {
        tells(ONE, put(TouchState.GRANTED));
        tells(ONE, put(TouchState.EXPIRED));
        tells(ONE, put(TouchState.GRANTED));

        differsIn(ONE, Kind.GRANT_ENDED_TWICE);
    }

    @Test
    void tellsOfAGrantThatEndedOtherwiseOnItsWayToSomebodyElse() {
        tells(ONE, put(TouchState.EXPIRED));
        tells(ONE, new Removed(7));
        tells(OTHER, put(TouchState.CONFIRMED));

        differsIn(OTHER, Kind.GRANT_ENDED_TWICE);
    }

    @Test
    void countsApartWhatWentWithWhomWasErasedAndNothingThatCameAfter() {
        tells(ONE, put(TouchState.CONFIRMED));
        tells(ONE, new Removed(7));

        assertThat(counted(erasedAt(Some.T0))).isEqualTo(new GrantCounts(1, 0, 0, 0, 0, 1));
        assertThat(differences).isEmpty();
        counted(erasedAt(Some.T0 - 1));
        assertThat(differences).containsExactly(new Difference(ONE, Kind.GRANT_LOST));
    }

    @Test
    void countsARequestOnceThatIsGrantedAnewAfterAnErasure() {
        tells(ONE, put(TouchState.CONFIRMED));
        tells(ONE, new Removed(7));
        tells(OTHER, put(TouchState.GRANTED));

        assertThat(counted(erasedAt(Some.T0))).isEqualTo(new GrantCounts(1, 0, 0, 0, 1, 0));
        assertThat(differences).isEmpty();
    }
}
