package io.evenreach.campaign.hold.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.campaign.hold.domain.Hold.Release;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class HoldTest {

    private static final CoolDowns COOL_DOWNS =
            new CoolDowns(Duration.ofDays(1), Duration.ofDays(7), Duration.ofDays(30));
    private static final Instant OPENED = Instant.parse("2026-06-05T08:00:00Z");
    private static final Instant RESOLVED = OPENED.plus(Duration.ofDays(2));
    private static final Release RELEASE = new Release("grace", RESOLVED, "Called the customer.");

    /** What can happen to a hold, applied in the middle of a seven-day cool-down. */
    private enum Message {
        RESOLVE,
        RELEASE_IT,
        TIME_PASSES_LITTLE,
        TIME_PASSES_MUCH;

        Hold appliedTo(Hold hold) {
            return switch (this) {
                case RESOLVE -> hold.resolve(RESOLVED.plusSeconds(9), COOL_DOWNS);
                case RELEASE_IT -> hold.release(RELEASE);
                case TIME_PASSES_LITTLE -> hold.at(RESOLVED.plusSeconds(10));
                case TIME_PASSES_MUCH -> hold.at(RESOLVED.plus(Duration.ofDays(8)));
            };
        }
    }

    @Test
    void followsTheTableForEveryPairOfStateAndMessage() {
        Map<HoldState, Map<Message, HoldState>> moves = Map.of(
                HoldState.OPEN, Map.of(Message.RESOLVE, HoldState.COOLING_DOWN, Message.RELEASE_IT, HoldState.RELEASED),
                HoldState.COOLING_DOWN,
                        Map.of(Message.RELEASE_IT, HoldState.RELEASED, Message.TIME_PASSES_MUCH, HoldState.ENDED),
                HoldState.ENDED, Map.of(),
                HoldState.RELEASED, Map.of());
        for (Map.Entry<HoldState, Hold> each : oneOfEach().entrySet()) {
            for (Message message : Message.values()) {
                Hold after = message.appliedTo(each.getValue());
                HoldState expected = moves.getOrDefault(each.getKey(), Map.of()).get(message);
                if (expected == null) {
                    assertThat(after).as("%s %s", each.getKey(), message).isEqualTo(each.getValue());
                } else {
                    assertThat(after.state())
                            .as("%s %s", each.getKey(), message)
                            .isEqualTo(expected);
                    assertThat(after.version()).isEqualTo(each.getValue().version() + 1);
                }
            }
        }
    }

    @Test
    void coolsDownAsLongAsTheComplaintWasBad() {
        assertThat(cooling(Severity.LOW).until()).isEqualTo(RESOLVED.plus(Duration.ofDays(1)));
        assertThat(cooling(Severity.MEDIUM).until()).isEqualTo(RESOLVED.plus(Duration.ofDays(7)));
        assertThat(cooling(Severity.HIGH).until()).isEqualTo(RESOLVED.plus(Duration.ofDays(30)));
    }

    @Test
    void endsExactlyWhenTheCoolDownHasPassed() {
        Hold cooling = cooling(Severity.LOW);
        Instant end = RESOLVED.plus(Duration.ofDays(1));

        assertThat(cooling.at(end.minusNanos(1)).state()).isEqualTo(HoldState.COOLING_DOWN);
        assertThat(cooling.at(end).state()).isEqualTo(HoldState.ENDED);
    }

    @Test
    void keepsTheFirstResolutionWhateverIsRepeated() {
        Hold cooling = cooling(Severity.MEDIUM);

        assertThat(cooling.resolve(RESOLVED.plus(Duration.ofDays(3)), COOL_DOWNS))
                .isEqualTo(cooling);
    }

    @Test
    void coversTheComplaintWhenItsResolutionCameFirst() {
        Hold hold = Hold.open(UUID.randomUUID(), Severity.LOW, OPENED).resolve(OPENED.minusSeconds(60), COOL_DOWNS);

        assertThat(hold.until()).isEqualTo(OPENED.plus(Duration.ofDays(1)));
    }

    @Test
    void remembersWhoReleasedItAndWhy() {
        Hold released = Hold.open(UUID.randomUUID(), Severity.HIGH, OPENED).release(RELEASE);

        assertThat(released.release()).isEqualTo(RELEASE);
        assertThat(released.state()).isEqualTo(HoldState.RELEASED);
    }

    private static Hold cooling(Severity severity) {
        return Hold.open(UUID.randomUUID(), severity, OPENED).resolve(RESOLVED, COOL_DOWNS);
    }

    private static Map<HoldState, Hold> oneOfEach() {
        Map<HoldState, Hold> each = new EnumMap<>(HoldState.class);
        Hold cooling = cooling(Severity.MEDIUM);
        each.put(HoldState.OPEN, Hold.open(UUID.randomUUID(), Severity.MEDIUM, OPENED));
        each.put(HoldState.COOLING_DOWN, cooling);
        each.put(HoldState.ENDED, cooling.at(RESOLVED.plus(Duration.ofDays(7))));
        each.put(HoldState.RELEASED, cooling.release(RELEASE));
        return each;
    }
}
