package io.evenreach.frequency.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.frequency.simulation.ChannelReplay.Rule;
import io.evenreach.kernel.Interval;
import io.evenreach.kernel.Window;
import io.evenreach.testkit.Chance;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ChannelReplayTest {

    private static final Interval FLIGHT =
            new Interval(Instant.parse("2026-06-01T00:00:00Z"), Instant.parse("2026-06-11T00:00:00Z"));

    @Test
    void allowsUpToThePlanAndFreesTheRest() {
        ChannelReplay replay = replay(new Rule(2, new Window.Campaign()));
        show(replay, 1, 1, 2, 3, 4);
        show(replay, 2, 5);
        assertThat(replay.result(3)).isEqualTo(new ChannelReplay.Result("video", 3, 2, 2, 2, 3));
    }

    @Test
    void aRollingWindowFreesPlaceAgain() {
        ChannelReplay replay = new ChannelReplay(
                "video", List.of(new Rule(1, new Window.Rolling(Duration.ofHours(2)))), FLIGHT, List.of());
        show(replay, 1, 1, 2, 3, 4);
        assertThat(replay.result(1).allowed()).isEqualTo(2);
    }

    @Test
    void countsAsHeavyAvoidedWhatWasAbovePlanInEachEndedTile() {
        Window twoHours = new Window.Rolling(Duration.ofHours(2));
        List<Interval> ended = twoHours.tiles(FLIGHT).subList(0, 2);
        ChannelReplay replay = new ChannelReplay("video", List.of(new Rule(1, twoHours)), FLIGHT, ended);
        // One in the first tile and three in the second, of which the middle one is allowed; what follows has not
        // ended.
        show(replay, 1, 1, 2);
        replay.shown(new UUID(0, 1), FLIGHT.from().plus(Duration.ofMinutes(190)), false);
        replay.shown(new UUID(0, 1), FLIGHT.from().plus(Duration.ofMinutes(200)), false);
        show(replay, 1, 6, 7);
        // Denied for the one in the tile before, and not above plan in its own.
        show(replay, 2, 1, 2);
        assertThat(replay.result(2)).isEqualTo(new ChannelReplay.Result("video", 4, 4, 2, 1, 1));
    }

    @Test
    void countsWhatHeldOutPeopleWereShownAndNotWhatTheyMiss() {
        ChannelReplay replay = replay(new Rule(2, new Window.Campaign()));
        for (int hour = 0; hour < 3; hour++) {
            replay.shown(new UUID(0, 1), FLIGHT.from().plus(Duration.ofHours(hour)), true);
        }
        replay.shown(new UUID(0, 2), FLIGHT.from(), true);
        show(replay, 3, 1);
        assertThat(replay.result(1)).isEqualTo(new ChannelReplay.Result("video", 4, 1, 1, 1, 1));
    }

    @Test
    void everyRuleOfAChannelMustAllow() {
        ChannelReplay replay =
                replay(new Rule(3, new Window.Campaign()), new Rule(1, new Window.Rolling(Duration.ofHours(2))));
        show(replay, 1, 1, 2, 3, 5, 7, 9);
        assertThat(replay.result(1)).isEqualTo(new ChannelReplay.Result("video", 3, 3, 3, 0, 0));
    }

    @Test
    void allowsWhatIsNotHeavyForAnyLog() {
        Chance.forSeeds(200, chance -> {
            int target = chance.below(4);
            ChannelReplay replay = replay(new Rule(target, new Window.Campaign()));
            long expected = 0;
            long shown = 0;
            long under = 0;
            int people = chance.between(1, 20);
            for (int person = 1; person <= people; person++) {
                int count = chance.below(8);
                for (int hour = 0; hour < count; hour++) {
                    show(replay, person, hour);
                }
                shown += count;
                expected += Math.min(count, target);
                under += count < target ? 1 : 0;
            }
            ChannelReplay.Result result = replay.result(people);
            assertThat(result.allowed()).isEqualTo(expected);
            assertThat(result.denied()).isEqualTo(shown - expected);
            assertThat(result.underPlan()).isEqualTo(under);
        });
    }

    private static ChannelReplay replay(Rule... rules) {
        return new ChannelReplay("video", List.of(rules), FLIGHT, List.of(FLIGHT));
    }

    private static void show(ChannelReplay replay, int person, int... hours) {
        for (int hour : hours) {
            replay.shown(new UUID(0, person), FLIGHT.from().plus(Duration.ofHours(hour)), false);
        }
    }
}
