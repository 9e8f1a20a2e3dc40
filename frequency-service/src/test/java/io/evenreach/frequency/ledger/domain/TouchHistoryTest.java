package io.evenreach.frequency.ledger.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.frequency.ledger.Touch;
import io.evenreach.frequency.ledger.TouchChange;
import io.evenreach.frequency.ledger.TouchState;
import io.evenreach.testkit.Chance;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TouchHistoryTest {

    @Test
    void mergesInAnyOrderToTheSame() {
        Chance.forSeeds(1_000, chance -> {
            TouchHistory a = Some.anyHistory(chance);
            TouchHistory b = Some.anyHistory(chance);
            TouchHistory c = Some.anyHistory(chance);
            assertThat(a.merge(b)).isEqualTo(b.merge(a));
            assertThat(a.merge(b).merge(c)).isEqualTo(a.merge(b.merge(c)));
            assertThat(a.merge(a)).isEqualTo(a);
            assertThat(a.merge(b).merge(b)).isEqualTo(a.merge(b));
        });
    }

    @Test
    void splitsIntoPartsThatMergeToTheWhole() {
        Chance.forSeeds(1_000, chance -> {
            TouchHistory whole = Some.anyHistory(chance);
            int goes = chance.below(4);
            TouchHistory.Split split = whole.split(touch -> touch.filedUnder().equals(Some.key(goes)));
            assertThat(split.staying().merge(split.going())).isEqualTo(whole);
            assertThat(split.staying().touches())
                    .noneMatch(touch -> touch.filedUnder().equals(Some.key(goes)));
            assertThat(split.going().touches())
                    .allMatch(touch -> touch.filedUnder().equals(Some.key(goes)));
        });
    }

    @Test
    void staysInOrderOfTimeWithOneTouchPerId() {
        Chance.forSeeds(1_000, chance -> {
            List<Touch> touches = Some.anyHistory(chance).touches();
            assertThat(touches).isSortedAccordingTo(TouchHistory.BY_TIME);
            assertThat(touches.stream().map(Touch::touchId)).doesNotHaveDuplicates();
        });
    }

    @Test
    void foldsItsChangesBack() {
        Chance.forSeeds(1_000, chance -> {
            TouchHistory before = Some.anyHistory(chance);
            TouchHistory after = before;
            List<Touch> archived = new ArrayList<>();
            for (int i = chance.below(10); i > 0; i--) {
                switch (chance.below(4)) {
                    case 0 -> after = after.put(Some.anyTouch(chance));
                    case 1 -> {
                        if (after.size() > 0) {
                            after = after.remove(chance.pick(after.touches()).touchId());
                        }
                    }
                    case 2 -> after = after.advance(Some.T0 + 2_000_000, Some.T0 + chance.below(1_600_000));
                    default -> {
                        Touch straight = Some.touch(1_000 + i, TouchState.UNGRANTED, Some.T0);
                        archived.add(straight);
                        after = after.archivedBy(1);
                    }
                }
            }
            long now = Some.T0 + 3_000_000;
            after = after.stamped(now);
            List<TouchChange> changes = after.changesSince(before, archived, Set.of());
            assertThat(before.apply(changes, now)).isEqualTo(after);
        });
    }

    @Test
    void expiresAGrantExactlyWhenTheHorizonReachesIt() {
        TouchHistory history = TouchHistory.EMPTY.put(Some.touch(1, TouchState.GRANTED, Some.T0));
        long expiry = Some.T0 + 600_000;
        assertThat(history.advance(expiry, expiry - 1).touches().getFirst().state())
                .isEqualTo(TouchState.GRANTED);
        assertThat(history.advance(expiry, expiry).touches().getFirst().state()).isEqualTo(TouchState.EXPIRED);
    }

    @Test
    void neverLetsItsClockGoBack() {
        TouchHistory history = TouchHistory.EMPTY.advance(Some.T0, 0);
        assertThat(history.advance(Some.T0 - 1, 0).lastNowMillis()).isEqualTo(Some.T0);
    }

    @Test
    void cannotHaveBeenShownBeforeItWasGranted() {
        Touch granted = Some.touch(1, TouchState.GRANTED, Some.T0);
        TouchHistory shown = TouchHistory.EMPTY.put(granted).confirm(granted, Some.T0 - 5_000);
        assertThat(shown.touches().getFirst().atMillis()).isEqualTo(Some.T0);
        assertThat(shown.touches().getFirst().state()).isEqualTo(TouchState.CONFIRMED);
    }

    @Test
    void isFullOfTouchesThatCountAndNotOfDeadGrants() {
        TouchHistory history = TouchHistory.EMPTY;
        for (int i = 0; i < TouchHistory.HOT_MAX - 1; i++) {
            history = history.put(Some.touch(i, TouchState.UNGRANTED, Some.T0 + i));
        }
        history = history.put(Some.touch(9_999, TouchState.EXPIRED, Some.T0));
        assertThat(history.isFull()).isFalse();
        assertThat(history.put(Some.touch(10_000, TouchState.UNGRANTED, Some.T0))
                        .isFull())
                .isTrue();
    }

    @Test
    void putsAwayWhatNoWindowNeeds() {
        TouchHistory history = TouchHistory.EMPTY;
        for (int i = 0; i < 70; i++) {
            history = history.put(Some.touch(i, TouchState.UNGRANTED, Some.T0 + i));
        }
        for (int i = 100; i < 140; i++) {
            history = history.put(Some.touch(i, TouchState.RELEASED, Some.T0 + i));
        }
        TouchHistory.Tidied tidied = history.tidy(touch -> touch.touchId() >= 30);
        assertThat(tidied.archived()).hasSize(30);
        assertThat(tidied.history().archived()).isEqualTo(30);
        assertThat(tidied.history().touches().stream().filter(touch -> touch.state() == TouchState.RELEASED))
                .hasSize(TouchHistory.DEAD_KEPT);
        assertThat(tidied.history().size()).isEqualTo(40 + TouchHistory.DEAD_KEPT);
    }
}
