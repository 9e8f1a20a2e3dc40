package io.evenreach.frequency.ledger.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evenreach.frequency.ledger.Touch;
import io.evenreach.frequency.ledger.TouchState;
import io.evenreach.identifiers.Strength;
import io.evenreach.testkit.Chance;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HistoryCodecTest {

    private final HistoryCodec codec = new HistoryCodec(new NamesInMemory());

    @Test
    void readsBackWhatItWrote() {
        Chance.forSeeds(1_000, chance -> {
            TouchHistory history = Some.anyHistory(chance).archivedBy(chance.below(300));
            assertThat(codec.decode(codec.encode(history))).isEqualTo(history);
        });
    }

    @Test
    void writesEqualHistoriesAsEqualBytesWhateverTheirPast() {
        Chance.forSeeds(1_000, chance -> {
            TouchHistory history = Some.anyHistory(chance);
            TouchHistory rebuilt = TouchHistory.EMPTY;
            for (Touch touch : chance.shuffled(history.touches())) {
                rebuilt = rebuilt.put(touch);
            }
            assertThat(codec.encode(rebuilt.stamped(history.lastNowMillis()))).isEqualTo(codec.encode(history));
        });
    }

    @Test
    void readsBackASingleTouch() {
        Chance.forSeeds(1_000, chance -> {
            Touch touch = Some.anyTouch(chance);
            assertThat(codec.decodeTouch(codec.encode(touch))).isEqualTo(touch);
        });
    }

    @Test
    void readsTheEmptyStateAsNoHistory() {
        assertThat(codec.decode(HistoryCodec.emptyState())).isEqualTo(TouchHistory.EMPTY);
        assertThat(codec.encode(TouchHistory.EMPTY)).isEqualTo(HistoryCodec.emptyState());
    }

    @Test
    void takesAtMostTwoHundredBytesForTenTouches() {
        TouchHistory history = TouchHistory.EMPTY;
        for (int i = 0; i < 10; i++) {
            history = history.put(new Touch(
                    Long.MAX_VALUE / 11 * i,
                    Some.CAMPAIGN,
                    Some.CHANNELS.get(i % 3),
                    Some.key(5),
                    Strength.PERSON,
                    Some.T0 + i * Duration.ofHours(31).toMillis(),
                    TouchState.CONFIRMED,
                    0,
                    0,
                    "partner:dsp",
                    0,
                    null));
        }
        byte[] state =
                codec.encode(history.stamped(Some.T0 + Duration.ofDays(20).toMillis()));
        assertThat(state.length).isLessThanOrEqualTo(200);
    }

    @Test
    void refusesAFormatItDoesNotKnow() {
        assertThatThrownBy(() -> codec.decode(new byte[] {9, 0, 0, 0}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("format 9");
    }
}
